import Artifacts
import HTTP
import Matrix
import Results

/// A signature or a sidecar that lies on a server.
struct Attachment: Sendable, Hashable {
    enum Role: Sendable, Hashable { case signature, metadata }

    let role: Role
    /// Where it may be, in order of preference.
    let candidates: [RemoteAddress]
    /// Whether the matrix names it; otherwise it may be missing, which the policy has to do with.
    let isNamed: Bool

    /// The check that needs it.
    var stage: CheckName {
        switch role {
        case .signature: .integrity
        case .metadata: .metadata
        }
    }

    /// What is to be fetched beside a part's own file: what the matrix names, and what the policy wants of a file that
    /// is fetched itself.
    static func of(_ part: ModelPart, _ policy: Policy) -> [Attachment] {
        let signature = Attachment(
            .signature, named: part.signature, isWanted: policy.signature == .required,
            beside: [part.url?.beside(ending: "sig")])
        let metadata = Attachment(
            .metadata, named: part.metadata, isWanted: policy.metadata == .required,
            beside: [part.url?.beside(ending: "meta.json", keepsEnding: false), part.url?.beside(ending: "meta.json")])
        return [signature, metadata].compactMap(\.self)
    }

    private init?(_ role: Role, named: FileSource?, isWanted: Bool, beside: [RemoteAddress?]) {
        self.role = role
        switch named {
        case .path?: return nil
        case .url(let address)?: candidates = [address]
        case nil: candidates = isWanted ? beside.compactMap(\.self) : []
        }
        isNamed = named != nil
        if candidates.isEmpty { return nil }
    }

    /// The path of what was fetched; `nil` where it is missing and not named.
    func fetch(
        _ cache: ArtifactCache,
        _ client: HTTPClient,
        _ settings: DownloadSettings,
    ) async -> Result<String?, DownloadError> {
        do {
            let path = try await AttachmentDownload(candidates, cache: cache, client: client, settings: settings).run()
            guard path == nil, isNamed, let address = candidates.first else { return .success(path) }
            let what = role == .signature ? "the signature" : "the sidecar"
            return .failure(DownloadError(.refused, "\(what) \(address) is not there; check the address"))
        } catch {
            return .failure(error)
        }
    }
}

extension ModelPart {
    /// Whether any of its files has to be fetched.
    var isRemote: Bool {
        if url != nil { return true }
        return [signature, metadata].contains { source in
            if case .url? = source { true } else { false }
        }
    }
}
