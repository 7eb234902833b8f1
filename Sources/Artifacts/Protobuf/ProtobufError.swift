/// Why bytes are not the Protocol Buffers message that they should be, with the place.
public struct ProtobufError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// The message ends within a field.
        case truncated
        /// A varint of more than ten bytes or more than 64 bits.
        case varint
        /// Field number 0 or above 2^29 - 1.
        case fieldNumber(UInt64)
        /// A wire type that is unknown, or one of the groups that proto3 dropped.
        case wireType(Int)
        /// A field of another wire type than its definition has.
        case type(field: Int, expected: String)
        /// Messages within messages beyond the limit.
        case depth(limit: Int)
        /// More fields than the limit.
        case fields(limit: Int)
        case text(field: Int)
        /// A text with so many marks on one letter that comparing it would take long.
        case marks(field: Int)
        /// A field that its message has only once, but that is there again.
        case repeated(field: Int)
        /// A name that Unicode takes for another of the same list.
        case lookalike(String)
    }

    public let problem: Problem
    /// The byte at which it shows, from the start of the file.
    public let offset: Int

    public init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    public var description: String {
        if case .lookalike(let name) = problem {
            return "byte \(offset): two names look like '\(ScanResult.printable(name))'; one would hide the other"
        }
        let reason =
            switch problem {
            case .truncated: "the data end within a field"
            case .varint: "a number is longer than 64 bits"
            case .fieldNumber(let number): "field number \(number) cannot be"
            case .wireType(let type): "wire type \(type) is not known"
            case .type(let field, let expected): "field \(field) is not \(expected)"
            case .fields(let limit): "it holds more than \(limit) fields"
            case .depth(let limit): "messages are nested more than \(limit) deep"
            case .text(let field): "field \(field) is not UTF-8"
            case .marks(let field): "field \(field) has more marks on one letter than any text"
            case .repeated(let field): "field \(field) is there again, or beside one that it excludes"
            case .lookalike: "two names look alike"
            }
        return
            "byte \(offset): not a valid Protocol Buffers message: \(reason); "
            + "the file is cut, damaged or of another format"
    }
}
