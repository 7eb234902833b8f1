import Files
import JSON
import Matrix

extension ImageSource {
    func build(_ folder: String) async throws -> Found {
        let packed = try await BlockingWork.run { () -> Result<BuildContext, ProvisionError> in
            do throws(ProvisionError) {
                return .success(try BuildContext(folder: folder))
            } catch {
                return .failure(error)
            }
        }.get()
        let key = try await key(packed)
        ImageMaintenance.touch(key, "built from \(folder)", in: context.cache)
        let wantsNew = context.rebuildsImages && context.engines.isFirst(key)
        if !wantsNew, let known = try await kept(key, folder) { return known }
        try await checkBases(packed, of: folder)
        // One run builds what several ask for.
        let lock = try await context.containerLock(key, until: deadline)
        defer { withExtendedLifetime(lock) {} }
        if !wantsNew, let known = try await kept(self.key(packed), folder) { return known }
        let log = try await build(packed, folder, key, anew: wantsNew)
        // The images that it starts from may have come with it.
        let after = try await self.key(packed)
        if after != key {
            try await engine.tag(Self.tag(key), as: Self.tag(after))
            _ = context.engines.isFirst(after)
        }
        guard let facts = try await engine.image(Self.tag(after)) else {
            throw ProvisionError(.buildFailed, "building '\(folder)' gave no image", log: log, remedy: "see the log")
        }
        return Found(facts: facts, name: Self.tag(after), log: log, isNew: true)
    }

    private static func tag(_ key: String) -> String { "localhost/smokehouse-build:\(key.prefix(16))" }

    /// Of images without a registry that could have them the engine would say that nobody answers.
    private func checkBases(_ packed: BuildContext, of folder: String) async throws {
        for base in packed.bases(arguments: settings.buildArguments) where base.reference?.isLocal == true {
            guard try await engine.image(base.name) == nil else { continue }
            throw ProvisionError(
                .imageMissing, "\(engine.facts.name) has no image '\(base.name)', which '\(folder)' is built from",
                remedy: "make it, or correct 'build-args' or the Containerfile",
            )
        }
    }

    /// What was built before.
    private func kept(_ key: String, _ folder: String) async throws -> Found? {
        guard let facts = try await engine.image(Self.tag(key)) else { return nil }
        // It may have got its name before the images that it starts from were here.
        if let first = facts.labels[ContainerLabels.key], first != key {
            ImageMaintenance.touch(first, "built from \(folder)", in: context.cache)
        }
        return Found(facts: facts, name: Self.tag(key))
    }

    /// Has the engine build the image; what it said.
    private func build(_ packed: BuildContext, _ folder: String, _ key: String, anew: Bool) async throws -> String {
        let arguments = JSONObject(settings.buildArguments.map { ($0.name, .string($0.value)) })
        let labels: JSONObject = [ContainerLabels.key: .string(key), ContainerLabels.kind: "build"]
        var query = "t=\(EngineClient.escaped(Self.tag(key)))&dockerfile=\(packed.file)&rm=1&forcerm=1&networkmode=host"
        query += "&buildargs=\(EngineClient.escaped(JSONValue.object(arguments).compact))"
        query += "&labels=\(EngineClient.escaped(JSONValue.object(labels).compact))"
        if let platform = settings.platform { query += "&platform=\(EngineClient.escaped(platform))" }
        if anew { query += "&nocache=1" }
        let bases = packed.bases(arguments: settings.buildArguments).filter { $0.reference?.isLocal == false }
        let logins = await RegistryCredentials(variables: context.variables).forBuild(
            from: bases.compactMap(\.reference))
        let report = context.progress
        let steps = EngineSteps(step: { report(ProvisionProgress("building \(Path.name(folder)): \($0)")) })
        let failure = await engine.failureOfBuilding(
            packed.archive, query: query, credentials: logins.header, within: secondsLeft, steps: steps)
        if let failure {
            guard failure.code == .timedOut else { throw failure }
            throw ProvisionError(
                .timedOut, "building '\(folder)' was not done in time\(Self.place(in: steps.log)) and was stopped",
                log: steps.log,
                remedy: "raise 'timeout: {provision: …}' if it takes long, or see the log of the step",
            )
        }
        guard let error = steps.error else { return steps.log }
        throw self.failure(error, log: steps.log, folder: folder, Array(zip(bases, logins.found)))
    }

    /// The error of a build; where it could not get an image to start from, why its registry did not give it.
    private func failure(
        _ error: String,
        log: String,
        folder: String,
        _ bases: [(base: BuildContext.Base, credentials: RegistryCredentials.Found)],
    ) -> ProvisionError {
        let failure = Self.failure(error, log: log, folder: folder)
        let step = Self.place(in: log)
        guard failure.code == .buildFailed,
            let (base, credentials) = bases.last(where: { base, _ in
                step.hasSuffix(" FROM \(base.written)") || step.contains(" FROM \(base.written) ")
                    || step.hasSuffix(" FROM \(base.name)") || step.contains(" FROM \(base.name) ")
            }), let reference = base.reference
        else { return failure }
        var pull = self.failure(of: base.name, reference, credentials)
        pull.place = "the Containerfile"
        let reason = pull.error(error, log: log)
        return ProvisionError(
            reason.code, "building '\(folder)' failed\(step): \(reason.message)", log: log, remedy: reason.remedy)
    }

    /// " at STEP 2/3: RUN make", the last that a log has.
    static func place(in log: String) -> String {
        log.split(whereSeparator: \.isNewline).last(where: isStep).map { " at \($0)" } ?? ""
    }

    /// "Step 1/2 : FROM x" (Docker), "STEP 1/2: FROM x" (Podman), "[1/2] STEP 1/2: FROM x" (Podman, of several stages).
    private static func isStep(_ line: Substring) -> Bool {
        let rest = line.hasPrefix("[") ? line.drop { $0 != " " }.dropFirst() : line
        return rest.hasPrefix("STEP ") || rest.hasPrefix("Step ")
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
            digest.add(base.name)
            digest.add((try? await engine.image(base.name))?.id ?? "")
        }
        return digest.finish()
    }

    /// The error with the step that failed and the last it said.
    static func failure(_ error: String, log: String, folder: String) -> ProvisionError {
        let message = error.split(whereSeparator: \.isNewline).last.map { $0.drop { $0 == ":" || $0 == " " } } ?? ""
        let lines = log.split(whereSeparator: \.isNewline)
        let start = lines.lastIndex(where: isStep)
        let said = start.map { lines[($0 + 1)...] } ?? lines[...]
        let place = place(in: log)
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
}
