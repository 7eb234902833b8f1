/// Unpacks Snappy's raw format (google/snappy, format_description.txt).
enum Snappy {
    static func decompress(_ bytes: ArraySlice<UInt8>, limit: Int) throws(ParquetError) -> [UInt8] {
        var input = Input(bytes)
        let length = try input.length()
        guard length <= limit else { throw ParquetError("a page unpacks to more bytes than it says") }
        var output: [UInt8] = []
        output.reserveCapacity(length)
        while let tag = input.next() {
            switch tag & 3 {
            case 0:
                var count = Int(tag >> 2)
                if count >= 60 { count = try input.number(count - 59) }
                output += try input.take(count + 1)
            case 1:
                let offset = Int(tag >> 5) << 8 | (try input.number(1))
                try copy(Int(tag >> 2 & 7) + 4, from: offset, &output)
            case 2: try copy(Int(tag >> 2) + 1, from: try input.number(2), &output)
            default: try copy(Int(tag >> 2) + 1, from: try input.number(4), &output)
            }
            guard output.count <= length else { throw damaged }
        }
        guard output.count == length else { throw damaged }
        return output
    }

    private static let damaged = ParquetError("a page's Snappy data is damaged; get the file again")

    /// Copies what was written `offset` bytes ago; what is copied may overlap what it is copied to.
    private static func copy(_ count: Int, from offset: Int, _ output: inout [UInt8]) throws(ParquetError) {
        guard offset > 0, offset <= output.count else { throw damaged }
        for _ in 0..<count { output.append(output[output.count - offset]) }
    }

    private struct Input {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        mutating func next() -> UInt8? { rest.popFirst() }

        mutating func length() throws(ParquetError) -> Int {
            guard let value = rest.popVarint() else { throw damaged }
            return value
        }

        mutating func number(_ bytes: Int) throws(ParquetError) -> Int {
            try take(bytes).reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func take(_ count: Int) throws(ParquetError) -> ArraySlice<UInt8> {
            guard let taken = rest.popFirst(count) else { throw damaged }
            return taken
        }
    }
}
