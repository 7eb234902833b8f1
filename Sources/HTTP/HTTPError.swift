/// A request that got no answer, or not all of it; the text says what failed and never holds a credential.
public struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The URL is none, or its scheme is not http or https.
        case address
        /// The host's name is unknown.
        case name
        /// Nobody listens, or the way is barred.
        case connection
        /// Certificates or the handshake.
        case tls
        /// One of the request's limits passed.
        case timeout
        case proxy
        /// The connection ended early.
        case cut
        /// The body is longer than the request allows.
        case tooLong
        /// Too many redirects, or one from https to http.
        case redirect
        /// A file that the request names: body, certificate, netrc.
        case file
        /// The task was cancelled.
        case cancelled
        /// There is no libcurl, or it lacks something.
        case library
        case other
    }

    public let kind: Kind
    /// Where the request went, without secrets; empty where there was no URL.
    public let place: String
    /// What happened, in words.
    public let reason: String
    /// Whether the same request may well succeed later.
    public let isTransient: Bool

    public init(_ kind: Kind, _ place: String, _ reason: String, isTransient: Bool? = nil) {
        self.kind = kind
        self.place = place
        self.reason = reason
        self.isTransient = isTransient ?? [.name, .connection, .timeout, .cut, .proxy].contains(kind)
    }

    public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
