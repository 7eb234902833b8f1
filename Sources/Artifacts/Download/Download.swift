import Files
public import HTTP
public import Matrix
import Synchronization

/// Fetches one file into the cache, or finds it there.
public struct Download: Sendable {
    let address: RemoteAddress
    /// 64 lower-case hexadecimal digits.
    let sha256: String
    let cache: ArtifactCache
    let client: HTTPClient
    let settings: DownloadSettings
    let progress: @Sendable (DownloadProgress) -> Void

    /// - Parameter progress: called a few times a second while bytes come.
    public init(
        _ address: RemoteAddress,
        sha256: String,
        cache: ArtifactCache,
        client: HTTPClient,
        settings: DownloadSettings,
        progress: @escaping @Sendable (DownloadProgress) -> Void = { _ in },
    ) {
        self.address = address
        self.sha256 = sha256
        self.cache = cache
        self.client = client
        self.settings = settings
        self.progress = progress
    }

    /// The file, from the cache where it is there; the network is not touched then.
    public func run() async throws(DownloadError) -> CachedArtifact {
        do {
            try Directory.create(Path.parent(cache.lockPath(sha256)))
            while true {
                if let known = try cache.open(sha256, name: address.fileName) { return try checkedSize(known) }
                // One process fetches what several want; the others find it when they get the lock.
                // Who fetched it may hold it shared for long, so look again now and then.
                let lock = try await FileLock.acquire(
                    cache.lockPath(sha256), .exclusive, until: .now + .milliseconds(250))
                guard let lock else {
                    if Task.isCancelled { throw DownloadError(.cancelled, "\(address): cancelled") }
                    continue
                }
                defer { withExtendedLifetime(lock) {} }
                if try !cache.holds(sha256) { try await fetch() }
            }
        } catch let error as DownloadError {
            throw error
        } catch {
            throw DownloadError(.unreachable, "\(address): \(error)")
        }
    }

    private func checkedSize(_ file: CachedArtifact) throws -> CachedArtifact {
        let size = try File.size(file.path)
        if size > settings.maximumSize ?? .max { throw tooLarge("\(size) bytes") }
        return file
    }

    private func tooLarge(_ size: String) -> DownloadError {
        let limit = settings.maximumSize ?? 0
        return DownloadError(
            .refused, "\(address) has \(size), policy.max-size permits \(limit); raise it or shrink the artifact")
    }

    /// Fetches until the file is there and right.
    private func fetch() async throws {
        let file = try PartialFile(cache.partialPath(sha256))
        var attempts = DownloadAttempts(address, settings)
        var misfits = 0
        var startedOver = false
        while true {
            let (before, start) = (file.size, ContinuousClock.now)
            let ending = await attempt(file, region: attempts.region)
            if let failure = file.failure { throw failure }
            switch ending {
            case .complete(let head):
                let digest = try file.finish()
                if digest == sha256 {
                    try cache.store(file.path, digest: sha256, name: address.fileName)
                    return
                }
                guard file.isSpliced, !startedOver else { throw try mismatch(file, digest, head) }
                // The parts may be of different versions: only a whole answer is evidence.
                startedOver = true
                file.restart()
            case .again:
                misfits += 1
                guard misfits < 5 else {
                    throw attempts.unreachable("the server's answers do not fit together", after: misfits)
                }
            case .tooLarge(let size):
                file.restart()
                throw tooLarge(size)
            case .without(let answer):
                // A server that trickles must come to an end as one that is silent does.
                let least = (ContinuousClock.now - start) / .seconds(1) * Double(settings.timeouts.slowest)
                let progressed = file.size > before && Double(file.size - before) >= least
                try await attempts.wait(after: answer, progressed: progressed)
            }
        }
    }

    private func mismatch(_ file: PartialFile, _ digest: String, _ head: HTTPResponse) throws -> DownloadError {
        let kept = try cache.keepAside(file.path, digest: digest, name: address.fileName)
        let isPage = head["content-type"]?.lowercased().hasPrefix("text/html") == true
        let hint = isPage ? "; it is a web page, perhaps one to log in" : ""
        return DownloadError(
            .refused,
            "\(address) has the sha256 \(digest.prefix(16))…, the matrix says \(sha256.prefix(16))…\(hint); "
                + "what came is kept as \(kept); correct the matrix if the change is meant")
    }

    private enum Ending: Sendable {
        case complete(HTTPResponse)
        /// For `policy.max-size`; its size in words.
        case tooLarge(String)
        /// The same request cannot help; another one, of other bytes, can.
        case again
        case without(DownloadAnswer)
    }

    private func attempt(_ file: PartialFile, region: String?) async -> Ending {
        var settings = settings
        settings.aws.region = region
        var request = settings.request(for: address)
        request.headers += file.headers
        let sink = DownloadSink(file, address: address, limit: self.settings.maximumSize, progress: progress)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.stream(
                request, to: HTTPReceiver(head: { sink.begin($0) }, piece: { sink.append($0) }))
        } catch {
            return .without(DownloadAnswer(error))
        }
        guard response.isSuccess else { return ending(response, file) }
        switch sink.fit {
        case .misplaced?:
            file.restart()
            return .again
        case .usable(let total)?:
            if sink.isOverLimit { return .tooLarge(total.map { "\($0) bytes" } ?? "at least \(file.size) bytes") }
            guard let total, total > file.size else { return .complete(response) }
            return .without(.passing("the answer ended \(total - file.size) bytes early", asked: nil))
        case nil: return .without(.failed("the server's answer has no head"))
        }
    }

    /// What an answer means that is no success.
    private func ending(_ response: HTTPResponse, _ file: PartialFile) -> Ending {
        guard response.status == 416 else { return .without(DownloadAnswer(response, from: address, settings)) }
        let range = response["content-range"].flatMap(ContentRange.init)
        if range?.total == file.size, file.size > 0 { return .complete(response) }
        file.restart()
        return .again
    }
}
