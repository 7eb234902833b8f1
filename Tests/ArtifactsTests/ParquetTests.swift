import Files
import JSON
import Matrix
import Tensors
import Testing

@testable import Artifacts

@Suite("Parquet and safetensors inputs")
struct ParquetTests {
    private static let folder = ArtifactFixtures.path("parquets")
    private static let files = ((try? Directory.list(folder)) ?? []).filter { $0.hasSuffix(".parquet") }
    private static let expected = (try? JSONValue(parsing: ArtifactFixtures.bytes("parquets/expected.json"))) ?? .null

    private static func read(_ name: String) throws -> InputSet {
        try InputSet.load(.file("\(folder)/\(name)"), generatedRows: 1)
    }

    /// The tables whose content is written down, by what a file's name begins with.
    private static let tables = [
        "integers": "integers", "floats": "floats", "mixed": "mixed", "indexed": "indexed", "long": "long",
        "gzip": "mixed", "plain": "mixed", "pages2": "mixed", "pages2-plain": "mixed", "undictionaried": "mixed",
        "groups": "long",
    ]

    private static func table(_ file: String) -> String? {
        for engine in ["-pyarrow-", "-fastparquet-"] {
            if let range = file.firstRange(of: engine) { return tables[String(file[..<range.lowerBound])] }
        }
        return nil
    }

    @Test("The fixtures of every release are there")
    func present() {
        #expect(Self.files.count { $0.contains("pyarrow") } >= 30)
        #expect(Self.files.count { $0.contains("fastparquet") } >= 14)
    }

    @Test("Tables read as pandas wrote them", arguments: files.filter { table($0) != nil })
    func content(file: String) throws {
        let set = try Self.read(file).columns
        let table = try #require(Self.table(file))
        let columns = try #require(Self.expected[table]?.object)
        #expect(set.tensors.map(\.name) == columns.members.map(\.key))
        for (name, values) in columns.members {
            let tensor = try #require(set[name])
            let values = try #require(values.array)
            #expect(tensor.shape == [values.count])
            for (index, value) in values.enumerated() {
                #expect(
                    Self.equals(tensor, index, value), "\(name)[\(index)] is \(tensor.text(at: index)), not \(value)")
            }
        }
    }

    private static func equals(_ tensor: Tensor, _ index: Int, _ value: JSONValue) -> Bool {
        if tensor.dtype == .string { return value.string == tensor.strings[index] }
        switch value {
        case .string("nan"): return tensor.double(at: index).isNaN
        case .bool(let flag): return tensor.dtype == .bool && tensor.integer(at: index) == (flag ? 1 : 0)
        case .int(let number): return tensor.double(at: index) == Double(number)
        case .double(let number): return tensor.double(at: index) == number
        default: return false
        }
    }

    @Test(
        "Numbers of one type make a table of it, text and booleans a tensor for each column",
        arguments: files.filter { $0.contains("-21.") || $0.contains("-2023.10.") })
    func layout(file: String) throws {
        guard let name = Self.table(file) else { return }
        let set = try Self.read(file)
        switch name {
        case "floats": #expect(set.tensors.map(\.tensor.description) == ["float32[40, 2]"])
        case "indexed": #expect(set.tensors.map(\.tensor.description) == ["float64[40, 2]"])
        case "integers": #expect(set.tensors.map(\.tensor.description) == ["float64[40, 8]"])
        case "mixed":
            #expect(set.isColumns)
            #expect(set["flag"]?.dtype == .bool && set["category"]?.dtype == .string)
            #expect(set["count"]?.dtype == .float64 && set["float32"]?.dtype == .float32)
        default: #expect(set.isTable)
        }
    }

    @Test(
        "What no input can be says why and what to do",
        arguments: [
            ("time-pyarrow-21.parquet", "column 'when' holds dates or times"),
            ("time-fastparquet-2023.10.parquet", "column 'when' holds dates or times"),
            ("lists-pyarrow-21.parquet", "it has columns within columns; flatten the table first"),
            ("words-missing-pyarrow-8.parquet", "1 values are missing, for which text has no mark; fill them first"),
            ("zstd-pyarrow-21.parquet", "it is packed with Zstandard; write it with compression='snappy'"),
            ("empty-pyarrow-21.parquet", "the input has no rows; give at least one"),
        ])
    func refused(file: String, message: String) {
        let error = #expect(throws: InputError.self) { try Self.read(file) }
        #expect(error?.message.hasPrefix(message) == true, "\(String(describing: error))")
    }

    @Test("Damage anywhere is an error or other values, never a crash nor more than the limit", arguments: files)
    func damage(file: String) throws {
        let bytes = try File.read("\(Self.folder)/\(file)")
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<60 {
            var copy = bytes
            for _ in 0..<4 { copy[Int.random(in: copy.indices, using: &generator)] = .random(in: 0...255) }
            _ = try? ParquetInput.decode(copy, path: file, limit: 1 << 20)
            let cut = Array(copy.prefix(.random(in: 0...copy.count))) + copy.suffix(.random(in: 0...64))
            _ = try? ParquetInput.decode(cut, path: file, limit: 1 << 20)
        }
    }

    /// A table of one column with a row group for each count, which all have the same page of one number.
    private static func table(counts: [Int]) -> [UInt8] {
        func field(_ step: Int, _ number: Int) -> [UInt8] {
            var value = UInt64(bitPattern: Int64(number << 1 ^ number >> 63))
            var bytes = [UInt8(step << 4 | 6)]
            while value > 0x7F {
                bytes.append(UInt8(value & 0x7F) | 0x80)
                value >>= 7
            }
            return bytes + [UInt8(value)]
        }
        func list(_ elements: [[UInt8]]) -> [UInt8] { [UInt8(elements.count << 4 | 12)] + elements.flatMap(\.self) }
        let page =
            field(1, 0) + field(1, 4) + field(1, 4) + [0x2C] + field(1, 1) + field(1, 0) + [0, 0] + [7, 0, 0, 0]
        let groups = counts.map { count in
            [0x19, 0x1C, 0x3C] + field(4, 0) + field(1, count) + field(2, page.count) + field(2, 4) + [0, 0, 0]
        }
        let root = [0x48, 1, 0x72] + field(1, 1) + [0]
        let leaf = field(1, 1) + field(2, 0) + [0x18, 1, 0x61, 0]
        let footer = field(1, 1) + [0x19] + list([root, leaf]) + field(1, 2) + [0x19] + list(groups) + [0]
        let mark = Array("PAR1".utf8)
        return mark + page + footer + [UInt8(footer.count), 0, 0, 0] + mark
    }

    @Test("More rows than can be counted are refused")
    func countless() throws {
        let set = try ParquetInput.decode(Self.table(counts: [1, 1]), path: "x", limit: 1 << 20)
        #expect(set.tensors.first?.tensor.shape == [2, 1])
        let error = #expect(throws: InputError.self) {
            try ParquetInput.decode(Self.table(counts: [1, .max]), path: "x", limit: 1 << 20)
        }
        #expect(error.map { "\($0)".contains("more rows than can be counted") } == true)
    }

    @Test("A table that unpacks to more than the limit is refused")
    func limit() throws {
        let bytes = try File.read("\(Self.folder)/long-pyarrow-21.parquet")
        let error = #expect(throws: InputError.self) { try ParquetInput.decode(bytes, path: "x", limit: 20_000) }
        #expect(error?.message == "it unpacks to more than the limit; use fewer rows")
    }

    @Test("Snappy copies that overlap, and ones that reach before the beginning")
    func snappy() throws {
        // Literal "ab", then a copy of 6 bytes from 2 back.
        #expect(try Snappy.decompress([8, 0x04, 0x61, 0x62, 0x09, 0x02], limit: 8) == Array("abababab".utf8))
        #expect(throws: ParquetError.self) { try Snappy.decompress([8, 0x04, 0x61, 0x62, 0x09, 0x03], limit: 8) }
        #expect(throws: ParquetError.self) { try Snappy.decompress([8, 0x04, 0x61, 0x62, 0x09, 0x02], limit: 7) }
        #expect(throws: ParquetError.self) { try Snappy.decompress([9, 0x04, 0x61, 0x62, 0x09, 0x02], limit: 9) }
    }

    // MARK: safetensors

    @Test("A safetensors file gives its tensors by name, narrow floats in wider ones")
    func safetensors() throws {
        let set = try InputSet.load(.file(ArtifactFixtures.path("inputs/several.safetensors")), generatedRows: 1)
        let described = Dictionary(uniqueKeysWithValues: set.tensors.map { ($0.name, $0.tensor.description) })
        #expect(
            described == [
                "flag": "bool[3]", "small": "int8[3]", "count": "int64[3, 1]", "half": "float16[3]",
                "x": "float32[3, 4]", "wide": "float64[3]", "brain": "bfloat16[3]", "eight": "float32[3]",
                "five": "float32[3]",
            ])
        func values(_ name: String) -> [Double] { (0..<3).map { set[name]?.double(at: $0) ?? .nan } }
        #expect(values("brain") == [1.5, -2, .infinity])
        #expect(values("eight") == [1, -2, 448])
        #expect(values("five") == [1, -1.75, .infinity])
        #expect(values("wide") == [0.1, 0.2, 0.3])
    }

    @Test("A cut safetensors file is told as one")
    func cut() throws {
        let bytes = try File.read(ArtifactFixtures.path("inputs/several.safetensors"))
        let error = #expect(throws: InputError.self) {
            try SafetensorsInput.decode(Array(bytes.dropLast()), path: "several.safetensors")
        }
        #expect(error?.message.contains("truncated") == true)
    }
}
