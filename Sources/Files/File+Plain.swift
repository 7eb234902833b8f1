import Glibc

extension File {
    /// Reads a regular file below a directory that an untrusted program wrote to.
    ///
    /// No link below the directory is followed, no pipe is waited for: what is read is what that program wrote.
    ///
    /// - Parameters:
    ///   - path: relative to `directory`, without `..`.
    ///   - limit: the most bytes to read.
    ///   - isWhole: whether a part is of no use: of a file larger than `limit` nothing is read then.
    /// - Returns: the bytes, and the size of the whole file in bytes.
    public static func readPlain(
        _ path: String,
        in directory: String,
        limit: Int = .max,
        isWhole: Bool = false,
    ) throws(FileError) -> (bytes: [UInt8], size: Int) {
        func failure(_ code: Int32) -> FileError {
            FileError(operation: "read", path: Path.join(directory, path), code: code)
        }
        let parts = Path.parts(path).map(String.init)
        guard let name = parts.last, !parts.contains("..") else { throw failure(EINVAL) }
        let isFolder = O_DIRECTORY | O_CLOEXEC
        var folder = open(directory, O_RDONLY | isFolder)
        for part in parts.dropLast() where folder >= 0 {
            let next = openat(folder, part, O_RDONLY | O_NOFOLLOW | isFolder)
            let code = errno
            close(folder)
            errno = code
            folder = next
        }
        guard folder >= 0 else { throw failure(errno) }
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        let code = errno
        close(folder)
        guard descriptor >= 0 else { throw failure(code) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw failure(EINVAL) }
        let size = Int(status.st_size)
        if isWhole, size > limit { return ([], size) }
        return (try read("/proc/self/fd/\(descriptor)", limit: limit), size)
    }
}
