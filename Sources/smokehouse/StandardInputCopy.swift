import Environments
import Files
import Glibc

/// What comes on standard input, as a file without a name that goes with the value.
final class StandardInputCopy: Sendable {
    private let descriptor: Int32

    /// Opens it anew, from the start.
    var path: String { "/proc/self/fd/\(descriptor)" }

    init() throws(FileError) {
        let folder = ProcessVariables.current["TMPDIR"] ?? "/tmp"
        var template = Array(Path.join(folder, "smokehouse-stdin-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError(operation: "write", path: folder, code: errno) }
        unlink(template)
        self.descriptor = descriptor
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(operation: "read", path: "standard input", code: errno) }
            if count == 0 { break }
            try File.writeAll(Array(buffer.prefix(count)), to: descriptor, path: folder)
        }
    }

    deinit { close(descriptor) }
}
