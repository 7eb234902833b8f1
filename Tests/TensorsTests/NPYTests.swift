import Foundation
import Testing

@testable import Tensors

func fixture(_ path: String) throws -> [UInt8] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: root.appending(path: "Fixtures/\(path)")))
}

@Suite("Arrays in numpy's .npy format")
struct NPYTests {
    @Test(
        "A file of every version and order holds the same rows",
        arguments: [
            "rows", "rows-version-2", "rows-version-3", "rows-fortran", "rows-big-endian",
        ])
    func rows(_ name: String) throws {
        let tensor = try NPY.decode(try fixture("inputs/\(name).npy"))
        #expect(tensor.dtype == .float64)
        #expect(tensor.shape == [4, 3])
        let expected = (0..<12).flatMap { withUnsafeBytes(of: Double($0) / 4, Array.init) }
        #expect(tensor.bytes == expected)
    }

    @Test(
        "What is written is what numpy writes",
        arguments: [
            "rows", "rows-float16", "rows-float32", "rows-int8", "rows-int64", "rows-uint8",
            "rows-uint16", "rows-bool",
            "rows-complex64", "text", "scalar", "no-rows", "one-dimension",
        ])
    func identical(_ name: String) throws {
        let bytes = try fixture("inputs/\(name).npy")
        #expect(NPY.encode(try NPY.decode(bytes)) == bytes)
    }

    @Test("Strings are read from characters and from bytes")
    func strings() throws {
        #expect(
            try NPY.decode(try fixture("inputs/text.npy")).strings == ["good", "bad", "Grüße", "世界"])
        #expect(try NPY.decode(try fixture("inputs/bytes.npy")).strings == ["good", "bad"])
    }

    @Test(
        "A file that is no plain array is refused with the reason",
        arguments: [
            ("objects", "byte 10: an array of Python objects"),
            ("structured", "byte 10: dtype 'structured' is not supported"),
            ("truncated", "byte 128: 96 bytes are needed here and 91 are there"),
            ("truncated-header", "byte 10: 118 bytes are needed here and 10 are there"),
            ("future-version", "byte 6: .npy version 9.0 is not known"),
            ("huge-shape", "byte 10: shape (9000000000000000000, 3) is too large"),
            ("empty", "not a .npy file"),
        ])
    func refused(_ name: String, _ message: String) throws {
        let bytes = try fixture("inputs/\(name).npy")
        let error = try #require(throws: NPYError.self) { try NPY.decode(bytes) }
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test(
        "A file cut at any byte is an error, never a trap",
        arguments: ["rows", "text", "rows-version-3", "scalar"])
    func cut(_ name: String) throws {
        let bytes = try fixture("inputs/\(name).npy")
        for length in bytes.indices {
            #expect(throws: NPYError.self) { try NPY.decode(Array(bytes[..<length])) }
        }
    }
}
