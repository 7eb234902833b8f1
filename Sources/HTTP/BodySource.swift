import Glibc

/// Where the bytes of a request's body come from, with the place reached.
enum BodySource {
    case none
    case bytes([UInt8], offset: Int)
    case file(descriptor: Int32, length: Int)
    case stream(@Sendable (UnsafeMutableRawBufferPointer) -> Int?)

    /// Opens a file that is to be sent.
    init(_ body: HTTPRequest.Body, place: String) throws(HTTPError) {
        switch body {
        case .none: self = .none
        case .bytes(let bytes): self = .bytes(bytes, offset: 0)
        case .stream(let supply): self = .stream(supply)
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw HTTPError(.file, place, "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                Glibc.close(descriptor)
                throw HTTPError(.file, place, "cannot send '\(path)': it is no regular file")
            }
            self = .file(descriptor: descriptor, length: Int(status.st_size))
        }
    }

    var isThere: Bool {
        if case .none = self { false } else { true }
    }

    /// Bytes in all; `nil` where only the end tells.
    var length: Int? {
        switch self {
        case .none: 0
        case .bytes(let bytes, _): bytes.count
        case .file(_, let length): length
        case .stream: nil
        }
    }

    /// Fills the buffer from the start; the count, 0 at the end, `nil` where it cannot go on.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        switch self {
        case .none: return 0
        case .bytes(let bytes, let offset):
            let count = min(buffer.count, bytes.count - offset)
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
            }
            self = .bytes(bytes, offset: offset + count)
            return count
        case .file(let descriptor, _):
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count >= 0 { return count }
                guard errno == EINTR else { return nil }
            }
        case .stream(let supply): return supply(buffer)
        }
    }

    /// Goes back or forth for sending anew on another connection; whether it can.
    mutating func seek(_ offset: Int) -> Bool {
        switch self {
        case .none, .stream: return false
        case .bytes(let bytes, _):
            guard (0...bytes.count).contains(offset) else { return false }
            self = .bytes(bytes, offset: offset)
            return true
        case .file(let descriptor, _): return lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset)
        }
    }

    func close() {
        if case .file(let descriptor, _) = self { Glibc.close(descriptor) }
    }
}
