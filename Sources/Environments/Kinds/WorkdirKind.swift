import Files
public import Matrix

/// A clean directory and a scrubbed process environment around an interpreter that exists; installs nothing.
public struct WorkdirKind: EnvironmentKind {
    public static let name = "workdir"

    public init() {}

    public func provision(
        _ target: TargetEnvironment,
        context: ProvisionContext,
    ) async throws(ProvisionError) -> ProvisionedEnvironment {
        let start = ContinuousClock.now
        guard target.packages.isEmpty, target.requirementFiles.isEmpty else {
            throw ProvisionError(
                .other, "a 'workdir' environment installs nothing, but packages are given",
                remedy: "remove 'packages' and 'requirements', or use 'kind: venv'",
            )
        }
        let interpreter = try await context.interpreter(for: target)
        let folder = Path.parent(interpreter.path)
        let isOnPath = (context.variables["PATH"] ?? "").split(separator: ":").contains { $0 == folder }
        return ProvisionedEnvironment(
            python: interpreter.path,
            version: interpreter.version,
            interpreter: interpreter,
            folder: nil,
            sitePackages: interpreter.sitePackages,
            packages: InstalledPackage.all(in: interpreter.sitePackages),
            processEnvironment: ProcessVariables.scrubbed(
                context.variables,
                folder: isOnPath ? nil : folder,
                adding: target.variables.map { (name: $0.name, value: $0.value) },
            ),
            isReused: true,
            seconds: start.duration(to: .now).seconds,
            log: "",
            lease: EnvironmentLease(lock: nil),
        )
    }
}
