import JSON

/// The header of a safetensors file (huggingface/safetensors, README "Format"; limits of its `tensor.rs`).
public struct SafetensorsHeader: Sendable, Hashable {
    /// A tensor's type, shape and place among the data.
    public struct Entry: Sendable, Hashable {
        public let name: String
        /// As the format names it: `F32`, `BF16`, `I64`.
        public let dtype: String
        public let shape: [Int]
        /// Bytes of the file.
        public let range: Range<Int>
    }

    /// The longest header that any reader takes.
    static let lengthLimit = 100_000_000

    /// The tensors in the order of their data.
    public var entries: [Entry] = []
    /// `__metadata__`: text by key, such as `format: pt`.
    public var metadata: [String: String] = [:]

    /// Bits per element.
    private static let bits: [String: Int] = [
        "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "U16": 16, "I16": 16, "F16": 16,
        "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64, "C64": 64, "F4": 4,
        "F6_E2M3": 6, "F6_E3M2": 6,
    ]

    /// The header's length in bytes; `nil` where the file is too short or the length beyond any limit.
    static func length(_ bytes: some Collection<UInt8>) -> Int? {
        let first = bytes.prefix(8)
        guard first.count == 8 else { return nil }
        let length = first.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return length <= UInt64(lengthLimit) ? Int(length) : nil
    }

    init(_ bytes: [UInt8]) throws(SafetensorsError) { try self.init(ByteSource(bytes)) }

    init(_ source: ByteSource) throws(SafetensorsError) {
        guard let length = Self.length(source.prefix(8)) else {
            throw SafetensorsError(
                "the header's length is over \(Self.lengthLimit) bytes; the file is damaged, get it again")
        }
        guard source.count - 8 >= length else {
            throw SafetensorsError("the header of \(length) bytes is cut; the file is truncated, get it again")
        }
        let start = 8 + length
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: Array(source.bytes(8..<start)))
        } catch {
            throw SafetensorsError("the header is no JSON: \(error)")
        }
        guard let object = json.object else { throw SafetensorsError("the header is \(json.kind), not an object") }
        for (name, value) in object.members {
            if name == "__metadata__" {
                metadata = try Self.metadata(value)
            } else {
                entries.append(try Self.entry(name, value, dataStart: start, fileEnd: source.count))
            }
        }
        entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var end = start
        for entry in entries {
            guard entry.range.lowerBound >= end else {
                throw SafetensorsError("the tensor '\(entry.name)' overlaps the one before it")
            }
            guard entry.range.lowerBound == end else {
                throw SafetensorsError(
                    "\(entry.range.lowerBound - end) bytes before the tensor '\(entry.name)' belong to none")
            }
            end = entry.range.upperBound
        }
        guard end == source.count else {
            throw SafetensorsError("\(source.count - end) bytes at the end belong to no tensor")
        }
    }

    private static func metadata(_ value: JSONValue) throws(SafetensorsError) -> [String: String] {
        var metadata: [String: String] = [:]
        guard let object = value.object else { throw SafetensorsError("__metadata__ is \(value.kind), not an object") }
        for (key, value) in object.members {
            guard let text = value.string else {
                throw SafetensorsError("__metadata__ has \(value.kind) under '\(key)', where only text may be")
            }
            metadata[key] = text
        }
        return metadata
    }

    private static func entry(_ name: String, _ value: JSONValue, dataStart: Int, fileEnd: Int)
        throws(SafetensorsError) -> Entry
    {
        func failure(_ what: String) -> SafetensorsError { SafetensorsError("the tensor '\(name)' \(what)") }
        guard let dtype = value["dtype"]?.string else { throw failure("has no dtype") }
        guard let bits = Self.bits[dtype] else {
            throw failure("has the dtype '\(dtype)', which is not known; use a newer Smokehouse or another dtype")
        }
        guard let shape = integers(value["shape"]) else { throw failure("has no shape of whole numbers") }
        guard let offsets = integers(value["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1] else {
            throw failure("has no data_offsets [begin, end]")
        }
        guard offsets[1] <= fileEnd - dataStart else {
            throw failure(
                "reaches to byte \(offsets[1]) of \(fileEnd - dataStart); the file is truncated, get it again")
        }
        var total = bits
        for length in shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: length)
            guard !overflow else { throw failure("is larger than any file") }
            total = product
        }
        guard total == (offsets[1] - offsets[0]) * 8 else {
            throw failure(
                "has \(offsets[1] - offsets[0]) bytes, but \(dtype) \(shape) takes \((total + 7) / 8)")
        }
        return Entry(name: name, dtype: dtype, shape: shape, range: dataStart + offsets[0]..<dataStart + offsets[1])
    }

    /// Whole numbers from 0 on.
    private static func integers(_ value: JSONValue?) -> [Int]? {
        guard let array = value?.array else { return nil }
        let numbers = array.compactMap { if case .int(let number) = $0, number >= 0 { Int(number) } else { nil } }
        return numbers.count == array.count ? numbers : nil
    }
}

/// What is wrong with a safetensors file.
struct SafetensorsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
