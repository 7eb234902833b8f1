import Environments
import Files
import Glibc
import Probe

/// A FIFO that a container's loader writes its events to, and the thread that reads it.
final class EventPipe: Sendable {
    let path: String
    private let descriptor: Int32
    /// Written to when reading is to stop although a writer is left.
    private let stopping: (read: Int32, write: Int32)

    /// Makes the FIFO; anybody may write to it who can reach its folder.
    init(_ path: String) throws(FileError) {
        self.path = path
        try Self.make(path)
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path, code: errno) }
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            let code = errno
            close(descriptor)
            throw FileError(operation: "open", path: path, code: code)
        }
        stopping = (ends[0], ends[1])
    }

    deinit {
        for descriptor in [descriptor, stopping.read, stopping.write] { close(descriptor) }
    }

    /// Makes a FIFO that every user may open.
    static func make(_ path: String) throws(FileError) {
        guard mkfifo(path, 0o666) == 0, chmod(path, 0o666) == 0 else {
            throw FileError(operation: "create", path: path, code: errno)
        }
    }

    /// Lines as they come, until every writer is gone or `stop` is called.
    func lines() -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            BlockingWork.start { [self] in
                read { continuation.yield($0) }
                continuation.finish()
            }
        }
    }

    /// Takes the name away: whoever has the FIFO open keeps it, and nobody else gets it.
    func hide() {
        unlink(path)
    }

    /// Ends the reading once what is there has been read.
    func stop() {
        var byte = UInt8(0)
        _ = write(stopping.write, &byte, 1)
    }

    private func read(_ take: ([UInt8]) -> Void) {
        // The loader's own lines are shorter.
        var lines = EventLines(limit: 8 * Event.lineLimit)
        while true {
            var descriptors = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping.read, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0 || errno == EINTR else { return }
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, initialized in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(count, 0)
            }
            if count > 0 {
                for line in lines.take(chunk) { take(line) }
                continue
            }
            if descriptors[1].revents != 0 { return }
            // Before the first writer there is no hang-up, only nothing to read.
            if descriptors[0].revents & Int16(POLLHUP) != 0 { return }
        }
    }
}
