import JSON

/// Sorts the lines of an artifact's requirements files (pip, "Requirements File Format") by what an installer may be told.
///
/// Installing from a path, an address or a repository runs the code that lies there, and options lead to others' servers.
/// No installer sees the files themselves, which each reads in its own way.
struct RequirementLines {
    private(set) var own = OwnRequirements()
    /// The text of a file of the artifact's; `nil` where there is none.
    private let read: (String) -> String?
    private var files: Set<ExactText> = []

    private static let fileLimit = 20

    init(read: @escaping (String) -> String?) { self.read = read }

    /// Takes a file with what it includes.
    mutating func add(file: String, areConstraints: Bool = false) {
        guard files.insert(ExactText("\(areConstraints) \(file)")).inserted else { return }
        guard files.count <= Self.fileLimit, let text = read(file) else {
            own.others.append("the file '\(ScanResult.printable(file))', which is not part of the artifact")
            return
        }
        for (number, line) in Self.lines(text) { add(line, at: "\(file):\(number)", areConstraints, in: file) }
    }

    /// Takes a line that stands elsewhere.
    mutating func add(line: String, of file: String) {
        own.lines.append(line)
        add(line, at: file, false, in: file)
    }

    private mutating func add(_ line: String, at place: String, _ areConstraints: Bool, in file: String) {
        let line = Self.bare(line)
        if line.isEmpty { return }
        if line.hasPrefix("-") { return add(option: line, at: place, areConstraints, in: file) }
        guard Self.isPlain(line) else { return refuse(line, place) }
        if areConstraints { own.constraints.append(line) } else { own.packages.append(line) }
    }

    private mutating func add(option line: String, at place: String, _ areConstraints: Bool, in file: String) {
        for (short, long) in [("-r", "--requirement"), ("-c", "--constraint")] {
            guard let name = Self.value(of: line, short, long) else { continue }
            let folder = file.contains("/") ? file.split(separator: "/").dropLast().joined(separator: "/") + "/" : ""
            guard let path = MLflowSettings.inner(folder + name) else { return refuse(line, place) }
            return add(file: path, areConstraints: areConstraints || short == "-c")
        }
        for (short, long) in [("-i", "--index-url"), ("--extra-index-url", "--extra-index-url")] {
            if let address = Self.value(of: line, short, long) { return own.indexes.append(address) }
        }
        refuse(line, place)
    }

    private mutating func refuse(_ line: String, _ place: String) {
        own.others.append("'\(ScanResult.printable(line))' (\(ScanResult.printable(place)))")
    }

    /// What follows an option; `nil` where it is another.
    private static func value(of line: String, _ short: String, _ long: String) -> String? {
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "=" }.map(String.init)
        if words.count == 2, words[0] == short || words[0] == long { return words[1] }
        guard words.count == 1, short.utf8.count == 2, line.hasPrefix(short), !line.hasPrefix("--") else { return nil }
        return String(line.dropFirst(2))
    }

    /// The lines with their numbers; what a backslash continues is one.
    private static func lines(_ text: String) -> [(Int, String)] {
        var lines: [(Int, String)] = []
        var pieces: [Substring.UTF8View] = []
        let rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let row = row.last == 0x0D ? row.dropLast() : row
            let goesOn = row.last == UInt8(ascii: "\\")
            pieces.append(goesOn ? row.dropLast() : row)
            if goesOn, index + 1 < rows.count { continue }
            lines.append((index + 2 - pieces.count, String(decoding: Array(pieces.joined()), as: UTF8.self)))
            pieces = []
        }
        return lines
    }

    /// Without its comment and the spaces at both ends.
    private static func bare(_ line: String) -> String {
        var bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated()
        where byte == UInt8(ascii: "#") && (index == 0 || [0x20, 0x09].contains(bytes[index - 1])) {
            bytes = Array(bytes[..<index])
            break
        }
        let head = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        let end = head.lastIndex { $0 != 0x20 && $0 != 0x09 }
        return String(decoding: end.map { head[...$0] } ?? [], as: UTF8.self)
    }

    /// Whether a line names a package of an index: name, extras, versions, markers and hashes.
    private static func isPlain(_ line: String) -> Bool {
        var words = line.split(separator: " ")
        while let last = words.last, last.hasPrefix("--hash=") {
            guard last.utf8.dropFirst(7).allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: ":") }) else {
                return false
            }
            words.removeLast()
        }
        guard !words.contains(where: { $0.hasPrefix("-") }) else { return false }
        let requirement = words.joined(separator: " ")
        let name = requirement.utf8.prefix { $0.isAlphanumeric || "._-".utf8.contains($0) }
        guard let first = name.first, first.isAlphanumeric else { return false }
        let isArchive = [".zip", ".whl", ".gz", ".bz2", ".xz", ".tgz", ".tar", ".egg"].contains {
            String(decoding: name, as: UTF8.self).lowercased().hasSuffix($0)
        }
        let marks = " ._-[],<>=!~*+();'\"".utf8
        return !isArchive && requirement.utf8.allSatisfy { $0.isAlphanumeric || marks.contains($0) }
    }
}
