import JSON

/// Universal Binary JSON (draft 12) as XGBoost writes it: read into JSON values, arrays of bare numbers left out as null.
struct UBJSONReader {
    private let window: ByteWindow
    private var position: Int
    private static let maximumDepth = 64
    /// The most values that are kept, which take far more memory than the bytes that they are read from.
    private static let valueLimit = 1 << 20
    private var kept = 0

    /// A content that is no UBJSON, with the byte of the first fault.
    struct Fault: Error {
        let message: String
        let offset: Int
    }

    init(_ source: ByteSource) {
        window = ByteWindow(source)
        position = 0
    }

    mutating func value() throws(Fault) -> JSONValue { try value(try byte(), depth: 0) }

    /// The object at the start; members that are skipped, as all trees are, are null.
    mutating func object(choosing choose: ([String]) -> JSONSkimmer.Choice) throws(Fault) -> JSONValue {
        guard try byte() == UInt8(ascii: "{") else { throw fault("an object should be") }
        return try object([], choose)
    }

    private mutating func object(_ path: [String], _ choose: ([String]) -> JSONSkimmer.Choice) throws(Fault)
        -> JSONValue
    {
        var object = JSONObject()
        while true {
            let marker = try byte()
            if marker == UInt8(ascii: "}") { return .object(object) }
            try keep()
            let inner = path + [try text(marker)]
            let key = inner[path.count]
            switch choose(inner) {
            case .descend:
                guard try byte() == UInt8(ascii: "{") else { throw fault("an object should be") }
                object.append(key, try self.object(inner, choose))
            case .keep: object.append(key, try value(try byte(), depth: inner.count))
            case .skip:
                try skip(try byte(), depth: inner.count)
                object.append(key, .null)
            }
        }
    }

    private mutating func keep() throws(Fault) {
        kept += 1
        guard kept <= Self.valueLimit else { throw fault("more than \(Self.valueLimit) values") }
    }

    /// Passes over a value.
    private mutating func skip(_ marker: UInt8, depth: Int) throws(Fault) {
        guard depth <= Self.maximumDepth else { throw fault("more than \(Self.maximumDepth) levels of nesting") }
        switch marker {
        case UInt8(ascii: "{"):
            while true {
                let marker = try byte()
                if marker == UInt8(ascii: "}") { return }
                _ = try advance(try integer(marker))
                try skip(try byte(), depth: depth + 1)
            }
        case UInt8(ascii: "["): try skipArray(depth: depth)
        case UInt8(ascii: "S"): _ = try advance(try integer(try byte()))
        case UInt8(ascii: "Z"), UInt8(ascii: "T"), UInt8(ascii: "F"): break
        default: _ = try advance(try Self.size(marker, fault("an unknown marker")))
        }
    }

    private mutating func skipArray(depth: Int) throws(Fault) {
        var marker = try byte()
        if marker == UInt8(ascii: "$") { return try skipNumbers() }
        if marker == UInt8(ascii: "#") {
            for _ in 0..<(try count()) { try skip(try byte(), depth: depth + 1) }
            return
        }
        while marker != UInt8(ascii: "]") {
            try skip(marker, depth: depth + 1)
            marker = try byte()
        }
    }

    /// Passes over the rest of a typed array, of which the first marker is read.
    private mutating func skipNumbers() throws(Fault) {
        let size = try Self.size(try byte(), fault("an array of an unknown type"))
        guard try byte() == UInt8(ascii: "#") else { throw fault("a typed array without a count") }
        let count = try integer(try byte())
        guard count >= 0, count <= (window.count - position) / size else { throw fault("the file ends early") }
        position += count * size
    }

    /// A number of elements, each of which takes a byte at least.
    private mutating func count() throws(Fault) -> Int {
        let count = try integer(try byte())
        guard count >= 0, count <= window.count - position else { throw fault("the file ends early") }
        return count
    }

    /// The bytes of a length, which are passed over.
    private mutating func advance(_ count: Int) throws(Fault) -> Range<Int> {
        guard count >= 0, count <= window.count - position else { throw fault("the file ends early") }
        defer { position += count }
        return position..<position + count
    }

    private mutating func value(_ marker: UInt8, depth: Int) throws(Fault) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw fault("more than \(Self.maximumDepth) levels of nesting") }
        try keep()
        switch marker {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "S"): return .string(try text())
        case UInt8(ascii: "Z"): return .null
        case UInt8(ascii: "T"): return .bool(true)
        case UInt8(ascii: "F"): return .bool(false)
        case UInt8(ascii: "d"): return .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try word(4)))))
        case UInt8(ascii: "D"): return .double(Double(bitPattern: try word(8)))
        default: return .int(Int64(try integer(marker)))
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONValue {
        var object = JSONObject()
        while true {
            let marker = try byte()
            if marker == UInt8(ascii: "}") { return .object(object) }
            let key = try text(marker)
            object.append(key, try value(try byte(), depth: depth + 1))
        }
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONValue {
        var marker = try byte()
        if marker == UInt8(ascii: "$") {
            try skipNumbers()
            return .null
        }
        var elements: [JSONValue] = []
        if marker == UInt8(ascii: "#") {
            for _ in 0..<(try count()) { elements.append(try value(try byte(), depth: depth + 1)) }
            return .array(elements)
        }
        while marker != UInt8(ascii: "]") {
            elements.append(try value(marker, depth: depth + 1))
            marker = try byte()
        }
        return .array(elements)
    }

    private static func size(_ marker: UInt8, _ fault: Fault) throws(Fault) -> Int {
        switch marker {
        case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: throw fault
        }
    }

    private mutating func text() throws(Fault) -> String { try text(try byte()) }

    /// A length with its marker, then so many bytes of UTF-8.
    private mutating func text(_ marker: UInt8) throws(Fault) -> String {
        let range = try advance(try integer(marker))
        return MarkRun.bounded(String(decoding: window.bytes(range), as: UTF8.self))
    }

    private mutating func integer(_ marker: UInt8) throws(Fault) -> Int {
        switch marker {
        case UInt8(ascii: "i"): return Int(Int8(truncatingIfNeeded: try word(1)))
        case UInt8(ascii: "U"): return Int(try word(1))
        case UInt8(ascii: "I"): return Int(Int16(truncatingIfNeeded: try word(2)))
        case UInt8(ascii: "l"): return Int(Int32(truncatingIfNeeded: try word(4)))
        case UInt8(ascii: "L"): return Int(Int64(bitPattern: try word(8)))
        default: throw fault("an unknown marker")
        }
    }

    /// Big-endian bytes as one number.
    private mutating func word(_ count: Int) throws(Fault) -> UInt64 {
        window.bytes(try advance(count)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func byte() throws(Fault) -> UInt8 {
        guard position < window.count else { throw fault("the file ends early") }
        defer { position += 1 }
        return window[position]
    }

    private func fault(_ message: String) -> Fault {
        Fault(message: message, offset: position)
    }
}
