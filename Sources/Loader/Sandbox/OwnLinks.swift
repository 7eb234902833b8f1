import Files
import Glibc

/// Follows the links that a cell has made in its own directory, also to what is not seen here.
struct OwnLinks {
    /// The directory by its names.
    let places: [String]

    /// Where an absolute path leads over links of the cell's own; `..` is what lies above where it has led to.
    ///
    /// - Parameter last: whether a link at the end is followed.
    func followed(_ path: String, last: Bool) -> String {
        var path = place(of: path) == nil ? Path.absolute(path) : path
        for _ in 0..<8 {
            guard let base = place(of: path), let next = step(path, below: base, last: last) else { break }
            path = place(of: next) == nil ? Path.absolute(next) : next
        }
        return Path.absolute(path)
    }

    private func place(of path: String) -> String? { places.first { path.hasPrefix($0 + "/") } }

    /// The path with its first link replaced by what that names; `nil` where there is none.
    ///
    /// A folder at a time: paths have thousands of names, and the kernel would begin anew for each.
    private func step(_ path: String, below base: String, last: Bool) -> String? {
        var folder = open(base, Self.pathOnly | O_DIRECTORY | O_CLOEXEC)
        // By the bytes of the slashes, which a character that combines with one must not hide.
        var rest = path.utf8.dropFirst(base.utf8.count).split(separator: UInt8(ascii: "/")).map { Substring($0) }
            .filter { $0 != "." }[...]
        var passed: [Substring] = []
        while folder >= 0, last || rest.count > 1, let name = rest.popFirst() {
            let text = String(name)
            if text == ".." {
                if passed.popLast() == nil {
                    close(folder)
                    return Path.absolute(([base[...], ".."] + rest).joined(separator: "/"))
                }
            } else {
                passed.append(name)
            }
            if let link = Self.target(folder, text) {
                close(folder)
                let above = ([base[...]] + passed.dropLast()).joined(separator: "/")
                let target = link.hasPrefix("/") ? link : Path.join(above, link)
                return ([target[...]] + rest).joined(separator: "/")
            }
            let next = openat(folder, text, Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = next
        }
        if folder >= 0 { close(folder) }
        return nil
    }

    private static let pathOnly: Int32 = 0o10000000  // O_PATH

    private static func target(_ folder: Int32, _ name: String) -> String? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
            buffer.withMemoryRebound(to: CChar.self) { text in
                if let start = text.baseAddress { count = readlinkat(folder, name, start, text.count) }
            }
            initialized = max(0, count)
        }
        return count > 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
