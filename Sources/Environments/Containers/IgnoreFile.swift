/// The patterns of a `.containerignore` or `.dockerignore`: what of a folder stays out of a build.
///
/// Docker's rules (docs.docker.com, "Dockerignore files"): patterns are relative to the folder, `**` crosses slashes, `!`
/// takes back, the last pattern that matches decides, and what matches a folder matches all below it.
struct IgnoreFile: Sendable, Hashable {
    private struct Pattern: Sendable, Hashable {
        let isException: Bool
        let parts: [[UInt8]]
    }

    private let patterns: [Pattern]

    init(_ text: String) {
        patterns = text.trimmingPrefix("\u{FEFF}").split(whereSeparator: \.isNewline).compactMap { line in
            // Only in the first column does it begin a note.
            if line.first == "#" { return nil }
            var line = line.drop { $0 == " " || $0 == "\t" }
            while let last = line.last, last == " " || last == "\t" { line.removeLast() }
            if line.isEmpty { return nil }
            let isException = line.first == "!"
            if isException { line = line.dropFirst().drop { $0 == " " } }
            var parts: [[UInt8]] = []
            for part in line.split(separator: "/") where part != "." {
                if part == ".." { _ = parts.popLast() } else { parts.append(Array(part.utf8)) }
            }
            return parts.isEmpty ? nil : Pattern(isException: isException, parts: parts)
        }
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// Whether an exception may bring back something below an ignored folder.
    var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// Whether a path, relative to the folder, stays out.
    func ignores(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map { Array($0.utf8) }
        var isIgnored = false
        for pattern in patterns where pattern.isException == isIgnored {
            let matches = parts.indices.contains { Self.match(pattern.parts[...], parts[...$0]) }
            if matches { isIgnored = !pattern.isException }
        }
        return isIgnored
    }

    private static func match(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == Array("**".utf8) {
            // At the end it stands for all below, not for the folder itself.
            if pattern.count == 1 { return !path.isEmpty }
            return (path.startIndex...path.endIndex).contains { match(pattern.dropFirst(), path[$0...]) }
        }
        guard let name = path.first, matchName(first[...], name[...]) else { return false }
        return match(pattern.dropFirst(), path.dropFirst())
    }

    /// `*`, `?`, `[a-z]`, `[^a]` and `\` within one name.
    private static func matchName(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            let rest = pattern.dropFirst()
            return (name.startIndex...name.endIndex).contains { matchName(rest, name[$0...]) }
        case UInt8(ascii: "?"):
            return !name.isEmpty && matchName(pattern.dropFirst(), name.dropFirst())
        case UInt8(ascii: "["):
            guard let byte = name.first, let (matches, rest) = matchClass(pattern.dropFirst(), byte) else {
                return false
            }
            return matches && matchName(rest, name.dropFirst())
        case UInt8(ascii: "\\") where pattern.count > 1:
            let literal = pattern.dropFirst()
            return literal.first == name.first && matchName(literal.dropFirst(), name.dropFirst())
        default:
            return first == name.first && matchName(pattern.dropFirst(), name.dropFirst())
        }
    }

    /// Whether a byte is in the class and what follows its `]`; `nil` for a class without an end.
    private static func matchClass(
        _ pattern: ArraySlice<UInt8>,
        _ byte: UInt8,
    ) -> (matches: Bool, rest: ArraySlice<UInt8>)? {
        var rest = pattern
        let isNegated = rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        var matches = false
        var isFirst = true
        while let low = rest.popFirst() {
            if low == UInt8(ascii: "]"), !isFirst { return (matches != isNegated, rest) }
            isFirst = false
            var high = low
            if rest.first == UInt8(ascii: "-"), rest.count > 1, rest[rest.startIndex + 1] != UInt8(ascii: "]") {
                rest = rest.dropFirst()
                high = rest.popFirst() ?? low
            }
            if low <= byte, byte <= high { matches = true }
        }
        return nil
    }
}
