import Glibc

/// Whole-file reading and writing; a write goes to a temporary name and is renamed, so readers never see half a file.
public enum File {
    /// Reads a regular file as a whole.
    ///
    /// - Parameter limit: the most bytes to read; the rest of a longer file is left out.
    public static func read(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(operation: "read", path: path, code: EISDIR) }
        var bytes: [UInt8] = []
        // A pipe or a /proc file has no size: grow as it comes. One byte more shows the end without another round.
        var capacity = min(limit, max(Int(status.st_size) + 1, 4096))
        while bytes.count < limit {
            let have = bytes.count
            var failure: Int32 = 0
            var received = 0
            bytes.reserveCapacity(capacity)
            let chunk = [UInt8](unsafeUninitializedCapacity: capacity - have) { buffer, count in
                received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failure = received < 0 ? errno : 0
                count = max(received, 0)
            }
            if received < 0 {
                if failure == EINTR { continue }
                throw FileError(operation: "read", path: path, code: failure)
            }
            if received == 0 { break }
            if have == 0 { bytes = chunk } else { bytes.append(contentsOf: chunk) }
            if bytes.count >= capacity { capacity = min(limit, capacity * 2) }
        }
        return bytes
    }

    /// Reads what may be anything, where it is a regular file: a pipe would not come to an end.
    public static func readRegular(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
        guard isRegular(path) else { throw FileError(operation: "read", path: path, code: EINVAL) }
        return try read(path, limit: limit)
    }

    /// Reads a file as UTF-8; bytes that are not become U+FFFD.
    public static func readText(_ path: String, limit: Int = .max) throws(FileError) -> String {
        String(decoding: try read(path, limit: limit), as: UTF8.self)
    }

    /// Writes a file under a temporary name beside `path` and renames it into place.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
        try replace(path, mode: mode) { (descriptor) throws(FileError) in
            try writeAll(bytes, to: descriptor, path: path)
        }
    }

    /// Copies a file, of any size, in pieces under a temporary name beside `path`, and renames it into place.
    public static func copy(_ source: String, to path: String, mode: UInt32 = 0o644) throws(FileError) {
        let descriptor = open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "read", path: source, code: errno) }
        defer { close(descriptor) }
        try replace(path, mode: mode) { (target) throws(FileError) in
            var piece = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = Glibc.read(descriptor, &piece, piece.count)
                if count == 0 { return }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw FileError(operation: "read", path: source, code: errno)
                }
                try writeAll(count == piece.count ? piece : Array(piece[..<count]), to: target, path: path)
            }
        }
    }

    /// Puts what is written to a new file in the place of another, once all of it is there.
    private static func replace(
        _ path: String, mode: UInt32, _ fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
        do throws(FileError) {
            try fill(descriptor)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
    }

    /// Writes text as UTF-8 under a temporary name and renames it into place.
    public static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws(FileError) {
        try write(Array(text.utf8), to: path, mode: mode)
    }

    /// Writes all bytes to an open descriptor, through interruptions and short writes.
    public static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "write", path: path, code: errno)
            }
            offset += written
        }
    }

    /// Whether anything, also a directory or device, is at `path` (links followed).
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a regular file is at `path` (links followed): reading one comes to an end, that of a pipe may not.
    public static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether `path` is an executable regular file.
    public static func isExecutable(_ path: String) -> Bool { isRegular(path) && access(path, X_OK) == 0 }

    /// The size in bytes of a file (links followed).
    public static func size(_ path: String) throws(FileError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        return Int(status.st_size)
    }

    /// What a symbolic link says; `nil` where there is none.
    public static func linkTarget(_ path: String) -> String? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
            buffer.withMemoryRebound(to: CChar.self) { text in
                if let start = text.baseAddress { count = readlink(path, start, text.count) }
            }
            initialized = max(0, count)
        }
        return count >= 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// The path with every symbolic link resolved; `nil` where nothing is there.
    public static func resolved(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
