/// An image's name taken apart: `registry.example:5000/team/slim:3.11` (distribution/reference, grammar).
struct ImageReference: Sendable, Hashable {
    /// The registry as credentials are kept for it; `docker.io` where the name says none.
    let registry: String
    /// The name without tag and digest, as it was written.
    let name: String
    /// `3.11`; `latest` where the name has neither tag nor digest.
    let tag: String?
    /// `sha256:…`.
    let digest: String?

    /// `nil` for what cannot name an image.
    init?(_ text: String) {
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            let digest = rest[rest.index(after: at)...]
            guard digest.hasPrefix("sha256:"), digest.count == 71 else { return nil }
            self.digest = String(digest)
            rest = rest[..<at]
        } else {
            digest = nil
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        let isPart = { (part: Substring) in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: "._-:[]".utf8.contains(byte)
                    }
                }
        }
        guard !rest.isEmpty, parts.allSatisfy(isPart), tag?.isEmpty != true,
            tag.map({ isPart($0[...]) && !$0.contains(":") }) ?? true
        else { return nil }
        let first = parts[0]
        let hasRegistry = parts.count > 1 && (first.contains(".") || first.contains(":") || first == "localhost")
        registry = hasRegistry ? String(first) : "docker.io"
        name = String(rest)
        self.tag = tag ?? (digest == nil ? "latest" : nil)
    }

    /// The image within its registry, with what the registry adds to a name of one word.
    var repository: String {
        let rest = name.dropping(prefix: registry + "/") ?? name
        return registry == "docker.io" && !rest.contains("/") ? "library/\(rest)" : rest
    }

    /// The registry's parts that it lies in, the narrowest first: `r/team/slim`, `r/team`.
    var places: [String] {
        var parts = repository.split(separator: "/")
        var places: [String] = []
        while !parts.isEmpty {
            places.append("\(registry)/\(parts.joined(separator: "/"))")
            parts.removeLast()
        }
        return places
    }

    /// Which of the digests that an engine knows an image by is the one that its registry has; `nil` for what was made
    /// on this machine.
    func digest(among known: [String]) -> String? {
        let all = known.filter { ImageReference($0)?.isLocal == false }
        let own = all.filter { text in
            let other = ImageReference(text)
            return other?.registry == registry && other?.repository == repository
        }
        // An image from a list has its own digest and the list's, and Podman tells neither while others pull it too.
        if let digest, !isLocal { return own.first { $0.hasSuffix(digest) } ?? "\(name)@\(digest)" }
        return own.first ?? all.first
    }

    /// Whether it names an image of this machine, which no registry can have.
    var isLocal: Bool { registry == "localhost" }
}
