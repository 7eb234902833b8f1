/// Orders dotted versions by their numbers: 3.9 before 3.11, a pre-release before its release.
enum VersionOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (a, b) = (parts(left), parts(right))
        for index in 0..<max(a.count, b.count) {
            // A missing part weighs less than a number and more than a letter: 1.0rc1 < 1.0 < 1.0.1.
            let (x, y) = (index < a.count ? a[index] : .end, index < b.count ? b[index] : .end)
            if x != y { return x < y }
        }
        return false
    }

    /// Whether `version` is `request` or refines it: 3.11.7 matches 3.11.
    static func matches(_ version: String, _ request: String) -> Bool {
        version == request || version.hasPrefix(request + ".")
    }

    private enum Part: Comparable { case word(String), end, number(Int) }

    private static func parts(_ version: String) -> [Part] {
        var parts: [Part] = []
        var rest = version[...]
        while let first = rest.first {
            if first.isNumber {
                let digits = rest.prefix(while: \.isNumber)
                parts.append(.number(Int(digits) ?? .max))
                rest = rest[digits.endIndex...]
            } else if first.isLetter {
                let word = rest.prefix(while: \.isLetter)
                parts.append(.word(String(word)))
                rest = rest[word.endIndex...]
            } else {
                rest = rest.dropFirst()
            }
        }
        return parts
    }
}
