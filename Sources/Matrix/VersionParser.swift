/// Reads versions by PEP 440's appendix B, in any case and with all the separators that it allows.
struct VersionParser {
    private var rest: Substring.UTF8View

    static func version(_ text: String) -> Version? {
        let trimmed = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        var end = trimmed.endIndex
        while end > trimmed.startIndex, trimmed[trimmed.index(before: end)] == 0x20 { end = trimmed.index(before: end) }
        let lower = String(Substring(trimmed[..<end])).lowercased()
        var parser = VersionParser(rest: lower[...].utf8)
        return parser.version()
    }

    private mutating func version() -> Version? {
        _ = accept("v")
        guard let first = number() else { return nil }
        var epoch = 0
        var release = [first]
        if accept("!") {
            epoch = first
            guard let number = number() else { return nil }
            release = [number]
        }
        while let number = dotted() { release.append(number) }
        let pre = prerelease()
        let post = postrelease()
        let dev = word(["dev"]).map { _ in suffixNumber() }
        var local: [Version.LocalPart] = []
        if accept("+") {
            repeat {
                guard let part = localPart() else { return nil }
                local.append(part)
            } while accept(".") || accept("-") || accept("_")
        }
        guard rest.isEmpty else { return nil }
        return Version(epoch: epoch, release: release, pre: pre, post: post, dev: dev, local: local)
    }

    private mutating func prerelease() -> Version.Prerelease? {
        guard let name = word(["alpha", "a", "beta", "b", "preview", "pre", "rc", "c"]) else { return nil }
        let phase: Version.Phase =
            switch name {
            case "alpha", "a": .alpha
            case "beta", "b": .beta
            default: .candidate
            }
        return Version.Prerelease(phase: phase, number: suffixNumber())
    }

    private mutating func postrelease() -> Int? {
        if word(["post", "rev", "r"]) != nil { return suffixNumber() }
        // "1.0-1" is 1.0.post1.
        let before = rest
        if accept("-"), let number = number() { return number }
        rest = before
        return nil
    }

    /// One of the words, with a separator before it or none.
    private mutating func word(_ words: [String]) -> String? {
        let before = rest
        skipSeparator()
        for word in words where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return word
        }
        rest = before
        return nil
    }

    private mutating func suffixNumber() -> Int {
        skipSeparator()
        return number() ?? 0
    }

    private mutating func skipSeparator() {
        if let first = rest.first,
            first == UInt8(ascii: ".") || first == UInt8(ascii: "-") || first == UInt8(ascii: "_")
        {
            rest = rest.dropFirst()
        }
    }

    private mutating func dotted() -> Int? {
        let before = rest
        if accept("."), let number = number() { return number }
        rest = before
        return nil
    }

    private mutating func localPart() -> Version.LocalPart? {
        let part = rest.prefix { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        guard !part.isEmpty else { return nil }
        rest = rest.dropFirst(part.count)
        let text = String(Substring(part))
        if part.allSatisfy(isDigit), let number = Int(text) { return .number(number) }
        return .text(text)
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix(while: isDigit)
        guard !digits.isEmpty, let value = Int(Substring(digits)) else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
