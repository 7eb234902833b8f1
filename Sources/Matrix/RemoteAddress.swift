/// Where an artifact is fetched from: `https://…`, `http://…` or `s3://bucket/key`.
///
/// Printing one shows neither user nor password nor query, all of which may hold secrets.
public struct RemoteAddress: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    public enum Scheme: String, Sendable, Hashable, CaseIterable { case https, http, s3 }

    public let scheme: Scheme
    /// The whole address; may hold secrets.
    public let text: String
    /// The host with its port, or the bucket.
    public let place: String
    /// What follows the place, without its slash: of S3 the key as it is, of a URL the path, percent-encoded.
    public let path: String

    public var description: String { "\(scheme.rawValue)://\(place)/\(path)\(hasQuery ? "?…" : "")" }
    public var debugDescription: String { description }

    private let hasQuery: Bool

    /// Why a text is no such address, in words that follow "'url' ".
    public struct Problem: Error, Sendable, Hashable { public let message: String }

    public init(_ text: String) throws(Problem) {
        guard let end = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: text[..<end].lowercased()),
            text[end...].hasPrefix("://")
        else {
            // No more than the scheme: what follows may hold a password.
            let found = text.prefix { $0 != ":" }
            let what = found.count < text.count ? "\(String(found).excerpt)://…" : String(found).excerpt
            throw Problem(message: "must begin with https://, http:// or s3://, not '\(what)'")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }),
            scheme == .s3 || !text.utf8.contains(UInt8(ascii: " "))
        else { throw Problem(message: "holds spaces or control characters; write a space as %20") }
        self.scheme = scheme
        self.text = text
        var rest = text[end...].dropFirst(3)
        if scheme != .s3 { rest = rest.prefix { $0 != "#" } }
        let authority = rest.prefix { $0 != "/" && (scheme == .s3 || $0 != "?") }
        let tail = rest[authority.endIndex...]
        let question = scheme == .s3 ? nil : tail.firstIndex(of: "?")
        hasQuery = question != nil
        path = String(tail[..<(question ?? tail.endIndex)].drop { $0 == "/" && $0.isASCII })
        let at = authority.lastIndex(of: "@")
        place = String(at.map { authority[authority.index(after: $0)...] } ?? authority)
        guard !place.isEmpty else {
            throw Problem(message: scheme == .s3 ? "names no bucket: s3://bucket/key" : "names no host")
        }
        guard scheme != .s3 || (!path.isEmpty && at == nil) else {
            throw Problem(message: "must name a bucket and a key: s3://bucket/key")
        }
    }

    /// Another file beside this one, of its name and ending or of its name alone; `nil` where a query follows, which may
    /// permit no more than this one.
    ///
    /// - Parameter keepsEnding: whether it is called `model.joblib.NEW` rather than `model.NEW`.
    public func beside(ending: String, keepsEnding: Bool = true) -> RemoteAddress? {
        guard !hasQuery, !path.hasSuffix("/"), !path.isEmpty else { return nil }
        var text = scheme == .s3 ? text : String(text.prefix { $0 != "#" })
        if !keepsEnding {
            guard let dot = text.lastIndex(of: "."), let slash = text.lastIndex(of: "/"),
                text.index(after: slash) < dot
            else { return nil }
            text = String(text[..<dot])
        }
        return try? RemoteAddress("\(text).\(ending)")
    }

    /// The name of the file that it is about, fit for a folder: never empty, hidden or a path.
    public var fileName: String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let decoded = scheme == .s3 ? last : last.percentDecoded
        var name = ""
        for scalar in decoded.unicodeScalars.prefix(120) {
            let isFit = scalar != "/" && scalar.properties.generalCategory != .control && scalar != "\u{FFFD}"
            name.unicodeScalars.append(isFit ? scalar : "_")
        }
        name = String(name.drop { $0 == "." })
        return name.isEmpty ? "artifact" : name
    }
}

extension String {
    /// With `%41` made `A`; what is not so written stays.
    package var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
