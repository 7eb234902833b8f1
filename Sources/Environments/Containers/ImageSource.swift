import Files
import Glibc
import JSON
import Matrix

/// Finds, pulls or builds the image that a matrix names.
struct ImageSource: Sendable {
    let engine: EngineClient
    let settings: ContainerSettings
    let context: ProvisionContext
    let deadline: ContinuousClock.Instant

    /// An image that is there now, and what making it said.
    struct Found: Sendable {
        let facts: ImageFacts
        /// As the matrix has it, or the tag of what was built.
        let name: String
        var log = ""
        var isNew = false
    }

    func find() async throws -> Found {
        let found: Found
        switch settings.source {
        case .image(let name): found = try await take(name)
        case .build(let folder): found = try await build(folder)
        }
        try checkPlatform(found.facts)
        return found
    }

    // MARK: - Taking

    private func take(_ name: String) async throws -> Found {
        guard let reference = ImageReference(name) else {
            throw ProvisionError(.imageMissing, "'\(name)' cannot name an image", remedy: "write registry/name:tag")
        }
        if let facts = try await engine.image(name), fits(facts) { return Found(facts: facts, name: name) }
        if reference.isLocal {
            throw ProvisionError(
                .imageMissing, "\(engine.facts.name) has no image '\(name)'",
                remedy:
                    "make it, for example with '\(engine.facts.isPodman ? "podman" : "docker") build', or correct 'image'",
            )
        }
        let report = context.progress
        let steps = EngineSteps(
            step: { _ in },
            bytes: { report(ProvisionProgress("pulling \(name)", done: $0, total: $1)) })
        report(ProvisionProgress("pulling \(name)"))
        let login = await RegistryCredentials(variables: context.variables).header(for: reference.registry)
        do throws(EngineError) {
            try await engine.pull(
                reference,
                platform: settings.platform,
                credentials: login,
                within: secondsLeft,
                steps: steps,
            )
        } catch {
            guard error.code == .notFound || error.isRefusal else { throw error }
            throw ProvisionError(
                .imageMissing, "the image '\(name)' is not here and cannot be pulled: \(error.message)",
                log: steps.log,
                remedy:
                    "check the name, the registry and the login ('\(engine.facts.isPodman ? "podman" : "docker") login')",
            )
        }
        guard let facts = try await engine.image(name) else {
            throw ProvisionError(.imageMissing, "the image '\(name)' was pulled and is not there", log: steps.log)
        }
        return Found(facts: facts, name: name, log: steps.log, isNew: true)
    }

    // MARK: - Building

    private func build(_ folder: String) async throws -> Found {
        let packed = try await BlockingWork.run { () -> Result<BuildContext, ProvisionError> in
            do throws(ProvisionError) {
                return .success(try BuildContext(folder: folder))
            } catch {
                return .failure(error)
            }
        }.get()
        let key = try await key(packed)
        let tag = "localhost/smokehouse-build:\(key.prefix(16))"
        ImageMaintenance.touch(key, in: context.cache)
        let wantsNew = context.rebuildsImages && context.engines.isFirst(key)
        if !wantsNew, let facts = try await engine.image(tag) { return Found(facts: facts, name: tag) }
        // One run builds what several ask for.
        let lock = try await context.containerLock(key, until: deadline)
        defer { withExtendedLifetime(lock) {} }
        if !wantsNew, let facts = try await engine.image(tag) { return Found(facts: facts, name: tag) }
        let arguments = JSONObject(settings.buildArguments.map { ($0.name, .string($0.value)) })
        let labels: JSONObject = [ContainerLabels.key: .string(key), ContainerLabels.kind: "build"]
        var query = "t=\(EngineClient.escaped(tag))&dockerfile=\(packed.file)&rm=1&forcerm=1&networkmode=host"
        query += "&buildargs=\(EngineClient.escaped(JSONValue.object(arguments).compact))"
        query += "&labels=\(EngineClient.escaped(JSONValue.object(labels).compact))"
        if let platform = settings.platform { query += "&platform=\(EngineClient.escaped(platform))" }
        if wantsNew { query += "&nocache=1" }
        let report = context.progress
        let built = try await engine.build(
            packed.archive,
            query: query,
            credentials: RegistryCredentials(variables: context.variables).buildHeader,
            within: secondsLeft,
            steps: EngineSteps(step: { report(ProvisionProgress("building \(Path.name(folder)): \($0)")) }),
        )
        if let error = built.error { throw Self.failure(error, log: built.log, folder: folder) }
        guard let facts = try await engine.image(tag) else {
            throw ProvisionError(
                .buildFailed, "building '\(folder)' gave no image", log: built.log, remedy: "see the log")
        }
        return Found(facts: facts, name: tag, log: built.log, isNew: true)
    }

    /// What a build depends on: the folder's content, the arguments, and the images that it starts from, as they are now.
    private func key(_ packed: BuildContext) async throws -> String {
        var digest = Digest()
        digest.add("smokehouse build 1")
        digest.add(packed.archive)
        digest.add(packed.file)
        digest.add(settings.platform ?? "")
        for argument in settings.buildArguments {
            digest.add(argument.name)
            digest.add(argument.value)
        }
        for base in packed.bases(arguments: settings.buildArguments) {
            digest.add(base)
            digest.add((try? await engine.image(base))?.id ?? "")
        }
        return digest.finish()
    }

    /// The error with the step that failed and the last it said.
    static func failure(_ error: String, log: String, folder: String) -> ProvisionError {
        let message = error.split(whereSeparator: \.isNewline).last.map { $0.drop { $0 == ":" || $0 == " " } } ?? ""
        let lines = log.split(whereSeparator: \.isNewline)
        let start = lines.lastIndex { $0.hasPrefix("STEP ") || $0.hasPrefix("Step ") }
        let said = start.map { lines[($0 + 1)...] } ?? lines[...]
        let place = start.map { " at \(lines[$0])" } ?? ""
        // A program that a step runs may be the one that met the end of the disk.
        if (said + [message]).contains(where: { $0.lowercased().contains("no space left on device") }) {
            return ProvisionError(
                .diskFull, "the engine's disk is full while building '\(folder)'\(place)", log: log,
                remedy: "free space, for example with 'smokehouse cache prune'",
            )
        }
        // Podman names the step again.
        let reason = message.hasPrefix("building at STEP") ? message.split(separator: ": ").last ?? message : message
        return ProvisionError(
            .buildFailed, "building '\(folder)' failed\(place): \(reason.isEmpty ? "it gives no reason" : reason)",
            log: log,
            remedy: "see the log of the step, and correct the Containerfile",
        )
    }

    // MARK: - Platform

    private func fits(_ facts: ImageFacts) -> Bool {
        guard let platform = settings.platform else { return true }
        return facts.platform == platform || "\(facts.system)/\(facts.architecture)" == platform
            || facts.platform.hasPrefix(platform + "/")
    }

    private func checkPlatform(_ facts: ImageFacts) throws(ProvisionError) {
        if !fits(facts), let wanted = settings.platform {
            throw ProvisionError(
                .unsuitableImage, "the image is for \(facts.platform), not for \(wanted)",
                remedy: "name an image that exists for \(wanted), or correct 'platform'",
            )
        }
        guard facts.system == "linux", facts.architecture == Self.ownArchitecture || facts.architecture.isEmpty else {
            throw ProvisionError(
                .unsuitableImage,
                "the image is for \(facts.platform), and this loader for linux/\(Self.ownArchitecture)",
                remedy: "use an image for linux/\(Self.ownArchitecture), or run Smokehouse on \(facts.architecture)",
            )
        }
    }

    /// This machine's processor as Go names it.
    static var ownArchitecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }

    private var secondsLeft: Double { max(1, ContinuousClock.now.duration(to: deadline).seconds) }
}

extension EngineError {
    /// Whether the engine or the registry answered, and the answer was no.
    var isRefusal: Bool {
        if case .refused = code { true } else { false }
    }
}

extension BuildContext {
    /// The images that `FROM` names, with the values of `ARG` before it put in.
    func bases(arguments: [Variable]) -> [String] {
        var values: [String: String] = [:]
        var stages: Set<String> = []
        var bases: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let instruction = words.first?.uppercased(), words.count > 1 else { continue }
            if instruction == "ARG" {
                let parts = words[1].split(separator: "=", maxSplits: 1).map(String.init)
                let given = arguments.first { $0.name == parts[0] }?.value
                values[parts[0]] = given ?? (parts.count > 1 ? parts[1].filter { $0 != "\"" } : "")
            } else if instruction == "FROM", let name = words.dropFirst().first(where: { !$0.hasPrefix("--") }) {
                var name = name
                for (key, value) in values {
                    name = name.replacing("${\(key)}", with: value).replacing("$\(key)", with: value)
                }
                if !stages.contains(name) { bases.append(name) }
                if let place = words.firstIndex(where: { $0.uppercased() == "AS" }), place + 1 < words.count {
                    stages.insert(words[place + 1])
                }
            }
        }
        return bases
    }
}
