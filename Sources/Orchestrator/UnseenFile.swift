import Environments
import Files
import Glibc
import Matrix
import Probe

/// What a cell did not find although it lies there: the sandbox shows cells only what is known to be theirs.
///
/// Without a word of it, a user looks at a file that is said not to be there.
struct UnseenFile {
    let artifact: Artifact
    /// The session's files are found in a container at other paths.
    let isInContainer: Bool

    /// The folders above the code's own in which a module is looked for.
    private static let levels = 3

    /// Says what lies there and how a cell gets to see it; `nil` where nothing is there either.
    func note(_ failure: Failure) -> String? {
        switch failure.type {
        case "FileNotFoundError", "PermissionError": Self.quoted(failure.message).flatMap(file)
        case "ModuleNotFoundError": failure.module.flatMap(module)
        default: nil
        }
    }

    /// The path at the end of `[Errno 2] No such file or directory: '/a/b'`.
    private static func quoted(_ message: String) -> String? {
        guard message.hasPrefix("[Errno "), message.hasSuffix("'"), let start = message.firstIndex(of: "'") else {
            return nil
        }
        let path = message[message.index(after: start)...].dropLast()
        return path.isEmpty || path.contains("'") ? nil : String(path)
    }

    private func file(_ path: String) -> String? {
        if path.hasPrefix("/") {
            guard !isInContainer, access(path, R_OK) == 0 else { return nil }
            return "it is there, but not shown to cells: name it in the code that loads, or by its path in 'variables:'"
        }
        guard codeFolders.contains(where: { File.exists(Path.join($0, path)) }) else { return nil }
        return "it lies beside the code, but cells start in a folder of their own: open it by __file__'s folder"
    }

    private func module(_ name: String) -> String? {
        let first = name.prefix { $0 != "." }
        guard !isInContainer, !first.isEmpty, first.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            return nil
        }
        for folder in codeFolders {
            for above in sequence(first: folder, next: { $0 == "/" ? nil : Path.parent($0) }).prefix(Self.levels + 1) {
                let places = ["\(first).py", "\(first)/__init__.py"]
                guard let place = places.first(where: { File.exists(Path.join(above, $0)) }) else { continue }
                return "'\(Path.join(above, place))' is not shown to cells: give its folder by "
                    + "'variables: {PYTHONPATH: …}', or the module '\(first)' by 'packages'"
            }
        }
        return nil
    }

    private var codeFolders: [String] {
        artifact.parts.flatMap { part -> [String] in
            var files = part.entry.map { [$0.file] } ?? []
            if case .file(let path)? = part.model?.source { files.append(path) }
            return files.map(Path.parent)
        }
    }
}
