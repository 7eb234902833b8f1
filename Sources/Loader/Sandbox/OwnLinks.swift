import Files
import Glibc

/// Follows the links that a cell has made in its own directory, also to what is not seen here.
struct OwnLinks {
    /// The directory by its names.
    let places: [String]

    /// Where a path leads over links of the cell's own.
    ///
    /// - Parameter last: whether a link at the end is followed.
    func followed(_ path: String, last: Bool) -> String {
        var path = path
        for _ in 0..<8 {
            guard let base = places.first(where: { path.hasPrefix($0 + "/") }),
                let next = step(path, below: base, last: last)
            else { break }
            path = next
        }
        return path
    }

    /// The path with its first link replaced by what that names; `nil` where there is none.
    ///
    /// A folder at a time: paths have thousands of names, and the kernel would begin anew for each.
    private func step(_ path: String, below base: String, last: Bool) -> String? {
        var folder = open(base, Self.pathOnly | O_DIRECTORY | O_CLOEXEC)
        var rest = path.dropFirst(base.count).split(separator: "/")[...]
        var passed: [Substring] = []
        while folder >= 0, last || rest.count > 1, let name = rest.popFirst() {
            let text = String(name)
            if let link = Self.target(folder, text) {
                close(folder)
                let above = ([base[...]] + passed).joined(separator: "/")
                let target = link.hasPrefix("/") ? link : Path.join(above, link)
                return Path.absolute(([target[...]] + rest).joined(separator: "/"))
            }
            let next = openat(folder, text, Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder)
            folder = next
            passed.append(name)
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
