import Crypto

/// A SHA-256 over fields, each preceded by its length so that no two lists of fields give the same bytes.
struct Digest: Sendable {
    private var hasher = SHA256()

    mutating func add(_ field: String) { add(Array(field.utf8)) }

    mutating func add(_ field: [UInt8]) {
        withUnsafeBytes(of: UInt64(field.count).littleEndian) { hasher.update(bufferPointer: $0) }
        field.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }

    /// The first 40 hexadecimal digits: short enough for a file name, long enough never to meet another.
    func finish() -> String { Self.hexadecimal(hasher.finalize().prefix(20)) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
