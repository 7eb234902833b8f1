/// Parquet's hybrid of run lengths and bit packing (apache/parquet-format, Encodings.md, "RLE/Bit-Packing Hybrid").
struct ParquetBits {
    /// `count` numbers of `width` bits; bytes behind them are left alone.
    static func read(_ bytes: ArraySlice<UInt8>, width: Int, count: Int) throws(ParquetError) -> [Int] {
        guard width <= 32 else { throw ParquetError("a page packs numbers of \(width) bits") }
        if width == 0 { return Array(repeating: 0, count: count) }
        var values: [Int] = []
        values.reserveCapacity(count)
        var rest = bytes
        while values.count < count {
            let head = try varint(&rest)
            if head & 1 == 0 {
                let value = try take((width + 7) / 8, &rest).reversed().reduce(0) { $0 << 8 | Int($1) }
                values += repeatElement(value, count: min(head >> 1, count - values.count))
                if head == 0 { throw damaged }
            } else {
                // Groups of eight, the lowest bit first; the last one may be cut where its numbers are not wanted.
                let groups = head >> 1
                guard groups > 0, groups <= bytes.count else { throw damaged }
                let packed = rest.prefix(groups * width)
                rest = rest.dropFirst(packed.count)
                let wanted = min(groups * 8, count - values.count)
                guard packed.count * 8 >= wanted * width else { throw damaged }
                unpack(packed, width: width, count: wanted, into: &values)
            }
        }
        return values
    }

    /// The bits of `count` booleans, the lowest first.
    static func booleans(_ bytes: ArraySlice<UInt8>, count: Int) throws(ParquetError) -> [UInt8] {
        guard bytes.count * 8 >= count else { throw damaged }
        return (0..<count).map { bytes[bytes.startIndex + $0 / 8] >> UInt8($0 % 8) & 1 }
    }

    private static func unpack(_ packed: ArraySlice<UInt8>, width: Int, count: Int, into values: inout [Int]) {
        var buffer: UInt64 = 0
        var bits = 0
        var next = packed.startIndex
        let mask = UInt64(1) << UInt64(width) - 1
        for _ in 0..<count {
            while bits < width {
                buffer |= UInt64(packed[next]) << UInt64(bits)
                next += 1
                bits += 8
            }
            values.append(Int(buffer & mask))
            buffer >>= UInt64(width)
            bits -= width
        }
    }

    private static let damaged = ParquetError("a page's packed numbers are damaged; get the file again")

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws(ParquetError) -> Int {
        guard let value = rest.popVarint() else { throw damaged }
        return value
    }

    private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws(ParquetError) -> ArraySlice<UInt8> {
        guard let taken = rest.popFirst(count) else { throw damaged }
        return taken
    }
}

extension ArraySlice<UInt8> {
    /// Takes an unsigned LEB128 number of at most five bytes off the front; `nil` where there is none.
    mutating func popVarint() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard let byte = popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// Takes bytes off the front; `nil` where there are fewer.
    mutating func popFirst(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= self.count else { return nil }
        defer { self = dropFirst(count) }
        return prefix(count)
    }
}
