import Files
public import Matrix

/// A virtual environment with packages from an index, made by uv or pip, kept in the store.
public struct VenvKind: EnvironmentKind {
    public static let name = "venv"

    public init() {}

    public func provision(
        _ target: TargetEnvironment,
        context: ProvisionContext,
    ) async throws(ProvisionError) -> ProvisionedEnvironment {
        let start = ContinuousClock.now
        let deadline = start + .seconds(context.timeout)
        let interpreter = try await context.baseInterpreter(for: target)
        let key = try RequestKey(target, interpreter: interpreter, variables: context.variables)
        let work = VenvProvision(
            target: target, context: context, interpreter: interpreter, key: key, deadline: deadline,
        )
        do {
            let made = try await work.take()
            var environment = made.environment(for: target, context: context, interpreter: interpreter, since: start)
            environment.sources = key.sources
            return environment
        } catch let error as ProvisionError {
            throw error
        } catch let error as FileError {
            throw work.explain(error)
        } catch {
            throw ProvisionError(.other, "\(error)")
        }
    }
}

/// A virtual environment in a folder, held by a lease.
struct HeldEnvironment: Sendable {
    let folder: String
    let lease: EnvironmentLease
    var isReused: Bool
    var log = ""

    func environment(
        for target: TargetEnvironment,
        context: ProvisionContext,
        interpreter: Interpreter,
        since start: ContinuousClock.Instant,
    ) -> ProvisionedEnvironment {
        let sitePackages = VirtualEnvironment.sitePackages(of: folder, interpreter: interpreter)
        return ProvisionedEnvironment(
            python: VirtualEnvironment.python(of: folder),
            version: interpreter.version,
            interpreter: interpreter,
            folder: folder,
            sitePackages: [sitePackages],
            packages: InstalledPackage.all(in: [sitePackages]),
            processEnvironment: ProcessVariables.scrubbed(
                context.variables,
                folder: Path.join(folder, "bin"),
                adding: target.variables.map { (name: $0.name, value: $0.value) },
            ),
            isReused: isReused,
            seconds: start.duration(to: .now).seconds,
            log: log,
            lease: lease,
        )
    }
}
