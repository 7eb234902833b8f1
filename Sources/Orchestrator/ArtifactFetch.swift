import Artifacts
import Environments
import Files
import HTTP
import Matrix
import Results

/// Fetches what a plan's artifacts name by `url`, each file once, before anything is read.
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
    let observe: @Sendable (RunEvent) -> Void

    private struct Wanted: Sendable, Hashable {
        let address: RemoteAddress
        let sha256: String
    }

    /// - Parameter indices: the artifacts that are needed.
    func fetch(_ plan: Plan, artifacts indices: Set<Int>) async -> Fetched {
        var fetched = Fetched(plan: plan)
        let wanted = Set(indices.flatMap { plan.artifacts[$0].parts.compactMap(Self.wanted) })
        guard !wanted.isEmpty else { return fetched }
        let results = await download(wanted)
        fetched.held = results.values.compactMap { try? $0.get() }
        for index in indices {
            for (place, part) in plan.artifacts[index].parts.enumerated() {
                guard let key = Self.wanted(part), let result = results[key] else { continue }
                switch result {
                case .success(let file): fetched.plan.artifacts[index].setPath(file.path, part: place)
                case .failure(let error):
                    let label = plan.artifacts[index].partLabel(place)
                    let failure = Self.failure(error, label)
                    if fetched.failures[index] == nil { fetched.failures[index] = failure }
                }
            }
        }
        return fetched
    }

    private static func wanted(_ part: ModelPart) -> Wanted? {
        guard let address = part.url, let sha256 = part.sha256 else { return nil }
        return Wanted(address: address, sha256: sha256)
    }

    /// What stood between us and the file is no fault of the artifact's; what came instead of it is.
    private static func failure(_ error: DownloadError, _ label: String) -> Failure {
        let reason = label.isEmpty ? error.reason : "\(label): \(error.reason)"
        switch error.problem {
        case .refused: return .refused(Preparation.Refusal(verdict: .refused, stage: .integrity, reason: reason))
        case .unreachable:
            return .refused(Preparation.Refusal(verdict: .unprovisioned, stage: .integrity, reason: reason))
        case .cancelled: return .cancelled
        }
    }

    private func download(_ wanted: Set<Wanted>) async -> [Wanted: Result<CachedArtifact, DownloadError>] {
        let client = HTTPClient()
        return await withTaskGroup(of: (Wanted, Result<CachedArtifact, DownloadError>).self) { tasks in
            var left = wanted.sorted { $0.address.text < $1.address.text }[...]
            var results: [Wanted: Result<CachedArtifact, DownloadError>] = [:]
            func startNext() {
                guard let next = left.popFirst() else { return }
                tasks.addTask { (next, await fetch(next, client)) }
            }
            for _ in 0..<Self.limit { startNext() }
            for await (key, result) in tasks {
                results[key] = result
                startNext()
            }
            return results
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
            .filter { plan.artifacts[$0].parts.contains { $0.url != nil } }
        guard !needed.isEmpty else { return ArtifactFetch.Fetched(plan: plan) }
        var remote = plan
        remote.artifacts = needed.sorted().map { plan.artifacts[$0] }
        let problems = try await Self.problems(of: remote, environment: options.environment)
        guard problems.isEmpty else { throw MatrixError(problems) }
        var settings = DownloadSettings(variables: options.environment)
        settings.maximumSize = plan.policy.maximumSize
        let cache = CacheDirectory(variables: options.environment)
        return await ArtifactFetch(
            cache: ArtifactCache(path: cache.artifacts), settings: settings, observe: observe
        ).fetch(plan, artifacts: needed)
    }
}

extension Artifact {
    /// "step 2 (classifier.joblib)"; empty for a model in one file.
    func partLabel(_ index: Int) -> String {
        steps.isEmpty ? "" : "step \(index + 1) (\(parts[index].fileName))"
    }

    /// Says where a file that was fetched lies.
    fileprivate mutating func setPath(_ path: String, part index: Int) {
        if steps.isEmpty || index == 0 { self.path = path }
        if !steps.isEmpty { steps[index].path = path }
    }
}
