import Files
import Glibc

/// One place for the bytecode of equal sources: what one environment's interpreter compiles, all others find.
///
/// An interpreter takes bytecode whose header has the source's modification time and size (PEP 3147, PEP 552), and uv
/// links sources from its cache, so these are equal wherever the same wheel is installed. Each folder of a package gets
/// a `__pycache__` that links into a folder named by the digest of its relative path, its lines in RECORD (which hold
/// the sources' own digests) and the modification time of its first source. Interpreters write bytecode under
/// a temporary name and rename it, and put the importing environment's paths into code that they read, so environments
/// may share at the same time.
struct BytecodeShare: Sendable {
    /// The share's folder.
    let path: String

    /// Links the packages of an environment to the share, all through one link in its root.
    ///
    /// So each link's text is short: ext4 keeps links of less than 60 bytes in the inode, while longer ones take a block
    /// each, to be found and freed again. Folders whose sources are copies rather than links are left alone: their times are theirs alone.
    /// - Returns: the names of the share's folders in use, sorted.
    func link(_ environment: String, interpreter: Interpreter) throws(FileError) -> [String] {
        let sitePackages = VirtualEnvironment.sitePackages(of: environment, interpreter: interpreter)
        let share = Path.join(path, interpreter.bytecodeTag)
        try Directory.create(share)
        let root = Path.join(environment, ".bytecode-share")
        guard symlink(share, root) == 0 || errno == EEXIST else {
            throw FileError(operation: "create", path: root, code: errno)
        }
        let depth = Path.relative(sitePackages, to: environment).split(separator: "/").count
        var names: [String] = []
        for (folder, sources) in Self.sources(in: sitePackages) {
            let absolute = folder.isEmpty ? sitePackages : "\(sitePackages)/\(folder)"
            guard let status = FileStatus("\(absolute)/\(sources.first)", followLinks: false), status.links > 1 else {
                continue
            }
            var digest = Digest()
            digest.add(folder)
            digest.add(sources.lines)
            digest.add("\(status.modified)")
            let name = String(digest.finish().prefix(20))
            guard mkdir("\(share)/\(name)", 0o755) == 0 || errno == EEXIST else {
                throw FileError(operation: "create", path: "\(share)/\(name)", code: errno)
            }
            let climb = String(repeating: "../", count: depth + folder.split(separator: "/").count)
            guard symlink("\(climb).bytecode-share/\(name)", "\(absolute)/__pycache__") == 0 || errno == EEXIST else {
                throw FileError(operation: "create", path: "\(absolute)/__pycache__", code: errno)
            }
            names.append("\(interpreter.bytecodeTag)/\(name)")
        }
        return names.sorted()
    }

    struct Sources {
        /// The file name of the first source.
        let first: String
        /// The lines of RECORD for the folder's sources.
        var lines: [UInt8]
    }

    /// The Python sources of every installed wheel by folder, from the RECORD files (binary distribution format, "The
    /// .dist-info directory").
    static func sources(in sitePackages: String) -> [String: Sources] {
        var folders: [String: Sources] = [:]
        for entry in (try? Directory.list(sitePackages)) ?? [] where entry.hasSuffix(".dist-info") {
            guard let record = try? File.read("\(sitePackages)/\(entry)/RECORD") else { continue }
            for line in record.split(separator: UInt8(ascii: "\n")) {
                // A quoted path has a comma in it; scripts lie outside, at `../`.
                guard let comma = line.firstIndex(of: UInt8(ascii: ",")), line.first != UInt8(ascii: "\""),
                    line.first != UInt8(ascii: "."), line.first != UInt8(ascii: "/"),
                    line[..<comma].suffix(3).elementsEqual(".py".utf8)
                else { continue }
                let slash = line[..<comma].lastIndex(of: UInt8(ascii: "/"))
                let folder = slash.map { String(decoding: line[..<$0], as: UTF8.self) } ?? ""
                if folder.split(separator: "/").contains("..") { continue }
                if folders[folder]?.lines.append(contentsOf: line) == nil {
                    let name = line[(slash.map { $0 + 1 } ?? line.startIndex)..<comma]
                    folders[folder] = Sources(first: String(decoding: name, as: UTF8.self), lines: Array(line))
                }
            }
        }
        return folders
    }
}
