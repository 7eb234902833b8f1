import Files
import Glibc
public import Matrix

/// A fresh container of an image for each session, through Docker's or Podman's API.
public struct ContainerKind: EnvironmentKind {
    public static let name = "container"

    public init() {}

    public func provision(
        _ target: TargetEnvironment,
        context: ProvisionContext,
    ) async throws(ProvisionError) -> ProvisionedEnvironment {
        do {
            return try await make(target, context)
        } catch let error as ProvisionError {
            throw error
        } catch let error as EngineError {
            throw error.provisionError()
        } catch let error as FileError {
            throw error.code == ENOSPC || error.code == EDQUOT
                ? ProvisionError(.diskFull, "\(error)", remedy: "free space, for example with 'smokehouse cache prune'")
                : ProvisionError(.other, "\(error)", remedy: "SMOKEHOUSE_CACHE names another cache folder")
        } catch is CancellationError {
            throw ProvisionError(.cancelled, "cancelled")
        } catch {
            throw ProvisionError(.other, "\(error)")
        }
    }

    private func make(_ target: TargetEnvironment, _ context: ProvisionContext) async throws -> ProvisionedEnvironment {
        let start = ContinuousClock.now
        let deadline = start + .seconds(context.timeout)
        guard let settings = target.container else {
            throw ProvisionError(.other, "the environment names no image", remedy: "add 'image' or 'build'")
        }
        let engine = try await context.engines.engine()
        let source = ImageSource(engine: engine, settings: settings, context: context, deadline: deadline)
        let base = try await source.find()
        let user = ContainerUser(settings, of: engine.facts)
        var survey = try await self.survey(base.facts, target, user, engine, context, deadline)
        func python() throws(ProvisionError) -> ImageSurvey.Python? {
            try survey.python(for: target.python, image: base.name, owner: base.facts.user, user: user)
        }
        if target.device == .cuda, let loader = context.loader {
            try await GPUTrial(
                engine: engine, loader: loader, labels: context.engines.labels.container, deadline: deadline,
            ).run(in: base.facts)
        }
        var found = base
        if !target.packages.isEmpty || !target.requirementFiles.isEmpty {
            guard let python = try python() else {
                throw ProvisionError(
                    .interpreterMissing, "the image '\(base.name)' has no Python to install packages for",
                    remedy: "use an image with Python, or remove 'packages'",
                )
            }
            if let volume = base.facts.volumes.first(where: { volume in
                python.folders.contains { ($0.path + "/").hasPrefix(volume.hasSuffix("/") ? volume : volume + "/") }
            }) {
                throw ProvisionError(
                    .unsuitableImage, "packages cannot be kept in '\(volume)', which is a volume of the image",
                    remedy: "remove 'VOLUME \(volume)' from the image, or install the packages in it",
                )
            }
            found = try await PackageLayer(
                target: target, base: base, python: python, engine: engine, context: context, deadline: deadline,
            ).find()
            survey = try await self.survey(found.facts, target, user, engine, context, deadline)
        }
        let python = try python()
        // Python's own first; C libraries beside it serve artifacts that need no Python.
        let folders = (python?.folders ?? []) + survey.folders
        var packages: [String: InstalledPackage] = [:]
        for package in folders.flatMap(\.packages) where packages[package.name] == nil {
            packages[package.name] = package
        }
        return ProvisionedEnvironment(
            python: python?.interpreter.path ?? "",
            version: python?.interpreter.version ?? "",
            interpreter: python?.interpreter,
            folder: nil,
            sitePackages: folders.map(\.path),
            packages: packages.values.sorted { $0.name < $1.name },
            processEnvironment: Dictionary(
                target.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
            isReused: !base.isNew && !found.isNew,
            seconds: start.duration(to: .now).seconds,
            log: base.log + (found.name == base.name ? "" : found.log),
            lease: EnvironmentLease(lock: nil),
            container: ContainerEnvironment(
                engine: engine,
                name: base.name,
                image: found.facts,
                digest: base.digest,
                libraries: folders.map(\.libraries),
                settings: settings,
                owner: user,
                resources: target.resources,
                device: target.device,
                labels: context.engines.labels.container,
            ),
        )
    }

    private func survey(
        _ image: ImageFacts,
        _ target: TargetEnvironment,
        _ user: ContainerUser,
        _ engine: EngineClient,
        _ context: ProvisionContext,
        _ deadline: ContinuousClock.Instant,
    ) async throws -> ImageSurvey {
        try await ImageSurvey.take(
            of: image, python: target.python, user: user, engine: engine, context: context, deadline: deadline,
        )
    }
}
