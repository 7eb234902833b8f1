import JSON

/// Reads tables of a FlatBuffers file by field number ("FlatBuffers Internals", flatbuffers.dev); all offsets are checked.
struct FlatBuffer {
    private let fields: ByteWindow
    /// The most elements of a vector, and bytes of a text, that are read.
    private static let limit = 1 << 20
    /// The most tables, and bytes and numbers of vectors, that are read for each byte of the file, and in a small one:
    /// offsets may lead to the same place again and again.
    private static let stepRatio = 4
    private static let stepLimit = 32 << 20

    struct Fault: Error, CustomStringConvertible {
        let offset: Int
        var isEndless = false

        var description: String {
            isEndless
                ? "offsets lead to the same places too often (byte \(offset)); it is damaged, get it again"
                : "an offset at byte \(offset) leads out of the file; it is damaged, get it again"
        }
    }

    init(_ source: ByteSource) { fields = ByteWindow(source) }

    /// A table: its own position and that of the table of its fields.
    struct Table {
        fileprivate let position: Int
        fileprivate let fieldTable: Int
        fileprivate let fieldCount: Int
    }

    func root() throws(Fault) -> Table { try table(at: 0) }

    /// The table that the offset at a position leads to.
    private func table(at position: Int) throws(Fault) -> Table {
        try step(1, at: position)
        let start = try follow(position)
        guard fields.has(4, at: start) else { throw Fault(offset: start) }
        let fieldTable = start - Int(Int32(bitPattern: fields.u32(start)))
        guard fields.has(4, at: fieldTable) else { throw Fault(offset: start) }
        let size = Int(fields.u16(fieldTable))
        guard size >= 4, fields.has(size, at: fieldTable) else { throw Fault(offset: fieldTable) }
        return Table(position: start, fieldTable: fieldTable, fieldCount: (size - 4) / 2)
    }

    private func step(_ count: Int, at position: Int) throws(Fault) {
        fields.steps += count
        guard fields.steps <= max(Self.stepLimit, Self.stepRatio * fields.count) else {
            throw Fault(offset: position, isEndless: true)
        }
    }

    private func follow(_ position: Int) throws(Fault) -> Int {
        guard fields.has(4, at: position) else { throw Fault(offset: position) }
        let target = position + Int(fields.u32(position))
        guard target < fields.count else { throw Fault(offset: position) }
        return target
    }

    /// Where a field's value is; `nil` for its default.
    private func place(_ field: Int, of table: Table, size: Int) throws(Fault) -> Int? {
        guard field < table.fieldCount else { return nil }
        let offset = Int(fields.u16(table.fieldTable + 4 + 2 * field))
        guard offset != 0 else { return nil }
        guard fields.has(size, at: table.position + offset) else { throw Fault(offset: table.position) }
        return table.position + offset
    }

    /// Whether a table has a value for a field.
    func has(_ field: Int, of table: Table) throws(Fault) -> Bool { try place(field, of: table, size: 1) != nil }

    func byte(_ field: Int, of table: Table) throws(Fault) -> Int {
        try place(field, of: table, size: 1).map { Int(fields[$0]) } ?? 0
    }

    func int32(_ field: Int, of table: Table) throws(Fault) -> Int {
        try place(field, of: table, size: 4).map { Int(Int32(bitPattern: fields.u32($0))) } ?? 0
    }

    func table(_ field: Int, of table: Table) throws(Fault) -> Table? {
        guard let place = try place(field, of: table, size: 4) else { return nil }
        return try self.table(at: place)
    }

    func string(_ field: Int, of table: Table) throws(Fault) -> String {
        MarkRun.bounded(String(decoding: try bytes(field, of: table), as: UTF8.self))
    }

    func bytes(_ field: Int, of table: Table) throws(Fault) -> ArraySlice<UInt8> {
        guard let (start, count) = try vector(field, of: table, stride: 1) else { return [] }
        guard count <= Self.limit else { throw Fault(offset: start) }
        return fields.bytes(start..<(start + count))
    }

    func tables(_ field: Int, of table: Table) throws(Fault) -> [Table] {
        guard let (start, count) = try vector(field, of: table, stride: 4) else { return [] }
        guard count <= Self.limit else { throw Fault(offset: start) }
        var tables: [Table] = []
        for index in 0..<count { tables.append(try self.table(at: start + 4 * index)) }
        return tables
    }

    func int32s(_ field: Int, of table: Table) throws(Fault) -> [Int] {
        guard let (start, count) = try vector(field, of: table, stride: 4) else { return [] }
        guard count <= Self.limit else { throw Fault(offset: start) }
        return (0..<count).map { Int(Int32(bitPattern: fields.u32(start + 4 * $0))) }
    }

    /// The length of a vector; 0 where the field is not there.
    func count(_ field: Int, of table: Table) throws(Fault) -> Int {
        guard let place = try place(field, of: table, size: 4) else { return 0 }
        let start = try follow(place)
        guard fields.has(4, at: start) else { throw Fault(offset: start) }
        return Int(fields.u32(start))
    }

    private func vector(_ field: Int, of table: Table, stride: Int) throws(Fault) -> (start: Int, count: Int)? {
        guard let place = try place(field, of: table, size: 4) else { return nil }
        let start = try follow(place)
        guard fields.has(4, at: start) else { throw Fault(offset: start) }
        let count = Int(fields.u32(start))
        guard fields.has(count * stride, at: start + 4) else { throw Fault(offset: start) }
        try step(count, at: start)
        return (start + 4, count)
    }
}
