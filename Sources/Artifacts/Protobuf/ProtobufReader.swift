import JSON

/// Walks the fields of a Protocol Buffers message without copying it and without its definition.
///
/// Format: "Encoding", protobuf.dev. Groups (wire types 3 and 4) are refused: proto3 has none.
///
/// ```swift
/// var reader = ProtobufReader(bytes)
/// while let field = try reader.next() {
///     switch field.number {
///     case 1: version = try field.int64()
///     case 7: graph = try Graph(field.message())
///     default: break  // unknown fields are skipped
///     }
/// }
/// ```
public struct ProtobufReader {
    /// Messages within messages, at most; as in Google's own readers.
    public static let depthLimit = 100

    /// The most fields of one file, nested ones included.
    static let fieldLimit = 1 << 23
    /// The longest string or bytes that are read from a file at once.
    static let valueLimit = 64 << 20

    private let window: ByteWindow
    private var index: Int
    private let end: Int
    private let depth: Int
    /// The numbers below 64 of the fields so far, as bits.
    private var seen: UInt64 = 0

    /// Reads a whole file's bytes.
    public init(_ bytes: [UInt8]) { self.init(ByteSource(bytes)) }

    /// Reads a message where it lies; what is not asked for is not read.
    init(_ source: ByteSource) { self.init(ByteWindow(source), 0..<source.count, depth: 0) }

    fileprivate init(_ window: ByteWindow, _ range: Range<Int>, depth: Int) {
        self.window = window
        index = range.lowerBound
        end = range.upperBound
        self.depth = depth
    }

    /// The next field; `nil` at the message's end.
    public mutating func next() throws(ProtobufError) -> ProtobufField? {
        guard index < end else { return nil }
        let offset = index
        window.steps += 1
        guard window.steps <= Self.fieldLimit else {
            throw ProtobufError(.fields(limit: Self.fieldLimit), offset: offset)
        }
        let tag = try varint()
        let number = tag >> 3
        guard (1...0x1FFF_FFFF).contains(number) else { throw ProtobufError(.fieldNumber(number), offset: offset) }
        let value: ProtobufField.Value
        switch tag & 7 {
        case 0: value = .varint(try varint())
        case 1: value = .fixed64(try fixed(UInt64.self))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - index) else { throw ProtobufError(.truncated, offset: offset) }
            value = .bytes(index..<index + Int(length))
            index += Int(length)
        case 5: value = .fixed32(try fixed(UInt32.self))
        default: throw ProtobufError(.wireType(Int(tag & 7)), offset: offset)
        }
        let bit: UInt64 = number < 64 ? 1 << number : 0
        defer { seen |= bit }
        return ProtobufField(
            number: Int(number), value: value, offset: offset, isRepeated: seen & bit != 0, depth: depth,
            window: window)
    }

    /// Reads this message as an entry of a map from texts to messages: its key, and its value where it has one.
    ///
    /// A writer may put the value before its key ("Encoding", maps), which must not hide it from who asks for the key.
    func mapEntry() throws(ProtobufError) -> (key: String, value: ProtobufReader?) {
        var reader = self
        var key = ""
        var value: ProtobufReader?
        while let field = try reader.next() {
            switch field.number {
            case 1: key = try field.string()
            case 2: value = try field.soleMessage()
            default: break
            }
        }
        return (key, value)
    }

    fileprivate var isAtEnd: Bool { index == end }

    fileprivate mutating func varint() throws(ProtobufError) -> UInt64 {
        let offset = index
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < end {
            let byte = window[index]
            index += 1
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { throw ProtobufError(.varint, offset: offset) }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw ProtobufError(.truncated, offset: offset)
    }

    fileprivate mutating func fixed<Word: FixedWidthInteger>(_ type: Word.Type) throws(ProtobufError) -> Word {
        let size = MemoryLayout<Word>.size
        guard end - index >= size else { throw ProtobufError(.truncated, offset: index) }
        var value: Word = 0
        for place in 0..<size { value |= Word(window[index + place]) << Word(8 * place) }
        index += size
        return value
    }
}

/// One field of a message: its number and its value as the wire has it.
public struct ProtobufField {
    public enum Value: Sendable {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// A string, bytes, message or packed numbers: where they lie.
        case bytes(Range<Int>)
    }

    public let number: Int
    public let value: Value
    /// Where the field begins in the file.
    public let offset: Int
    /// Whether the message has a field of this number before it; numbers from 64 on are not told.
    fileprivate let isRepeated: Bool
    fileprivate let depth: Int
    fileprivate let window: ByteWindow

    private func mismatch(_ expected: String) -> ProtobufError {
        ProtobufError(.type(field: number, expected: expected), offset: offset)
    }

    /// An `int64`, `int32`, `bool` or `enum`.
    public func int64() throws(ProtobufError) -> Int64 { Int64(bitPattern: try uint64()) }

    /// A `uint64` or `uint32`.
    public func uint64() throws(ProtobufError) -> UInt64 {
        guard case .varint(let value) = value else { throw mismatch("a number") }
        return value
    }

    public func float() throws(ProtobufError) -> Float {
        guard case .fixed32(let value) = value else { throw mismatch("a float") }
        return Float(bitPattern: value)
    }

    public func double() throws(ProtobufError) -> Double {
        guard case .fixed64(let value) = value else { throw mismatch("a double") }
        return Double(bitPattern: value)
    }

    /// The field's bytes; of a message in memory a view into it.
    public func bytes() throws(ProtobufError) -> ArraySlice<UInt8> {
        let range = try range()
        guard window.source.inMemory != nil || range.count <= ProtobufReader.valueLimit else {
            throw ProtobufError(
                .type(field: number, expected: "of \(ProtobufReader.valueLimit) bytes at most"), offset: offset)
        }
        return window.bytes(range)
    }

    private func range() throws(ProtobufError) -> Range<Int> {
        guard case .bytes(let range) = value else { throw mismatch("of variable length") }
        return range
    }

    public func string() throws(ProtobufError) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else {
            throw ProtobufError(.text(field: number), offset: offset)
        }
        guard !MarkRun.isTooLong(in: text) else { throw ProtobufError(.marks(field: number), offset: offset) }
        return text
    }

    /// A reader of the message within, of a field that is not `repeated`.
    ///
    /// Parsers merge two of them, where a reader that takes one would see what no load sees; no writer makes two.
    public func soleMessage() throws(ProtobufError) -> ProtobufReader {
        guard !isRepeated else { throw ProtobufError(.repeated(field: number), offset: offset) }
        return try message()
    }

    /// A reader of the message within.
    public func message() throws(ProtobufError) -> ProtobufReader {
        let range = try range()
        guard depth < ProtobufReader.depthLimit else {
            throw ProtobufError(.depth(limit: ProtobufReader.depthLimit), offset: offset)
        }
        return ProtobufReader(window, range, depth: depth + 1)
    }

    /// Adds a `repeated` integer field's values, packed or not.
    public func append(to values: inout [UInt64]) throws(ProtobufError) {
        switch value {
        case .varint(let value): values.append(value)
        case .bytes(let packed):
            var reader = ProtobufReader(window, packed, depth: depth)
            while !reader.isAtEnd { values.append(try reader.varint()) }
        default: throw mismatch("a list of numbers")
        }
    }

    /// Adds a `repeated` integer field's values, packed or not.
    public func append(to values: inout [Int64]) throws(ProtobufError) {
        var numbers: [UInt64] = []
        try append(to: &numbers)
        values.append(contentsOf: numbers.lazy.map { Int64(bitPattern: $0) })
    }

    /// Adds a `repeated float`'s values, packed or not.
    public func append(to values: inout [Float]) throws(ProtobufError) {
        switch value {
        case .fixed32(let value): values.append(Float(bitPattern: value))
        case .bytes(let packed):
            var reader = ProtobufReader(window, packed, depth: depth)
            while !reader.isAtEnd { values.append(Float(bitPattern: try reader.fixed(UInt32.self))) }
        default: throw mismatch("a list of floats")
        }
    }

    /// Adds a `repeated double`'s values, packed or not.
    public func append(to values: inout [Double]) throws(ProtobufError) {
        switch value {
        case .fixed64(let value): values.append(Double(bitPattern: value))
        case .bytes(let packed):
            var reader = ProtobufReader(window, packed, depth: depth)
            while !reader.isAtEnd { values.append(Double(bitPattern: try reader.fixed(UInt64.self))) }
        default: throw mismatch("a list of doubles")
        }
    }
}
