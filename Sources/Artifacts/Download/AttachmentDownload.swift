import Crypto
import Files
public import HTTP
public import Matrix

/// Fetches what lies on a server about an artifact: its signature, its sidecar.
///
/// No digest is known of these, so they are asked for in every run; what came last serves while the server is away.
public struct AttachmentDownload: Sendable {
    private let candidates: [RemoteAddress]
    private let cache: ArtifactCache
    private let client: HTTPClient
    private let settings: DownloadSettings

    /// The most bytes of one.
    private static let limit = 64 << 20

    /// - Parameter candidates: where it may be, in order of preference.
    public init(
        _ candidates: [RemoteAddress],
        cache: ArtifactCache,
        client: HTTPClient,
        settings: DownloadSettings,
    ) {
        self.candidates = candidates
        self.cache = cache
        self.client = client
        self.settings = settings
    }

    /// The path of the first that is there; `nil` where the servers have none of them.
    public func run() async throws(DownloadError) -> String? {
        var denied: DownloadError?
        for address in candidates {
            switch await outcome(of: address) {
            case .success(let path?): return path
            case .success(nil): continue
            case .failure(let error):
                // A bucket that may not be listed denies what it does not have.
                guard error.problem == .unreachable, candidates.count > 1 else { throw error }
                denied = denied ?? error
            }
        }
        if let denied { throw denied }
        return nil
    }

    private func outcome(of address: RemoteAddress) async -> Result<String?, DownloadError> {
        do {
            return .success(try await fetch(address))
        } catch {
            return .failure(error)
        }
    }

    private func fetch(_ address: RemoteAddress) async throws(DownloadError) -> String? {
        let path = cache.attachmentPath(address)
        let isKnown = File.exists(path)
        var settings = settings
        if isKnown { settings.retries.attempts = 1 }
        var attempts = DownloadAttempts(address, settings)
        while true {
            settings.aws.region = attempts.region
            var request = settings.request(for: address)
            request.bodyLimit = Self.limit
            let answer: DownloadAnswer
            switch await response(to: request) {
            case .success(let response) where response.isSuccess:
                try keep(response.body, at: path)
                return path
            case .success(let response): answer = DownloadAnswer(response, from: address, settings)
            case .failure(let error): answer = DownloadAnswer(error)
            }
            if case .missing = answer { return nil }
            if case .passing = answer, isKnown { return path }
            try await attempts.wait(after: answer)
        }
    }

    private func response(to request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        do {
            return .success(try await client.send(request))
        } catch {
            return .failure(error)
        }
    }

    private func keep(_ bytes: [UInt8], at path: String) throws(DownloadError) {
        do throws(FileError) {
            try Directory.create(Path.parent(path))
            try File.write(bytes, to: path)
        } catch {
            throw DownloadError(.unreachable, "\(error)")
        }
    }
}

extension ArtifactCache {
    /// Where an attachment is kept, by its address, which may hold secrets.
    func attachmentPath(_ address: RemoteAddress) -> String {
        let key = FileDigest.hexadecimal(SHA256.hash(data: Array(address.text.utf8)))
        return Path.join(path, "attachments/\(key)/\(address.fileName)")
    }
}
