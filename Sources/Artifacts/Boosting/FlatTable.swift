/// A table of a FlatBuffer, read with every offset checked (FlatBuffers' internals, "Tables", "Vectors", "Strings").
struct FlatTable {
    private let bytes: ArraySlice<UInt8>
    private let start: Int
    private let virtualTable: Int
    private let fields: Int

    /// The root table of a buffer.
    init?(root bytes: ArraySlice<UInt8>) {
        guard let offset = Self.u32(bytes, bytes.startIndex) else { return nil }
        self.init(bytes, at: bytes.startIndex + offset)
    }

    private init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
        guard let raw = Self.u32(bytes, start) else { return nil }
        let virtualTable = start - Int(Int32(truncatingIfNeeded: raw))
        guard let size = Self.u16(bytes, virtualTable), size >= 4 else { return nil }
        self.bytes = bytes
        self.start = start
        self.virtualTable = virtualTable
        fields = (size - 4) / 2
    }

    func text(_ field: Int) -> String? {
        guard let place = target(field), let count = Self.u32(bytes, place) else { return nil }
        guard count <= bytes.endIndex - place - 4 else { return nil }
        return String(decoding: bytes[(place + 4)..<(place + 4 + count)], as: UTF8.self)
    }

    func table(_ field: Int) -> FlatTable? { target(field).flatMap { FlatTable(bytes, at: $0) } }

    /// The length of a vector; 0 where the field is not there.
    func count(_ field: Int) -> Int { target(field).flatMap { Self.u32(bytes, $0) } ?? 0 }

    /// A vector of tables; those that lie outside the buffer are left out.
    func tables(_ field: Int) -> [FlatTable] {
        guard let place = target(field), let count = Self.u32(bytes, place) else { return [] }
        guard count <= (bytes.endIndex - place - 4) / 4 else { return [] }
        return (0..<count).compactMap { index in
            let element = place + 4 + index * 4
            return Self.u32(bytes, element).flatMap { FlatTable(bytes, at: element + $0) }
        }
    }

    /// What a field's offset points to.
    private func target(_ field: Int) -> Int? {
        guard field < fields, let offset = Self.u16(bytes, virtualTable + 4 + field * 2), offset > 0 else { return nil }
        return Self.u32(bytes, start + offset).map { start + offset + $0 }
    }

    private static func u16(_ bytes: ArraySlice<UInt8>, _ place: Int) -> Int? {
        guard place >= bytes.startIndex, place <= bytes.endIndex - 2 else { return nil }
        return Int(bytes[place]) | Int(bytes[place + 1]) << 8
    }

    private static func u32(_ bytes: ArraySlice<UInt8>, _ place: Int) -> Int? {
        guard place >= bytes.startIndex, place <= bytes.endIndex - 4 else { return nil }
        return (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) }
    }
}
