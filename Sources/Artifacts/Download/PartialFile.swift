import Crypto
import Files
import Glibc
import HTTP
import JSON
import Synchronization

/// What has come of a file so far, hashed as it comes; a later run goes on where this one stopped.
///
/// Beside the bytes lies `NAME.json` with the validator of the version that they are from: a strong entity tag, else the
/// date of its last change (RFC 9110, sections 8.8 and 13.1.5).
final class PartialFile: Sendable {
    /// How an answer fits to what is there.
    enum Fit: Sendable, Hashable {
        /// Its body goes on where the file ends, or starts it anew; bytes in all where they are known.
        case usable(total: Int?)
        /// Its body belongs somewhere else.
        case misplaced
    }

    private struct State {
        var size = 0
        var hash = SHA256()
        var validator: String?
        /// Whether the bytes came in more than one answer.
        var isSpliced = false
        var failure: FileError?
    }

    let path: String
    private let descriptor: Int32
    private let state = Mutex(State())

    /// Opens what is there, hashing it, or an empty file.
    init(_ path: String) throws(FileError) {
        self.path = path
        try Directory.create(Path.parent(path))
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
            if count == 0 { break }
            state.withLock { state in
                state.size += count
                buffer.withUnsafeBytes {
                    state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count]))
                }
            }
        }
        let record = (try? JSONValue(parsing: File.read(recordPath, limit: 1 << 16)))?["validator"]?.string
        state.withLock { $0.validator = record.flatMap(Self.validator) }
    }

    deinit { close(descriptor) }

    private var recordPath: String { path + ".json" }

    var size: Int { state.withLock { $0.size } }
    var isSpliced: Bool { state.withLock { $0.isSpliced } }
    /// Why a piece could not be written.
    var failure: FileError? { state.withLock { $0.failure } }

    /// Asks for what is missing, of the same version.
    var headers: [HTTPHeader] {
        state.withLock { state in
            guard state.size > 0 else { return [] }
            let range = HTTPHeader("Range", "bytes=\(state.size)-")
            return state.validator.map { [range, HTTPHeader("If-Range", $0)] } ?? [range]
        }
    }

    /// Looks at the head of a successful answer; one that starts at the beginning empties the file.
    func begin(_ head: HTTPResponse) -> Fit {
        let length = head["content-length"].flatMap { Int($0) }
        if head.status == 206 {
            guard let range = head["content-range"].flatMap(ContentRange.init), range.start == size else {
                return .misplaced
            }
            state.withLock { $0.isSpliced = true }
            return .usable(total: range.total ?? length.map { size + min($0, .max - size) })
        }
        restart()
        let tag = head["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        let validator = (tag ?? head["last-modified"]).flatMap(Self.validator)
        state.withLock { $0.validator = validator }
        if let validator {
            let record: JSONValue = ["validator": .string(validator)]
            // Without it the file is fetched from the start next time, no more.
            try? File.write("\(record.compact)\n", to: recordPath, mode: 0o600)
        }
        return .usable(total: length)
    }

    /// A validator that can be sent back; `nil` for one that no header may hold, which would end every later request.
    private static func validator(_ text: String) -> String? {
        text.utf8.contains(where: \.isControl) ? nil : text
    }

    /// Adds a piece; whether it was written.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            var left = piece
            while !left.isEmpty {
                let count = pwrite(descriptor, left.baseAddress, left.count, off_t(state.size))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    state.failure = FileError(operation: "write", path: path, code: errno)
                    return false
                }
                state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: left[..<count]))
                state.size += count
                left = UnsafeRawBufferPointer(rebasing: left[count...])
            }
            return true
        }
    }

    /// Empties it.
    func restart() {
        unlink(recordPath)
        state.withLock { state in
            if ftruncate(descriptor, 0) != 0 {
                state.failure = FileError(operation: "write", path: path, code: errno)
            }
            state = State(failure: state.failure)
        }
    }

    /// The digest of what is there, once it is safe on the disk.
    func finish() throws(FileError) -> String {
        guard fsync(descriptor) == 0 else { throw FileError(operation: "write", path: path, code: errno) }
        unlink(recordPath)
        return FileDigest.hexadecimal(state.withLock { $0.hash.finalize() })
    }
}

/// `bytes 100-199/200` (RFC 9110, section 14.4); the total is `nil` for `*`.
struct ContentRange: Hashable {
    /// `nil` in an answer that says only how long the whole is: `bytes */200`.
    let start: Int?
    let total: Int?

    init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes ") else { return nil }
        let halves = text.dropFirst(6).split(separator: "/")
        guard halves.count == 2 else { return nil }
        start = halves[0].split(separator: "-").first.flatMap { Int($0) }
        total = Int(halves[1])
    }
}
