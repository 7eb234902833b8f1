import Artifacts
import Environments
import Files
import HTTP
import Matrix
import Results

/// Fetches what a plan's artifacts name by `url`, each file once, and what is said about them, before anything is read.
struct ArtifactFetch: Sendable {
    /// A plan whose files are all here, but for those that could not be had.
    struct Fetched: Sendable {
        var plan: Plan
        /// By the artifact's index: why it is not here.
        var failures: [Int: Failure] = [:]
        /// While these are held, nobody removes the files from the cache.
        var held: [CachedArtifact] = []
    }

    enum Failure: Sendable, Hashable {
        case refused(Preparation.Refusal)
        /// The run was interrupted.
        case cancelled
    }

    /// Downloads at a time.
    private static let limit = 4

    let cache: ArtifactCache
    let settings: DownloadSettings
    let policy: Policy
    let observe: @Sendable (RunEvent) -> Void

    private struct Wanted: Sendable, Hashable {
        let address: RemoteAddress
        let sha256: String
    }

    /// - Parameter indices: the artifacts that are needed.
    func fetch(_ plan: Plan, artifacts indices: Set<Int>) async -> Fetched {
        var fetched = Fetched(plan: plan)
        let client = HTTPClient()
        let parts = indices.flatMap { plan.artifacts[$0].parts }
        let files = await Self.each(of: Set(parts.compactMap(Self.wanted))) { await fetch($0, client) }
        fetched.held = files.values.compactMap { try? $0.get() }
        let attachments = await Self.each(of: Set(parts.flatMap { Attachment.of($0, policy) })) { attachment in
            await attachment.fetch(cache, client, settings)
        }
        for index in indices.sorted() {
            for (place, part) in plan.artifacts[index].parts.enumerated() {
                let label = plan.artifacts[index].partLabel(place)
                func take<Value>(_ result: Result<Value, DownloadError>?, _ stage: CheckName) -> Value? {
                    switch result {
                    case .success(let value)?: return value
                    case nil: return nil
                    case .failure(let error)?:
                        if fetched.failures[index] == nil {
                            fetched.failures[index] = Self.failure(error, label, stage)
                        }
                        return nil
                    }
                }
                var here = part
                if let key = Self.wanted(part), let file = take(files[key], .integrity) { here.path = file.path }
                for attachment in Attachment.of(part, policy) {
                    guard let path = take(attachments[attachment], attachment.stage) ?? nil else { continue }
                    switch attachment.role {
                    case .signature: here.signature = .path(path)
                    case .metadata: here.metadata = .path(path)
                    }
                }
                if here != part { fetched.plan.artifacts[index].setFiles(of: here, part: place) }
            }
        }
        return fetched
    }

    private static func wanted(_ part: ModelPart) -> Wanted? {
        guard let address = part.url, let sha256 = part.sha256 else { return nil }
        return Wanted(address: address, sha256: sha256)
    }

    /// What stood between us and the file is no fault of the artifact's; what came instead of it is.
    private static func failure(_ error: DownloadError, _ label: String, _ stage: CheckName) -> Failure {
        let reason = label.isEmpty ? error.reason : "\(label): \(error.reason)"
        switch error.problem {
        case .refused: return .refused(Preparation.Refusal(verdict: .refused, stage: stage, reason: reason))
        case .unreachable:
            return .refused(Preparation.Refusal(verdict: .unprovisioned, stage: stage, reason: reason))
        case .cancelled: return .cancelled
        }
    }

    /// Does something for each of a set, a few at a time.
    private static func each<Key: Hashable & Sendable, Value: Sendable>(
        of keys: Set<Key>,
        _ body: @escaping @Sendable (Key) async -> Value,
    ) async -> [Key: Value] {
        await withTaskGroup(of: (Key, Value).self) { tasks in
            var left = keys
            var values: [Key: Value] = [:]
            func startNext() {
                guard let next = left.popFirst() else { return }
                tasks.addTask { (next, await body(next)) }
            }
            for _ in 0..<limit { startNext() }
            for await (key, value) in tasks {
                values[key] = value
                startNext()
            }
            return values
        }
    }

    private func fetch(_ wanted: Wanted, _ client: HTTPClient) async -> Result<CachedArtifact, DownloadError> {
        let (start, address) = (Clock.now, "\(wanted.address)")
        let watch = DownloadWatch()
        let observe = observe
        let download = Download(
            wanted.address, sha256: wanted.sha256, cache: cache, client: client, settings: settings
        ) { progress in
            watch.hasStarted = true
            observe(
                .download(
                    DownloadState(
                        address: address, received: progress.received, total: progress.total, phase: .fetching)))
        }
        do throws(DownloadError) {
            let file = try await download.run()
            // A file from the cache is no event.
            if watch.hasStarted {
                let size = (try? File.size(file.path)) ?? 0
                observe(
                    .download(
                        DownloadState(
                            address: address, received: size, total: size,
                            phase: .fetched(seconds: Clock.now - start))))
            }
            return .success(file)
        } catch {
            observe(.download(DownloadState(address: address, received: 0, total: nil, phase: .failed)))
            return .failure(error)
        }
    }
}

extension Orchestrator {
    /// Brings here what the plan's cells need from afar.
    ///
    /// - Throws: `MatrixError` where the inputs of such an artifact cannot be used: better said before than after.
    func fetchArtifacts() async throws -> ArtifactFetch.Fetched {
        let needed = Set(plan.cells.filter { $0.skipped == nil }.map(\.artifact))
            .filter { plan.artifacts[$0].parts.contains { $0.isRemote } }
        guard !needed.isEmpty else { return ArtifactFetch.Fetched(plan: plan) }
        var remote = plan
        remote.artifacts = needed.sorted().map { plan.artifacts[$0] }
        let problems = try await Self.problems(of: remote, environment: options.environment)
        guard problems.isEmpty else { throw MatrixError(problems) }
        var settings = DownloadSettings(variables: options.environment)
        settings.maximumSize = plan.policy.maximumSize
        let cache = CacheDirectory(variables: options.environment)
        return await ArtifactFetch(
            cache: ArtifactCache(path: cache.artifacts), settings: settings, policy: plan.policy, observe: observe
        ).fetch(plan, artifacts: needed)
    }
}

extension Artifact {
    /// "step 2 (classifier.joblib)"; empty for a model in one file.
    func partLabel(_ index: Int) -> String {
        steps.isEmpty ? "" : "step \(index + 1) (\(parts[index].fileName))"
    }

    /// Says where the files that were fetched lie.
    fileprivate mutating func setFiles(of part: ModelPart, part index: Int) {
        if steps.isEmpty || index == 0 { path = part.path }
        if steps.isEmpty {
            signature = part.signature
            metadata = part.metadata
        } else {
            steps[index] = part
        }
    }
}
