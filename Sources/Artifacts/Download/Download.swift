import Files
import Glibc
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
        var (failures, rounds, misfits) = (0, 0, 0)
        var region = settings.aws.region
        var startedOver = false
        while true {
            let before = file.size
            let ending = await attempt(file, region: region)
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
            case .elsewhere(let other):
                guard region != other else { throw unreachable("the bucket is in the region '\(other)'", after: 2) }
                region = other
            case .again:
                misfits += 1
                guard misfits < 5 else { throw unreachable("the server's answers do not fit together", after: misfits) }
            case .tooLarge(let size):
                file.restart()
                throw tooLarge(size)
            case .refused(let reason): throw DownloadError(.refused, "\(address) \(reason)")
            case .denied(let reason): throw DownloadError(.unreachable, "\(address): \(reason)")
            case .failed(let reason): throw unreachable(reason, after: 1)
            case .cancelled: throw DownloadError(.cancelled, "\(address): cancelled")
            case .passing(let reason, let asked):
                failures = file.size > before ? 1 : failures + 1
                rounds += 1
                let decision = settings.retries.decide(
                    failures: rounds < 200 ? failures : .max, asked: asked, jitter: .random(in: 0...1))
                switch decision {
                case .giveUp: throw unreachable(reason, after: rounds)
                case .askedToWait(let seconds):
                    throw unreachable("\(reason) and asks us to wait for \(Int(seconds)) s", after: rounds)
                case .wait(let seconds):
                    guard (try? await Task.sleep(for: .seconds(seconds))) != nil else {
                        throw DownloadError(.cancelled, "\(address): cancelled")
                    }
                }
            }
        }
    }

    private func unreachable(_ reason: String, after attempts: Int) -> DownloadError {
        let tries = attempts > 1 ? " (\(attempts) attempts)" : ""
        return DownloadError(.unreachable, "\(address) could not be fetched: \(reason)\(tries)")
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
        /// An S3 bucket is in another region.
        case elsewhere(String)
        /// May pass; with what the server asks us to wait, in seconds.
        case passing(String, asked: Double?)
        /// Will not pass.
        case failed(String)
        case refused(String)
        case denied(String)
        case cancelled
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
            if error.kind == .cancelled { return .cancelled }
            if error.kind == .redirect { return .refused("is not fetched: \(error.reason)") }
            let advice =
                error.kind == .tls && !error.isTransient
                ? "; name its authority's certificate in SSL_CERT_FILE if it is to be trusted" : ""
            return error.isTransient ? .passing(error.reason, asked: nil) : .failed(error.reason + advice)
        }
        guard response.isSuccess else { return ending(response, file) }
        switch sink.fit {
        case .misplaced?:
            file.restart()
            return .again
        case .usable(let total)?:
            if sink.isOverLimit { return .tooLarge(total.map { "\($0) bytes" } ?? "at least \(file.size) bytes") }
            guard let total, total > file.size else { return .complete(response) }
            return .passing("the answer ended \(total - file.size) bytes early", asked: nil)
        case nil: return .failed("the server's answer has no head")
        }
    }

    /// What an answer without the file means.
    private func ending(_ response: HTTPResponse, _ file: PartialFile) -> Ending {
        let status = response.status
        let what = "the server answered \(status)\(S3Fault(response).map { " (\($0.code))" } ?? "")"
        switch status {
        case 416:
            let range = response["content-range"].flatMap(ContentRange.init)
            if range?.total == file.size, file.size > 0 { return .complete(response) }
            file.restart()
            return .again
        case 408, 425, 429, 500, 502, 503, 504:
            return .passing(what, asked: response["retry-after"].flatMap { RetryAfter.seconds($0, now: time(nil)) })
        case 404, 410: return .refused("is not there: \(what); check the address")
        case 407: return .denied("the proxy wants user and password; give them in its variable")
        case 301, 307, 400:
            let region = response["x-amz-bucket-region"] ?? S3Fault(response)?.region
            return address.scheme == .s3 ? region.map { .elsewhere($0) } ?? .failed(what) : .failed(what)
        case 401, 403: return .denied("\(what); \(advice)")
        default: return .failed(what)
        }
    }

    /// What to do where access is denied.
    private var advice: String {
        guard address.scheme == .s3 else {
            return "give user and password in ~/.netrc, or a link that carries its own permission"
        }
        return settings.aws.keys == nil
            ? "no keys were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for ~/.aws/credentials"
            : "check that the AWS keys are right and may read the object"
    }
}

/// What S3 says in the body of a refusal (Amazon S3 API, "Error responses"); only words that cannot hold a secret.
struct S3Fault {
    let code: String
    let region: String?

    init?(_ response: HTTPResponse) {
        let text = response.text
        guard let code = Self.element("Code", of: text) else { return nil }
        self.code = code
        region = Self.element("Region", of: text)
    }

    private static func element(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text[start.upperBound...].firstRange(of: "</")
        else {
            return nil
        }
        let value = text[start.upperBound..<end.lowerBound]
        let isPlain =
            value.utf8.count <= 60 && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return isPlain && !value.isEmpty ? String(value) : nil
    }
}
