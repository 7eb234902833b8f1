import Files

/// What cells see of the folder around the code of an `entry` or `model.file`: Python files, packages, and what the code
/// names. A project's folder holds more than its loader needs: `.env`, keys, other models.
struct CodeFolder {
    private let folder: String
    private let names: Set<String>
    /// Names in string literals and imports of the file and of the modules beside it that it imports.
    private var named: Set<String> = []

    /// The most files that are mounted one by one; what is only beside the code stays out of larger folders.
    private static let pathLimit = 100
    private static let textLimit = 1 << 20

    /// The paths that the code in `file` may read, the folder itself where nothing in it is left out.
    static func visible(from file: String) -> [String] {
        let code = CodeFolder(file)
        guard !code.names.isEmpty else { return [file] }
        let all = code.paths { code.isCode($0) || code.named.contains($0) }
        return all.count <= pathLimit ? all : code.paths(code.named.contains)
    }

    private init(_ file: String) {
        folder = Path.parent(file)
        names = Set((try? Directory.list(folder)) ?? [])
        named = [Path.name(file)]
        var (unread, read) = ([Path.name(file)], Set<String>())
        while let module = unread.popLast() {
            guard read.insert(module).inserted,
                let text = try? File.readText(Path.join(folder, module), limit: Self.textLimit)
            else { continue }
            let pieces = Self.pieces(text)
            named.formUnion(pieces.intersection(names))
            named.formUnion(pieces.compactMap(folderOfModule))
            for name in Self.imports(text) {
                named.formUnion([name, name + ".py"].filter(names.contains))
                if names.contains(name + ".py") { unread.append(name + ".py") }
            }
        }
    }

    /// The folder of a module that a string names, `helpers` of `helpers.text`: it needs no file that makes it a package.
    private func folderOfModule(_ piece: String) -> String? {
        let parts = piece.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, names.contains(parts[0]) else { return nil }
        let path = Path.join(Path.join(folder, parts[0]), parts[1])
        return File.exists(path + ".py") || Directory.exists(path) ? parts[0] : nil
    }

    private func isCode(_ name: String) -> Bool {
        Self.isPython(name) || name == "__pycache__"
            || File.exists(Path.join(Path.join(folder, name), Self.packageFile))
    }

    private func paths(_ isWanted: (String) -> Bool) -> [String] {
        let wanted = names.filter { !Self.isHidden($0) && isWanted($0) }
        let paths = wanted.sorted().map { ($0, Self.withoutHidden(Path.join(folder, $0))) }
        let isWhole = wanted.count == names.count && paths.allSatisfy { $1 == [Path.join(folder, $0)] }
        return isWhole ? [folder] : paths.flatMap(\.1)
    }

    /// A path, or for a folder that holds hidden files everything else in it.
    private static func withoutHidden(_ path: String) -> [String] {
        guard let names = try? Directory.list(path), names.contains(where: isHidden) else { return [path] }
        return names.filter { !isHidden($0) }.map { Path.join(path, $0) }
    }

    private static let packageFile = "__init__.py"

    private static func isPython(_ name: String) -> Bool { ["py", "pyc", "pyi", "so"].contains(Path.ending(name)) }

    private static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") }

    /// The components of paths in string literals, and what else stands between quotes and slashes.
    private static func pieces(_ text: String) -> Set<String> {
        let marks = Set("\"'/\\\n".utf8)
        return Set(
            text.utf8.split { marks.contains($0) }.filter { $0.count < 256 }.map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// The first names of the modules that a text imports.
    private static func imports(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let words = line.drop(while: \.isWhitespace)
            let modules: [Substring] =
                if words.hasPrefix("import ") {
                    words.dropFirst(7).split(separator: ",")
                } else if words.hasPrefix("from ") {
                    [words.dropFirst(5)]
                } else {
                    []
                }
            return modules.map { module in
                String(module.drop { $0 == " " || $0 == "." }.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            }
        }.filter { !$0.isEmpty }
    }
}
