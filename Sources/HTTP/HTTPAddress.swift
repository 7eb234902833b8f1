/// An `http` or `https` URL, taken apart as far as deciding and reporting need (RFC 3986, section 3).
///
/// Printing one shows neither user nor password nor query, all of which may hold secrets: `https://host/path?…`.
public struct HTTPAddress: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The whole URL without its fragment; may hold secrets.
    public let text: String
    /// `http` or `https`.
    public let scheme: String
    /// `user:password`, percent-encoded as it was written.
    public let userinfo: String?
    /// In lower case; an IPv6 address with its brackets.
    public let host: String
    /// The port, stated or the scheme's own.
    public let port: Int
    /// From the first slash on; `/` where the URL has none.
    public let path: String
    /// What follows the question mark.
    public let query: String?

    /// - Returns: `nil` for anything but a whole `http` or `https` URL without spaces and control characters.
    public init?(_ url: String) {
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), let colon = url.firstIndex(of: ":") else {
            return nil
        }
        scheme = url[..<colon].lowercased()
        guard let standard = ["http": 80, "https": 443][scheme] else { return nil }
        let rest = url[url.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let whole = rest.dropFirst(2).prefix { $0 != "#" }
        let authority = whole.prefix { $0 != "/" && $0 != "?" && $0 != "\\" }
        let tail = whole[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        userinfo = at.map { String(authority[..<$0]) }
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        guard let (host, port) = Self.hostAndPort(place) else { return nil }
        self.host = host.lowercased()
        self.port = port ?? standard
        let mark = tail.firstIndex(of: "?")
        let path = tail[..<(mark ?? tail.endIndex)]
        guard path.isEmpty || path.hasPrefix("/") else { return nil }
        self.path = path.isEmpty ? "/" : String(path)
        query = mark.map { String(tail[tail.index(after: $0)...]) }
        text = "\(scheme)://\(whole)"
    }

    /// Without user, password and query.
    public var description: String {
        "\(scheme)://\(host)\(shownPort)\(path)\(query == nil ? "" : "?…")"
    }

    public var debugDescription: String { description }

    /// Whether scheme, host and port are the same, so that what was meant for one may be told the other.
    public func hasSameOrigin(as other: HTTPAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// This address with another's user and password, where it has none of its own.
    func adoptingUserinfo(of other: HTTPAddress) -> HTTPAddress {
        guard userinfo == nil, let userinfo = other.userinfo else { return self }
        return HTTPAddress("\(scheme)://\(userinfo)@\(text.dropFirst(scheme.count + 3))") ?? self
    }

    private var shownPort: String {
        (scheme == "http" ? 80 : 443) == port ? "" : ":\(port)"
    }

    private static func hostAndPort(_ text: Substring) -> (host: Substring, port: Int?)? {
        let afterBracket = text.hasPrefix("[") ? text.firstIndex(of: "]") : text.startIndex
        guard let afterBracket else { return nil }
        let colon = text[afterBracket...].lastIndex(of: ":")
        let host = text[..<(colon ?? text.endIndex)]
        guard !host.isEmpty else { return nil }
        guard let colon, case let digits = text[text.index(after: colon)...], !digits.isEmpty else {
            return (host, nil)
        }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits), (1...65535).contains(port)
        else { return nil }
        return (host, port)
    }
}
