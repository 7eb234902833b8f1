import Files
import Foundation
import JSON
import Matrix
import Tensors
import Testing

@testable import Artifacts

private func fixturePath(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/\(path)").path
}

private func load(_ path: String) throws(InputError) -> InputSet {
    try InputSet.load(.file(fixturePath(path)), generatedRows: 10)
}

private func temporary(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "inputs-")
    defer { try? Directory.removeTree(folder) }
    let path = Path.join(folder, name)
    try File.write(bytes, to: path)
    try body(path)
}

@Suite("Inputs")
struct InputsTests {
    static let rows = Tensor((0..<12).map { Double($0) / 4 }, shape: [4, 3])

    @Test(
        "The same rows come from every kind of file",
        arguments: [
            ("rows.npy", ""), ("rows.npz", "X"), ("rows.json", ""), ("rows.csv", ""), ("windows.csv", ""),
            ("no-header.csv", ""),
        ])
    func kinds(_ file: String, _ name: String) throws {
        let set = try load("inputs/\(file)")
        #expect(set.tensors == [NamedTensor(name: name, tensor: Self.rows)])
        #expect(set.columnNames == (["rows.csv", "windows.csv"].contains(file) ? ["a", "b", "c"] : []))
        #expect(set.rowCount == 4)
        #expect(!set.isStacked)
    }

    @Test("An archive keeps names and dtypes, packed or not, of any size of header")
    func archives() throws {
        let several = try load("inputs/several.npz")
        #expect(several.tensors.map(\.name) == ["a", "b", "text"])
        #expect(several.tensors.map(\.tensor.description) == ["float32[4, 3]", "int64[4]", "string[4]"])
        #expect(several["text"]?.strings.last == "ü")
        let compressed = try load("inputs/compressed.npz")
        #expect(compressed["X"]?.shape == [200, 3])
        #expect(compressed["X"]?.rows(196..<200) == Self.rows)
        let base = Tensor(Array(0..<24 as Range<Int64>), shape: [2, 3, 4])
        #expect(try load("tensors/zip64.npz")["X"] == base)
        #expect(try load("tensors/unnamed.npz").tensors == [NamedTensor(name: "", tensor: base)])
    }

    @Test(
        "JSON values become the narrowest dtype that holds them",
        arguments: [
            (#"[[1, 2], [3, 4]]"#, "int64[2, 2]"), (#"[[1, 2.5], [3, 4]]"#, "float64[2, 2]"),
            (#"[true, false]"#, "bool[2]"),
            (#"["a", "b"]"#, "string[2]"), (#"[1, null]"#, "float64[2]"), (#"[[[1]], [[2]]]"#, "int64[2, 1, 1]"),
            (#"3"#, "int64[]"), (#"[9223372036854775807]"#, "int64[1]"),
        ])
    func json(_ text: String, _ signature: String) throws {
        let set = try InputSet.load(.inline(try JSONValue(parsing: text)), generatedRows: 10)
        #expect(set.tensors.map(\.tensor.description) == [signature])
    }

    @Test("JSON objects and records name inputs and columns")
    func names() throws {
        let named = try load("inputs/named.json")
        #expect(named["a"] == Self.rows)
        #expect(named["b"] == Tensor([Int64(1), 2, 3, 4]))
        #expect(!named.isColumns)
        let records = try load("inputs/records.json")
        #expect(records.isColumns)
        #expect(records["age"] == Tensor([Int64(20), 30]))
        #expect(records["city"]?.strings == ["Ulm", "Köln"])
        #expect(try load("frames/mixed.inputs.json").isColumns)
    }

    @Test("CSV columns are quoted, mixed, with gaps, in the file's order")
    func csv() throws {
        let quoted = try load("inputs/quoted.csv")
        #expect(quoted.isColumns)
        #expect(quoted["name"]?.strings == ["Ulm, Donau", "two\nlines"])
        #expect(quoted[#"a "b""#] == Tensor([Int64(1), 2]))
        let gaps = try load("inputs/gaps.csv")
        #expect(gaps.columnNames == ["a", "b"])
        let table = try #require(gaps[""])
        #expect(table.text(at: 0) == "1.0")
        #expect([1, 2].allSatisfy { table.double(at: $0).isNaN })
        let mixed = try load("frames/mixed.inputs.csv")
        #expect(mixed.tensors.map(\.name) == ["age", "income", "city"])
        #expect(mixed.tensors.map(\.tensor.dtype) == [.int64, .float64, .string])
        let numbers = try load("frames/numbers-reordered.inputs.csv")
        #expect(numbers.columnNames == ["income", "age"])
        #expect(numbers.columns["age"]?.shape == [10])
        #expect(numbers.columns["age"]?.double(at: 1) == 45)
        #expect(numbers.renamed(["age": "years"]).columnNames == ["income", "years"])
    }

    @Test(
        "A bad file is an error that names the file, the place and what to do",
        arguments: [
            ("objects.npy", "byte 10: an array of Python objects"), ("truncated.npy", "the file is cut; get it again"),
            ("empty.npy", "the file is empty; get it again"), ("structured.npy", "dtype 'structured' is not supported"),
            ("truncated.npz", "get it again"), ("damaged.npz", "member 'X.npy', byte"),
            ("ragged.json", "[1]: 1 values where the first row has 2; make all rows alike"),
            ("mixed.json", "[0][1]: a string among numbers"),
            ("empty.json", "the list is empty; give at least one row"),
            ("broken.json", "line 1, column"), ("ragged.csv", "line 3: 1 fields where line 1 has 2"),
            ("header-only.csv", "there is no row below the column names"), ("nothing.npy", "No such file or directory"),
        ])
    func bad(_ file: String, _ message: String) throws {
        let path = fixturePath("inputs/\(file)")
        let error = try #require(throws: InputError.self) {
            try InputSet.load(.file(path), generatedRows: 10)
        }
        #expect(error.description.contains(path))
        #expect(error.description.contains(message), "\(error)")
    }

    @Test(
        "CSV that breaks RFC 4180 is an error with its line",
        arguments: [
            ("a,b\n\"1,2\n", "line 2: a quoted field is not closed"),
            ("a,b\n\"1\"x,2\n", "line 2: text after a closing quote"),
            ("a,a\n1,2\n", "line 1: column 'a' is there twice"), (",a\n0,2\n", "line 1: column 1 has no name"),
            ("", "the file is empty"), ("1,2\n3,x\n", "text among numbers"),
            ("a,b\r\n1,2\r\n\r\n3\r\n", "line 4: 1 fields"),
        ])
    func badCSV(_ text: String, _ message: String) throws {
        try temporary("x.csv", Array(text.utf8)) { path in
            let error = try #require(throws: InputError.self) { try InputSet.load(.file(path), generatedRows: 1) }
            #expect(error.description.contains(message), "\(error)")
        }
    }

    @Test("An archive cut at any byte is an error, never a trap", arguments: ["rows.npz", "compressed.npz"])
    func cut(_ file: String) throws {
        let bytes = try File.read(fixturePath("inputs/\(file)"))
        for length in bytes.indices {
            #expect(throws: ZipError.self) { try ZipArchive(Array(bytes[..<length])) }
        }
    }

    @Test("An archive with any byte changed is the same arrays or an error, never a trap")
    func changed() throws {
        let bytes = try File.read(fixturePath("inputs/compressed.npz"))
        let original = try load("inputs/compressed.npz")
        for index in bytes.indices {
            for mask in [0xFF, 0x01, 0x80] as [UInt8] {
                var copy = bytes
                copy[index] ^= mask
                do throws(InputError) {
                    let arrays = try InputFile.arrays(copy, path: "x.npz", limit: 1 << 24)
                    #expect(arrays == nil || arrays?.map(\.tensor) == original.tensors.map(\.tensor))
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test("Files and members beyond the limit are refused before they are unpacked")
    func limits() throws {
        let path = fixturePath("inputs/compressed.npz")
        let error = try #require(throws: InputError.self) {
            try InputSet.load(.file(path), generatedRows: 1, limit: 1000)
        }
        #expect(error.description.contains("unpacks to 4928 bytes, more than the limit of 1000"), "\(error)")
        #expect(throws: InputError.self) { try InputSet.load(.file(path), generatedRows: 1, limit: 50) }
    }

    @Test("Generated numbers are SplitMix64's and never change")
    func generated() throws {
        // The reference outputs of splitmix64.c for the seed 1234567.
        var generator = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in generator.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
        let spec = GeneratedInput(shape: [2], dtype: .float64, low: -1, high: 3, seed: 1_234_567)
        let tensor = try #require(try InputSet.load(.generated(spec), generatedRows: 3)[""])
        #expect(tensor.shape == [3, 2])
        #expect(tensor.double(at: 0) == -1 + Double(6_457_827_717_110_365_317 as UInt64 >> 11) * 0x1p-53 * 4)
        let integers = GeneratedInput(shape: [50], dtype: .int8, low: -2, high: 2, seed: 1)
        let drawn = try #require(try InputSet.load(.generated(integers), generatedRows: 4)[""])
        #expect(Set((0..<200).compactMap { drawn.integer(at: $0) }) == [-2, -1, 0, 1])
    }

    @Test(
        "No generated number reaches the upper bound, however coarse the dtype",
        arguments: [
            DType.float16, .bfloat16, .float32, .float64,
        ], [1.0, 8, 0, -1, 1000.1])
    func bounds(_ dtype: DType, _ high: Double) throws {
        let spec = GeneratedInput(shape: [2000], dtype: dtype, low: high - 0.5, high: high, seed: 3)
        let tensor = try #require(try InputSet.load(.generated(spec), generatedRows: 1)[""])
        #expect((0..<2000).allSatisfy { tensor.double(at: $0) < high })
    }

    @Test(
        "A generator that cannot be is an error",
        arguments: [
            GeneratedInput(shape: [2], dtype: .string), GeneratedInput(shape: [2], low: 1, high: 1),
            GeneratedInput(shape: [1 << 40, 1 << 40]), GeneratedInput(shape: [-1]),
            GeneratedInput(shape: [1], high: .infinity),
        ])
    func badGenerator(_ spec: GeneratedInput) {
        #expect(throws: InputError.self) { try InputSet.load(.generated(spec), generatedRows: 10) }
    }

    @Test("The first rows are all that the inferences need", arguments: [1, 2, 3])
    func first(_ batch: Int) throws {
        let set = try load("inputs/several.npz")
        let first = set.first(2 * batch)
        #expect(first.rowCount == min(4, 2 * batch))
        for inference in 0..<2 {
            #expect(first.part(inference: inference, batch: batch) == set.part(inference: inference, batch: batch))
        }
    }

    @Test("Named sources give one input each, by the model's names")
    func named() throws {
        let set = try InputSet.load(
            .named([
                .init(name: "x", source: .file(fixturePath("inputs/rows.npy"))),
                .init(name: "b", source: .file(fixturePath("inputs/several.npz"))),
                .init(name: "sr", source: .inline(16000)),
            ]),
            generatedRows: 10,
        )
        #expect(set.tensors.map(\.name) == ["x", "b", "sr"])
        #expect(set["b"]?.dtype == .int64)
        #expect(set.part(inference: 5, batch: 1).map(\.tensor.shape) == [[1, 3], [1], []])
        let error = try #require(throws: InputError.self) {
            let source = InputSource.file(fixturePath("inputs/several.npz"))
            return try InputSet.load(.named([.init(name: "y", source: source)]), generatedRows: 10)
        }
        #expect(error.description.contains("none is named 'y'"))
    }
}

@Suite("ONNX test data")
struct InputsONNXTests {
    @Test("A tensor of any dtype, raw or typed, has numpy's elements", arguments: DType.allCases, ["raw", "typed"])
    func tensors(_ dtype: DType, _ encoding: String) throws {
        if dtype == .string, encoding == "raw" { return }
        let named = try ONNXTensor.decode(try File.read(fixturePath("tensors/\(dtype.rawValue)-\(encoding).pb")))
        #expect(named.name == dtype.rawValue)
        let expected = try NPY.decode(try File.read(fixturePath("tensors/\(dtype.rawValue).npy")))
        #expect(named.tensor.shape == expected.shape)
        // onnx' helper rounds bfloat16 NaN-free values as ml_dtypes does, so that bits agree here too.
        #expect(named.tensor == expected)
    }

    @Test("A folder is one whole inference, its parent one for each set")
    func folders() throws {
        let one = try load("onnxes/backend-test/test_data_set_1")
        #expect(one.isStacked)
        #expect(one.tensors.map(\.name) == ["a", "b", "scale"])
        #expect(one.rowCount == 1)
        let both = try load("onnxes/backend-test")
        #expect(both.rowCount == 2)
        #expect(both.part(inference: 1, batch: 1) == one.part(inference: 0, batch: 1))
        let reference = try ReferenceSet.load(fixturePath("onnxes/backend-test"), inputRows: both.rowCount)
        #expect(reference.outputs.map(\.name) == ["y", "shape"])
        let third = try reference.expected(inference: 3, batch: 1)
        #expect(third[1].tensor == Tensor([Int64(1), 2, 4]))
        let set = try ReferenceSet.load(fixturePath("onnxes/backend-test/test_data_set_1"), inputRows: 1)
        #expect(third == (try set.expected(inference: 3, batch: nil)))
    }

    @Test(
        "What is no tensor that we read says what it is",
        arguments: [
            ("tensors/sequence.pb", "SequenceProto"), ("onnxes/relu.onnx", "field 2 is not a number"),
        ])
    func refused(_ path: String, _ message: String) throws {
        let bytes = try File.read(fixturePath(path))
        let error = try #require(throws: ONNXTensorError.self) { try ONNXTensor.decode(bytes) }
        #expect(error.description.contains(message), "\(error)")
    }

    @Test(
        "A tensor cut at any byte is an error, never a trap", arguments: ["float32-raw", "int64-typed", "string-typed"])
    func cut(_ name: String) throws {
        let bytes = try File.read(fixturePath("tensors/\(name).pb"))
        for length in bytes.indices {
            // A cut right after the data loses only the name or nothing; the data must then be whole.
            guard let tensor = try? ONNXTensor.decode(Array(bytes[..<length])) else { continue }
            #expect(tensor.tensor == (try ONNXTensor.decode(bytes)).tensor)
        }
    }
}

@Suite("References")
struct InputsReferenceTests {
    static func reference(_ rows: Int, inputRows: Int) throws -> ReferenceSet {
        let tensor = Tensor((0..<rows).map { Double($0) })
        return try ReferenceSet([NamedTensor(name: "y", tensor: tensor)], path: "r.npz", inputRows: inputRows)
    }

    @Test("An inference is compared with the rows that it was given", arguments: [0, 1, 3, 4, 9], [1, 2, 3, 7])
    func slices(_ inference: Int, _ batch: Int) throws {
        let inputs = Tensor((0..<5).map { Double($0) })
        let expected = try Self.reference(5, inputRows: 5).expected(inference: inference, batch: batch)
        #expect(expected.map(\.tensor) == [inputs.batch(inference: inference, rows: batch)])
        let stacked = try Self.reference(5, inputRows: 5).expected(inference: inference, batch: nil)
        #expect(stacked.map(\.tensor) == [inputs.element(inference)])
    }

    @Test("A reference of the first rows serves the inferences that stay within them")
    func shorter() throws {
        let reference = try Self.reference(10, inputRows: 150)
        #expect(try reference.expected(inference: 9, batch: 1)[0].tensor == Tensor([9.0]))
        #expect(try reference.expected(inference: 150, batch: 1)[0].tensor == Tensor([0.0]))
        let error = try #require(throws: InputError.self) { try reference.expected(inference: 5, batch: 2) }
        #expect(
            error.description
                == "r.npz: reference 'y' has 10 rows and inference 5 needs row 11; record the outputs of all inferences"
        )
    }

    @Test("A reference with more rows than the inputs does not belong to them")
    func longer() throws {
        let error = try #require(throws: InputError.self) { try Self.reference(11, inputRows: 10) }
        #expect(error.description.contains("has 11 rows and the inputs have 10"))
        #expect(throws: InputError.self) { try Self.reference(0, inputRows: 10) }
    }

    @Test("Recorded outputs are read by name")
    func files() throws {
        let reference = try ReferenceSet.load(fixturePath("frames/numbers.reference.npz"), inputRows: 10)
        #expect(!reference.outputs.isEmpty)
        #expect(reference.outputs.allSatisfy { $0.tensor.rowCount == 10 })
        let error = try #require(throws: InputError.self) {
            try ReferenceSet.load(fixturePath("inputs/rows.csv"), inputRows: 4)
        }
        #expect(
            error.description.hasSuffix("no recorded outputs; a reference is .npz, .npy or a folder test_data_set_0"))
    }
}
