import JSON
import Tensors

/// A Parquet file's columns and where their pages lie (apache/parquet-format, parquet.thrift).
struct ParquetSchema {
    struct Column {
        let name: String
        let type: PhysicalType
        let content: Content
        let isOptional: Bool
        /// One for each row group, in order.
        var chunks: [Chunk] = []
    }

    /// Where a row group's pages of a column lie, and how they are packed.
    struct Chunk {
        let start: Int
        let end: Int
        let codec: Int
        let count: Int
    }

    /// `Type` in parquet.thrift; a fixed array of bytes has their number.
    enum PhysicalType: Hashable {
        case boolean, int32, int64, float, double, byteArray
        case fixed(Int)

        /// Bytes of a plain value; `nil` where that is not fixed.
        var size: Int? {
            switch self {
            case .boolean, .byteArray: nil
            case .int32, .float: 4
            case .int64, .double: 8
            case .fixed(let size): size
            }
        }
    }

    /// What the values stand for.
    enum Content: Hashable {
        case number(DType)
        case text
    }

    let rows: Int
    var columns: [Column]

    /// Reads the footer, which ends the file.
    init(_ bytes: [UInt8]) throws(ParquetError) {
        guard bytes.count >= 12, bytes.starts(with: Array("PAR1".utf8)) else {
            throw ParquetError("it does not begin as a Parquet file does; write it with DataFrame.to_parquet")
        }
        let tail = bytes.suffix(8)
        if tail.suffix(4).elementsEqual("PARE".utf8) { throw ParquetError("its footer is encrypted; write it without") }
        guard tail.suffix(4).elementsEqual("PAR1".utf8) else {
            throw ParquetError("its end is missing; the file is truncated, get it again")
        }
        let length = tail.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - 12 else {
            throw ParquetError("its footer of \(length) bytes is cut; the file is truncated, get it again")
        }
        var reader = ThriftReader(bytes[(bytes.count - 8 - length)..<(bytes.count - 8)])
        let footer = try reader.structure()
        guard let rows = footer[3]?.int, rows >= 0, let elements = footer[2]?.list, let root = elements.first else {
            throw ParquetError("its footer lacks the schema or the number of rows")
        }
        self.rows = rows
        guard root[5]?.int == elements.count - 1 else {
            throw ParquetError("it has columns within columns; flatten the table first")
        }
        columns = []
        for element in elements.dropFirst() { columns.append(try Self.column(element)) }
        guard Set(columns.map(\.name)).count == columns.count else { throw ParquetError("two columns have one name") }
        for group in footer[4]?.list ?? [] { try add(group, fileEnd: bytes.count - 8 - length) }
        let indices = Self.pandasIndices(footer)
        columns.removeAll { indices.contains($0.name) }
        guard !columns.isEmpty else { throw ParquetError("it has no columns") }
    }

    private mutating func add(_ group: ThriftValue, fileEnd: Int) throws(ParquetError) {
        guard let chunks = group[1]?.list, chunks.count == columns.count else {
            throw ParquetError("a row group lacks columns of the schema")
        }
        for (index, chunk) in chunks.enumerated() {
            let name = columns[index].name
            guard chunk[1] == nil else { throw ParquetError("column '\(name)' lies in another file; write one file") }
            guard let data = chunk[3], let codec = data[4]?.int, let count = data[5]?.int, let size = data[7]?.int,
                let first = data[9]?.int, count >= 0, size >= 0
            else { throw ParquetError("column '\(name)' is encrypted, or its metadata is damaged") }
            // Of no values there may be no page.
            if count == 0 { continue }
            let dictionary = data[11]?.int ?? 0
            let start = dictionary > 0 && dictionary < first ? dictionary : first
            guard start >= 4, start <= fileEnd, size <= fileEnd - start else {
                throw ParquetError("column '\(name)' reaches beyond the file's end; it is truncated, get it again")
            }
            columns[index].chunks.append(Chunk(start: start, end: start + size, codec: codec, count: count))
        }
    }

    private static func column(_ element: ThriftValue) throws(ParquetError) -> Column {
        guard let name = element[4]?.text else { throw ParquetError("a column has no name") }
        guard (element[5]?.int ?? 0) == 0, let code = element[1]?.int else {
            throw ParquetError("column '\(name)' holds lists or structures; flatten the table first")
        }
        guard let repetition = element[3]?.int, repetition < 2 else {
            throw ParquetError("column '\(name)' holds lists; flatten the table first")
        }
        let type: PhysicalType
        switch code {
        case 0: type = .boolean
        case 1: type = .int32
        case 2: type = .int64
        case 4: type = .float
        case 5: type = .double
        case 6: type = .byteArray
        case 7: type = .fixed(max(0, element[2]?.int ?? 0))
        case 3: throw ParquetError("column '\(name)' holds times; \(advice)")
        default: throw ParquetError("column '\(name)' has the type \(code), which Parquet does not have")
        }
        guard let content = try content(type, element, name) else {
            throw ParquetError("column '\(name)' holds values that are neither numbers nor text; \(advice)")
        }
        if case .number(let dtype) = content, let size = type.size, dtype.size > size {
            throw ParquetError(
                "column '\(name)' is said to hold \(dtype), and stores \(size) bytes for each; get the file again")
        }
        return Column(name: name, type: type, content: content, isOptional: repetition == 1)
    }

    private static let advice = "turn them into what the model takes, or leave the column out"

    /// From the logical type (field 10, a union) or the converted type (field 6) that came before it.
    private static func content(_ type: PhysicalType, _ element: ThriftValue, _ name: String) throws(ParquetError)
        -> Content?
    {
        let converted = element[6]?.int
        let logical = element[10]
        if logical?[6] != nil || logical?[7] != nil || logical?[8] != nil || converted.map((6...10).contains) == true {
            throw ParquetError("column '\(name)' holds dates or times; \(advice)")
        }
        if logical?[5] != nil || converted == 5 { throw ParquetError("column '\(name)' holds decimals; \(advice)") }
        switch type {
        case .boolean: return .number(.bool)
        case .float: return .number(.float32)
        case .double: return .number(.float64)
        case .int32, .int64:
            let integers: [Int: DType] = [
                11: .uint8, 12: .uint16, 13: .uint32, 14: .uint64, 15: .int8, 16: .int16, 17: .int32, 18: .int64,
            ]
            if let dtype = converted.flatMap({ integers[$0] }) { return .number(dtype) }
            if let integer = logical?[10], let bits = integer[1]?.int {
                return DType(rawValue: "\(integer[2]?.bool == false ? "uint" : "int")\(bits)").map(Content.number)
            }
            return .number(type == .int32 ? .int32 : .int64)
        // Text is marked so by most writers; what is not must be UTF-8 all the same.
        case .byteArray: return [nil, 0, 4, 19].contains(converted) && logical?[13] == nil ? .text : nil
        case .fixed(let size): return logical?[15] != nil && size == 2 ? .number(.float16) : nil
        }
    }

    /// The columns that pandas made of an index, by its own note of them.
    private static func pandasIndices(_ footer: ThriftValue) -> Set<String> {
        for pair in footer[5]?.list ?? [] where pair[1]?.text == "pandas" {
            guard let text = pair[2]?.text, let note = try? JSONValue(parsing: Array(text.utf8)) else { return [] }
            return Set((note["index_columns"]?.array ?? []).compactMap(\.string))
        }
        return []
    }
}
