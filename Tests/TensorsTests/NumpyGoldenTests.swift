import Foundation
import Testing

@testable import Tensors

@Suite("Files and judgements of numpy itself")
struct NumpyGoldenTests {
    static func expected(_ dtype: DType) throws -> Any? {
        let json = try JSONSerialization.jsonObject(with: Data(try fixture("tensors/expected.json")))
        return (json as? [String: Any])?[dtype.rawValue]
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    @Test(
        "An array of any dtype and layout has numpy's elements", arguments: DType.allCases,
        ["", "-fortran", "-big-endian"])
    func layouts(_ dtype: DType, _ layout: String) throws {
        if dtype == .bfloat16, layout == "-big-endian" { return }
        let tensor = try NPY.decode(try fixture("tensors/\(dtype.rawValue)\(layout).npy"))
        #expect(tensor.description == "\(dtype.rawValue)[2, 3, 4]")
        let expected = try Self.expected(dtype)
        if dtype == .string {
            #expect(tensor.strings == expected as? [String])
        } else {
            #expect(Self.hexadecimal(tensor.bytes) == expected as? String)
        }
    }

    @Test("What is written of any dtype is what numpy wrote", arguments: DType.allCases)
    func written(_ dtype: DType) throws {
        let bytes = try fixture("tensors/\(dtype.rawValue).npy")
        #expect(NPY.encode(try NPY.decode(bytes)) == bytes)
    }

    @Test("Two numbers are close exactly when numpy.isclose says so")
    func closeness() throws {
        let json = try JSONSerialization.jsonObject(with: Data(try fixture("tensors/isclose.json")))
        let cases = try #require(json as? [[Any]])
        #expect(cases.count > 700)
        for each in cases {
            let got = try #require((each[0] as? String).flatMap(Double.init))
            let want = try #require((each[1] as? String).flatMap(Double.init))
            let rtol = try #require((each[2] as? NSNumber)?.doubleValue)
            let atol = try #require((each[3] as? NSNumber)?.doubleValue)
            let result = Comparison.compare(
                got: Tensor([got]),
                want: Tensor([want]),
                tolerance: Tolerance(rtol: rtol, atol: atol),
            )
            #expect(result.passed == (each[4] as? Bool), "\(got) against \(want), \(rtol), \(atol)")
        }
    }

    @Test(
        "Headers that lie or break off are errors with a place",
        arguments: [
            ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "'shape' holds something that is no extent"),
            ("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }", "'fortran_order' is not True or False"),
            ("{'descr': '<f8', 'fortran_order': False, 'shape': 1, }", "'shape' is not a tuple"),
            ("{'descr': '<f8', 'fortran_order': False, }", "'shape' is not a tuple"),
            ("{'fortran_order': False, 'shape': (1,), }", "'descr' is not a type"),
            ("['descr']", "it is not a dictionary"),
            ("{'descr': '<f8' 'fortran_order': False}", "',' is missing"),
            ("{'descr': __import__('os')}", "a value cannot begin here"),
            ("{'descr': '<f8', 'shape': ((((((((((((((((((((((", "it is nested too deeply"),
            ("{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", "dtype '<f16' is not supported"),
            ("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }", "dtype '<M8[ns]' is not supported"),
            ("{'descr': '<U0', 'fortran_order': False, 'shape': (9000000000000000000,), }", "too large to address"),
            (
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9000000000000000000, 9), }",
                "too large to address"
            ),
            (
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
                "a number does not fit 64 bits"
            ),
        ])
    func headers(_ header: String, _ reason: String) throws {
        let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
        let error = try #require(throws: NPYError.self) { try NPY.decode(bytes) }
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.offset >= 10)
    }

    @Test("Any byte of a header changed is an array or an error, never a trap")
    func changed() throws {
        let bytes = try fixture("inputs/rows.npy")
        for index in 0..<128 {
            for value in [0x00, 0x27, 0x28, 0x39, 0x7B, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                do throws(NPYError) {
                    let tensor = try NPY.decode(changed)
                    #expect(tensor.bytes.count == 96 || tensor.dtype == .string)
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test("Bytes after the array are an error")
    func trailing() throws {
        let bytes = try fixture("inputs/rows.npy") + [0, 0]
        let error = try #require(throws: NPYError.self) { try NPY.decode(bytes) }
        #expect(error.problem == .trailing(2))
        #expect(error.offset == 224)
    }

    @Test("Characters that Unicode lacks are an error with the element's place")
    func surrogates() throws {
        var bytes = try fixture("inputs/text.npy")
        let offset = bytes.count - 20
        bytes.replaceSubrange(offset..<(offset + 4), with: [0x00, 0xD8, 0, 0])
        let error = try #require(throws: NPYError.self) { try NPY.decode(bytes) }
        #expect(error == NPYError(.text, offset: offset))
    }
}
