import Glibc
import Synchronization

/// One regular file, opened once and read at any place; it must not change meanwhile.
///
/// What is hashed and what is read later come through the same descriptor. A read that fails or comes short gives zeros
/// and is noted, so that readers need no error of their own for it: `check` says so at the end, and nothing that was
/// read counts then.
final class OpenFile: Sendable {
    /// Why a file can't be read.
    enum Fault: Error {
        case system(Int32)
        /// A pipe, a device, a socket.
        case notAFile
        case changed

        var reason: String {
            switch self {
            case .system(ENOENT): "no such file; check `path`"
            case .system(let code): String(cString: strerror(code))
            case .notAFile: "this is neither a file nor a folder; name a file"
            case .changed: "the file changed while it was read; try again"
            }
        }
    }

    /// Bytes at the time of opening.
    let size: Int
    private let descriptor: Int32
    private let opened: Stamp
    /// The first failure of a read: an `errno`, or -1 where the file ended early.
    private let failure = Atomic<Int32>(0)

    init(_ path: String) throws(Fault) {
        // A pipe put in a file's place must not hold us up.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw status.st_mode & S_IFMT == S_IFDIR ? .system(EISDIR) : .notAFile
        }
        size = Int(status.st_size)
        opened = Stamp(status)
    }

    deinit { close(descriptor) }

    /// Fills a buffer from an offset on.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = count < 0 ? errno : -1
                _ = failure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
                UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).initializeMemory(as: UInt8.self, repeating: 0)
                return
            }
            done += count
        }
    }

    /// Tells the system that the whole file is read from start to end.
    func expectSequentialReads() { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }

    /// Fails where a read failed, or where the file is no longer what was opened.
    func check() throws(Fault) {
        let code = failure.load(ordering: .relaxed)
        guard code <= 0 else { throw .system(code) }
        var status = stat()
        guard code == 0, fstat(descriptor, &status) == 0, Stamp(status) == opened else { throw .changed }
    }

    /// What changes when a file's content does; the time of the status change can't be set back.
    private struct Stamp: Equatable {
        let size: Int
        let modified: [Int]
        let changed: [Int]

        init(_ status: stat) {
            size = Int(status.st_size)
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }
    }
}
