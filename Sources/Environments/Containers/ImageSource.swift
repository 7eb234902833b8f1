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
        /// `name@sha256:…` as its registry knows it.
        var digest: String?
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
        if let facts = try await engine.image(name), fits(facts) {
            return Found(facts: facts, name: name, digest: reference.digest(among: facts.digests))
        }
        if reference.isLocal {
            throw ProvisionError(
                .imageMissing, "\(engine.facts.name) has no image '\(name)'",
                remedy: "make it, for example with '\(program) build', or correct 'image'",
            )
        }
        try checkRequest()
        var digest = Digest()
        for word in ["smokehouse pull 1", name, settings.platform ?? ""] { digest.add(word) }
        // One pulls what several environments ask for: Podman would get its layers once for each.
        let lock = try await context.containerLock(digest.finish(), until: deadline)
        defer { withExtendedLifetime(lock) {} }
        if let facts = try await engine.image(name), fits(facts) {
            return Found(facts: facts, name: name, digest: reference.digest(among: facts.digests))
        }
        let log = try await pull(name, reference)
        guard let facts = try await engine.image(name) else {
            throw ProvisionError(.imageMissing, "the image '\(name)' was pulled and is not there", log: log)
        }
        return Found(
            facts: facts, name: name, digest: reference.digest(among: facts.digests), log: log, isNew: true)
    }

    /// Gets an image from its registry; what the engine said.
    private func pull(_ name: String, _ reference: ImageReference) async throws -> String {
        let report = context.progress
        let activity = "pulling \(name)"
        let steps = EngineSteps(
            step: { _ in },
            bytes: { report(ProvisionProgress(activity, done: $0, total: $1)) },
            layers: { report(ProvisionProgress("\(activity), \($0) of \($1) parts")) })
        report(ProvisionProgress(activity, done: 0))
        let credentials = await RegistryCredentials(variables: context.variables).find(for: reference)
        let failure = await engine.failureOfPulling(
            reference,
            platform: settings.platform,
            credentials: credentials.login?.header,
            within: secondsLeft,
            steps: steps,
        )
        guard let failure else { return steps.log }
        if failure.code == .timedOut {
            let registry = reference.registry
            throw ProvisionError(
                .timedOut,
                "the image '\(name)' was not there in time, and the pull from the registry '\(registry)' was stopped",
                log: steps.log,
                remedy: "raise 'timeout: {provision: …}' if the image is large, or see whether the registry answers",
            )
        }
        guard failure.code == .notFound || failure.isRefusal else { throw failure }
        throw self.failure(of: name, reference, credentials).error(
            failure.message.dropping(prefix: EngineClient.pulling(reference)) ?? failure.message,
            isNotFound: failure.code == .notFound,
            log: steps.log,
        )
    }

    func failure(
        of name: String,
        _ reference: ImageReference,
        _ credentials: RegistryCredentials.Found,
    ) -> PullFailure {
        PullFailure(
            reference: reference,
            name: name,
            platform: settings.platform ?? "linux/\(Self.ownArchitecture)",
            program: program,
            credentials: credentials,
        )
    }

    var program: String { engine.facts.isPodman ? "podman" : "docker" }

    // MARK: - Platform

    private func fits(_ facts: ImageFacts) -> Bool {
        guard let platform = settings.platform else { return true }
        return facts.platform == platform || "\(facts.system)/\(facts.architecture)" == platform
            || facts.platform.hasPrefix(platform + "/")
    }

    /// Nothing is fetched that could not run.
    private func checkRequest() throws(ProvisionError) {
        let parts = (settings.platform ?? "").split(separator: "/")
        guard parts.count > 1, parts[0] != "linux" || parts[1] != Self.ownArchitecture else { return }
        throw ProvisionError(
            .unsuitableImage,
            "an image for \(parts.joined(separator: "/")) cannot run here, with this loader for linux/\(Self.ownArchitecture)",
            remedy: "correct 'platform', or run Smokehouse on \(parts[1])",
        )
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

    var secondsLeft: Double { max(1, ContinuousClock.now.duration(to: deadline).seconds) }
}

extension EngineError {
    /// Whether the engine or the registry answered, and the answer was no.
    var isRefusal: Bool {
        if case .refused = code { true } else { false }
    }
}
