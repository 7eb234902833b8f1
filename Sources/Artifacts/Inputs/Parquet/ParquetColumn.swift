import Compression

/// Reads one column's pages into its values (apache/parquet-format, README "Data Pages", Encodings.md).
struct ParquetColumnReader {
    /// Plain values one after the other: numbers as bytes, text as strings; and which rows have one.
    struct Values {
        var bytes: [UInt8] = []
        var strings: [String] = []
        /// For each row whether it has a value; empty where all have.
        var isPresent: [Bool] = []
        var rows = 0
    }

    private let file: [UInt8]
    private let column: ParquetSchema.Column
    /// The most bytes that pages may unpack to; what is left of them.
    private var budget: Int
    private var values = Values()
    private var dictionary: Values?

    init(_ file: [UInt8], _ column: ParquetSchema.Column, limit: Int) {
        self.file = file
        self.column = column
        budget = limit
    }

    /// All values of the column, and the bytes that they leave of the limit.
    mutating func read() throws(ParquetError) -> Values {
        for chunk in column.chunks {
            dictionary = nil
            let (last, isTooMany) = values.rows.addingReportingOverflow(chunk.count)
            guard !isTooMany else { throw ParquetError("it has more rows than can be counted; get the file again") }
            var position = chunk.start
            while values.rows < last {
                guard position < chunk.end else { throw ParquetError("its pages end too early; get the file again") }
                try page(&position, chunk, rowsLeft: last - values.rows)
            }
        }
        return values
    }

    private mutating func page(_ position: inout Int, _ chunk: ParquetSchema.Chunk, rowsLeft: Int) throws(ParquetError)
    {
        var reader = ThriftReader(file[position..<chunk.end])
        let header = try reader.structure()
        guard let kind = header[1]?.int, let unpacked = header[2]?.int, let packed = header[3]?.int, unpacked >= 0,
            packed >= 0, packed <= chunk.end - reader.position
        else { throw ParquetError("a page's header is damaged; get the file again") }
        let body = file[reader.position..<reader.position + packed]
        position = body.endIndex
        guard unpacked <= budget else { throw ParquetError("it unpacks to more than the limit; use fewer rows") }
        budget -= unpacked
        switch kind {
        case 0: try dataPage(header[5], unpack(body, chunk.codec, unpacked)[...], rowsLeft)
        case 2:
            guard let count = header[7]?[1]?.int, count >= 0 else { throw ParquetError("a dictionary has no length") }
            let body = try unpack(body, chunk.codec, unpacked)
            dictionary = try plain(body[...], count: count)
        case 3: try dataPageV2(header[8], body, chunk.codec, unpacked, rowsLeft)
        default: break
        }
    }

    private mutating func dataPage(_ header: ThriftValue?, _ body: ArraySlice<UInt8>, _ rowsLeft: Int)
        throws(ParquetError)
    {
        let (count, encoding) = try shape(header, encodingField: 2, rowsLeft)
        var body = body
        var levels: [Int]?
        if column.isOptional {
            guard body.count >= 4 else { throw ParquetError("a page is cut; get the file again") }
            let length = body.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            guard length <= body.count - 4 else { throw ParquetError("a page is cut; get the file again") }
            levels = try ParquetBits.read(body.dropFirst(4).prefix(length), width: 1, count: count)
            body = body.dropFirst(4 + length)
        }
        try add(body, count, encoding, levels)
    }

    private mutating func dataPageV2(
        _ header: ThriftValue?,
        _ body: ArraySlice<UInt8>,
        _ codec: Int,
        _ unpacked: Int,
        _ rowsLeft: Int,
    ) throws(ParquetError) {
        let (count, encoding) = try shape(header, encodingField: 4, rowsLeft)
        guard let definitions = header?[5]?.int, let repetitions = header?[6]?.int, definitions >= 0, repetitions >= 0,
            definitions <= body.count, repetitions <= body.count - definitions, definitions + repetitions <= unpacked
        else { throw ParquetError("a page's header is damaged; get the file again") }
        let levels =
            column.isOptional
            ? try ParquetBits.read(body.dropFirst(repetitions).prefix(definitions), width: 1, count: count) : nil
        let rest = body.dropFirst(repetitions + definitions)
        let isPacked = header?[7]?.bool ?? true
        let values = try unpack(rest, isPacked ? codec : 0, unpacked - repetitions - definitions)
        try add(values[...], count, encoding, levels)
    }

    private func shape(_ header: ThriftValue?, encodingField: Int, _ rowsLeft: Int) throws(ParquetError) -> (
        count: Int, encoding: Int
    ) {
        guard let count = header?[1]?.int, let encoding = header?[encodingField]?.int, count >= 0, count <= rowsLeft
        else { throw ParquetError("a page's header is damaged; get the file again") }
        // A few bytes may stand for any number of equal values.
        guard count <= budget else { throw ParquetError("it unpacks to more than the limit; use fewer rows") }
        return (count, encoding)
    }

    private mutating func add(_ body: ArraySlice<UInt8>, _ count: Int, _ encoding: Int, _ levels: [Int]?)
        throws(ParquetError)
    {
        let present = levels?.count { $0 == 1 } ?? count
        let added: Values
        switch encoding {
        case 0: added = try plain(body, count: present)
        case 2, 8: added = try looked(up: body, count: present)
        case 3 where column.type == .boolean:
            // A length of four bytes comes first, as with the levels.
            let bits = try ParquetBits.read(body.dropFirst(4), width: 1, count: present)
            added = Values(bytes: bits.map { UInt8(truncatingIfNeeded: $0) })
        default:
            let name = Self.encodings[encoding] ?? "number \(encoding)"
            throw ParquetError("its values are in the encoding \(name); write them without (column_encoding)")
        }
        values.bytes += added.bytes
        values.strings += added.strings
        if let levels, present < count || !values.isPresent.isEmpty {
            if values.isPresent.isEmpty { values.isPresent = Array(repeating: true, count: values.rows) }
            values.isPresent += levels.map { $0 == 1 }
        }
        values.rows += count
    }

    private static let encodings = [
        4: "BIT_PACKED", 5: "DELTA_BINARY_PACKED", 6: "DELTA_LENGTH_BYTE_ARRAY", 7: "DELTA_BYTE_ARRAY",
        9: "BYTE_STREAM_SPLIT",
    ]

    private func plain(_ body: ArraySlice<UInt8>, count: Int) throws(ParquetError) -> Values {
        let cut = ParquetError("a page is cut; get the file again")
        if column.type == .boolean { return Values(bytes: try ParquetBits.booleans(body, count: count)) }
        if let size = column.type.size {
            guard size > 0, count <= body.count / size else { throw cut }
            return Values(bytes: Array(body.prefix(count * size)))
        }
        var strings: [String] = []
        var rest = body
        guard count <= body.count / 4 else { throw cut }
        strings.reserveCapacity(count)
        for _ in 0..<count {
            guard rest.count >= 4 else { throw cut }
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            guard length <= rest.count - 4 else { throw cut }
            let text = rest.dropFirst(4).prefix(length)
            guard let string = String(validating: text, as: UTF8.self) else {
                throw ParquetError("it holds bytes that are no UTF-8 text; leave the column out")
            }
            strings.append(string)
            rest = rest.dropFirst(4 + length)
        }
        return Values(strings: strings)
    }

    private mutating func looked(up body: ArraySlice<UInt8>, count: Int) throws(ParquetError) -> Values {
        guard let dictionary else { throw ParquetError("its dictionary is missing; get the file again") }
        guard let width = body.first else {
            guard count == 0 else { throw ParquetError("a page is cut; get the file again") }
            return Values()
        }
        let indices = try ParquetBits.read(body.dropFirst(), width: Int(width), count: count)
        let size = column.type.size ?? 1
        let length = column.content == .text ? dictionary.strings.count : dictionary.bytes.count / size
        guard indices.allSatisfy({ $0 < length }) else {
            throw ParquetError("a page names entry \(indices.max() ?? 0) of a dictionary with \(length)")
        }
        if column.content == .text {
            // The same text many times over may be larger than the file by far.
            let total = indices.reduce(0) { $0 + dictionary.strings[$1].utf8.count }
            guard total <= budget else { throw ParquetError("it unpacks to more than the limit; use fewer rows") }
            budget -= total
            return Values(strings: indices.map { dictionary.strings[$0] })
        }
        guard indices.count * size <= budget else {
            throw ParquetError("it unpacks to more than the limit; use fewer rows")
        }
        budget -= indices.count * size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(indices.count * size)
        for index in indices { bytes += dictionary.bytes[index * size..<(index + 1) * size] }
        return Values(bytes: bytes)
    }

    /// Unpacks a page by its codec (`CompressionCodec` in parquet.thrift).
    private func unpack(_ body: ArraySlice<UInt8>, _ codec: Int, _ size: Int) throws(ParquetError) -> [UInt8] {
        let bytes: [UInt8]
        switch codec {
        case 0: bytes = Array(body)
        // An empty page may be no bytes at all.
        case _ where body.isEmpty: bytes = []
        case 1: bytes = try Snappy.decompress(body, limit: size)
        case 2:
            do throws(CompressionError) {
                bytes = try Decompressor.decompress(body, kind: .gzip, limit: size)
            } catch {
                throw ParquetError("a page cannot be unpacked: \(error)")
            }
        default:
            let name = [3: "LZO", 4: "Brotli", 5: "LZ4", 6: "Zstandard", 7: "LZ4"][codec] ?? "codec \(codec)"
            throw ParquetError("it is packed with \(name); write it with compression='snappy', 'gzip' or None")
        }
        guard bytes.count == size else {
            throw ParquetError("a page has not the size that it says; get the file again")
        }
        return bytes
    }
}
