import Files
import Glibc
import JSON
import Matrix

/// Packages on top of an image, as one layer that later runs use again.
///
/// A container of the image runs uv, which is mounted into it as its download cache is, and what it wrote is committed.
/// The command with its indexes, which may hold passwords, lies in a mounted file: what an engine knows of a container
/// becomes part of the image.
struct PackageLayer: Sendable {
    let target: TargetEnvironment
    let base: ImageSource.Found
    let python: ImageSurvey.Python
    let engine: EngineClient
    let context: ProvisionContext
    let deadline: ContinuousClock.Instant

    private static let folder = "/smokehouse/install"

    func find() async throws -> ImageSource.Found {
        let request = try RequestKey(target, interpreter: python.interpreter, variables: context.variables)
        let tag = "localhost/smokehouse-packages:\(request.text.prefix(16))"
        ImageMaintenance.touch(request.text, content, in: context.cache)
        let wantsNew = !request.isReusable || (context.rebuildsImages && context.engines.isFirst(request.text))
        if !wantsNew, let known = try await stored(tag) { return known }
        let lock = try await context.containerLock(request.text, until: deadline)
        defer { withExtendedLifetime(lock) {} }
        if !wantsNew, let known = try await stored(tag) { return known }
        let log = try await install(as: tag, key: request.text)
        guard let facts = try await engine.image(tag) else {
            throw ProvisionError(.other, "the engine did not keep the image '\(tag)'", log: log)
        }
        return ImageSource.Found(facts: facts, name: tag, log: log, isNew: true)
    }

    /// The packages and what they lie on, without places that may hold passwords.
    private var content: String {
        let names = target.packages.map { String($0.prefix { $0 != "@" }.filter { $0 != " " }) }
        let files = target.requirementFiles.map(Path.name)
        let all = names + files
        let more = all.count > 4 ? ", … \(all.count) in all" : ""
        return all.prefix(4).joined(separator: ", ") + more + " on \(base.name)"
    }

    private func stored(_ tag: String) async throws -> ImageSource.Found? {
        guard let facts = try await engine.image(tag),
            let resolved = facts.labels[ContainerLabels.resolved].flatMap(Double.init),
            Double(time(nil)) - resolved < context.resolutionLifetime
        else { return nil }
        return ImageSource.Found(facts: facts, name: tag)
    }

    private func install(as tag: String, key: String) async throws -> String {
        let uv = try await uv()
        let downloads = Path.join(context.cache.containers, "downloads")
        try Directory.create(downloads)
        let work = try Directory.createTemporary(in: context.cache.containers, prefix: "install-")
        defer { try? Directory.removeTree(work) }
        guard let loader = context.loader else {
            throw ProvisionError(.other, "there is no loader to run in containers")
        }

        var command = InstallCommand(
            target, python: python.interpreter.path, variables: context.variables, folder: Self.folder)
        let request = command.make()
        let mounts = [
            ContainerSpec.Mount(loader.executable, at: LoaderFiles.executableInside),
            ContainerSpec.Mount(File.resolved(uv) ?? uv, at: Self.folder + "/uv"),
            ContainerSpec.Mount(downloads, at: Self.folder + "/downloads", isWritable: true),
            ContainerSpec.Mount(work, at: Self.folder + "/request"),
        ]
        try File.write(request.compact, to: Path.join(work, "command.json"), mode: 0o600)
        var spec = ContainerSpec(
            image: base.facts.id,
            command: [LoaderFiles.executableInside, "--run", Self.folder + "/request/command.json"],
        )
        spec.mounts = mounts + command.mounts
        spec.labels = context.engines.labels.container
        spec.user = "0:0"
        spec.usesHostNetwork = true
        spec.isBuild = true
        spec.silencesHealthcheck = base.facts.hasHealthcheck
        spec.directory = target.requirementFiles.isEmpty ? "/" : Self.folder + "/requirements/0"
        context.progress(ProvisionProgress("installing packages"))

        let id = try await engine.create(spec)
        let result: Result<String, any Error>
        do {
            try await engine.start(id, spec)
            result = .success(try await finish(id, as: tag, key: key))
        } catch {
            result = .failure(error)
        }
        await engine.removeForGood(id)
        return try result.get()
    }

    private func finish(_ id: String, as tag: String, key: String) async throws -> String {
        try await wait(for: id)
        let state = try await engine.state(id)
        let log = AddressMask.applied(to: try await engine.logs(id).text)
        guard state.exitCode == 0 else {
            if state.isOutOfMemory {
                throw ProvisionError(.other, "memory ran out while packages were installed", log: log)
            }
            let failure = InstallFailure.read(log, interpreter: python.interpreter).error
                .withoutBuilds(target.trustsPackages)
            // The downloads lie on a disk of ours, what is installed on the engine's.
            guard failure.code == .diskFull, DiskUse.free(context.cache.containers) ?? 0 > 64 << 20 else {
                throw failure
            }
            throw ProvisionError(
                .diskFull, "the engine's disk is full while packages are installed", log: log, remedy: failure.remedy,
            )
        }
        try await engine.commit(
            id, as: tag,
            labels: [
                ContainerLabels.key: key, ContainerLabels.kind: "packages", ContainerLabels.resolved: "\(time(nil))",
            ],
            restoring: base.facts,
        )
        return log
    }

    /// Waits for the installer's end. Apart from `finish`, and without a typed `do`: Swift 6.3.1 crashes on those when it
    /// optimises.
    private func wait(for id: String) async throws {
        let left = max(1, ContinuousClock.now.duration(to: deadline).seconds)
        guard let failure = await failureOfWaiting(for: id, seconds: left) else { return }
        guard failure.code == .timedOut else { throw failure }
        throw ProvisionError(
            .timedOut, "the installer was not done in time and was stopped",
            remedy: "raise 'timeout: {provision: …}' if the downloads are large",
        )
    }

    private func failureOfWaiting(for id: String, seconds: Double) async -> EngineError? {
        do {
            _ = try await engine.json(
                "POST", "/containers/\(id)/wait", doing: "wait for the installer", timeout: seconds,
            )
            return nil
        } catch {
            return error
        }
    }

    private func uv() async throws -> String {
        let location = UvLocation(cache: context.cache, variables: context.variables)
        if let installed = location.installed { return installed }
        let host = try await context.interpreters.find("python3")
        return try await location.locate(with: host, until: deadline)
    }
}
