/// Why a compressed stream could not be read, with its place.
public struct CompressionError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// The stream ends before its end mark.
        case truncated
        /// The stream breaks its format's rules or a checksum; what the library said.
        case damaged(String)
        /// More would come out than the limit in bytes.
        case tooLarge(limit: Int)
        /// Reading it takes more memory than the limit in bytes.
        case needsMemory(limit: Int)
    }

    /// The format's name: `gzip`, `deflate`.
    public let format: String
    public let problem: Problem
    /// The compressed bytes read before the problem showed.
    public let offset: Int

    public var description: String {
        switch problem {
        case .truncated: "the \(format) data end too early, after \(offset) bytes; get the file again"
        case .damaged(let reason): "the \(format) data are damaged near byte \(offset) (\(reason)); get the file again"
        case .tooLarge(let limit):
            "the \(format) data unpack to more than the limit of \(limit) bytes; raise it if they are trusted"
        case .needsMemory(let limit):
            "the \(format) data need more than \(limit) bytes of memory to unpack; write them with a smaller dictionary"
        }
    }
}
