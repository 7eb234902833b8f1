// Texts in this module come from files, and what reads those in earnest goes by bytes. Swift goes by characters: a mark
// that combines with a slash, a dot or a letter beside it hides that from Swift alone. Within the module these take the
// place of Swift's own.

extension StringProtocol where SubSequence == Substring {
    /// Whether the text begins with another, byte for byte.
    func hasPrefix(_ prefix: some StringProtocol) -> Bool { utf8.starts(with: prefix.utf8) }

    /// Whether the text ends with another, byte for byte.
    func hasSuffix(_ suffix: some StringProtocol) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

    /// Whether another text occurs, byte for byte.
    func contains(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        var rest = utf8[...]
        while let index = rest.firstIndex(of: first) {
            rest = rest[index...]
            if rest.starts(with: text.utf8) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    /// The parts between an ASCII character, whatever combines with it.
    func split(
        separator: Character, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [Substring] {
        guard let byte = separator.asciiValue else {
            return split(maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences) { $0 == separator }
        }
        return Substring(self).utf8.split(
            separator: byte, maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences
        ).map { Substring($0) }
    }

    /// What comes before the first of an ASCII character; all of the text where it has none.
    func head(before scalar: Unicode.Scalar) -> String {
        String(Substring(Substring(self).utf8.prefix { $0 != UInt8(ascii: scalar) }))
    }

    /// Whether Python could import it, `package.module.Class`, which a version or the name of a repository is not.
    var isDottedName: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, !(0x30...0x39).contains(first) else { return false }
                // Python takes letters of any script.
                return part.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), 0x80...: true
                    default: false
                    }
                }
            }
    }

    /// Whether the text is ASCII, of which no two texts are equal to Swift and different to others.
    var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}

extension String {
    // The same as above: Swift's own are members of String itself, which would go first.
    func hasPrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
    func hasSuffix(_ suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }
}
