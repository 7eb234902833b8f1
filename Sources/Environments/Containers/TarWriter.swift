import Files
import Glibc

/// Writes a tar archive (POSIX.1-1988 ustar, with POSIX.1-2001 records for what does not fit) of a folder's entries.
///
/// Owners, groups and times are left out, so that equal content gives equal bytes.
struct TarWriter: Sendable {
    /// 1980-01-01, the first time that zip files know.
    private static let time = 315_532_800

    private(set) var bytes: [UInt8] = []

    /// Adds what is at `path` under a name; sockets, devices and pipes are refused.
    mutating func add(_ path: String, as name: String) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        let mode = Int(status.st_mode & 0o777)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: add(header: name + "/", type: "5", mode: mode, size: 0)
        case S_IFLNK:
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = buffer.withUnsafeMutableBytes { $0.baseAddress.map { readlink(path, $0, 4096) } ?? -1 }
            guard count >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
            add(header: name, type: "2", mode: 0o777, size: 0, link: String(decoding: buffer[..<count], as: UTF8.self))
        case S_IFREG: add(try File.read(path), as: name, mode: mode)
        default: throw FileError(operation: "archive", path: path, code: EINVAL)
        }
    }

    /// Adds a file with this content.
    mutating func add(_ content: [UInt8], as name: String, mode: Int = 0o644) {
        add(header: name, type: "0", mode: mode, size: content.count)
        bytes += content
        pad()
    }

    /// The archive with its end.
    consuming func finish() -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: 1024)
    }

    private mutating func add(header name: String, type: Character, mode: Int, size: Int, link: String = "") {
        var records = ""
        if name.utf8.count > 100 { records += Self.record("path", name) }
        if link.utf8.count > 100 { records += Self.record("linkpath", link) }
        if size >= 1 << 33 { records += Self.record("size", "\(size)") }
        if !records.isEmpty {
            let data = Array(records.utf8)
            bytes += Self.block("PaxHeaders/\(bytes.count)", type: "x", mode: 0o644, size: data.count, link: "")
            bytes += data
            pad()
        }
        bytes += Self.block(name, type: type, mode: mode, size: size, link: link)
    }

    private mutating func pad() {
        bytes += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    /// `LENGTH KEY=VALUE\n`, the length counting its own digits.
    private static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length { length = "\(length)".utf8.count + rest.utf8.count }
        return "\(length)\(rest)"
    }

    private static func block(_ name: String, type: Character, mode: Int, size: Int, link: String) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int, limit: Int) {
            for (offset, byte) in text.utf8.prefix(limit).enumerated() { block[place + offset] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0, limit: 100)
        put(octal(mode, 7), at: 100, limit: 7)
        put(octal(0, 7), at: 108, limit: 7)
        put(octal(0, 7), at: 116, limit: 7)
        put(octal(size < 1 << 33 ? size : 0, 11), at: 124, limit: 11)
        put(octal(time, 11), at: 136, limit: 11)
        put("        ", at: 148, limit: 8)
        put(String(type), at: 156, limit: 1)
        put(link, at: 157, limit: 100)
        put("ustar", at: 257, limit: 6)
        put("00", at: 263, limit: 2)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + "\0 ", at: 148, limit: 8)
        return block
    }
}
