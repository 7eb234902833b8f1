import Foundation
import Testing

@testable import Tensors

@Suite("Types of 8 bits and fewer")
struct NarrowTypeTests {
    /// The bits of every code's value as a float32, as ml_dtypes reads it; `nil` is NaN.
    static func values(_ type: NarrowType) throws -> [UInt32?] {
        let json = try JSONSerialization.jsonObject(with: Data(try fixture("tensors/narrow.json")))
        let tables = try #require(json as? [String: [Any]])
        return try #require(tables[type.rawValue]).map { ($0 as? NSNumber)?.uint32Value }
    }

    /// Every code in order, packed.
    static func codes(_ type: NarrowType) -> [UInt8] {
        let perByte = 8 / type.bits
        var bytes = [UInt8](repeating: 0, count: type.byteCount(1 << type.bits))
        for code in 0..<(1 << type.bits) { bytes[code / perByte] |= UInt8(code << (code % perByte * type.bits)) }
        return bytes
    }

    @Test("Every code has the value that ml_dtypes gives it", arguments: NarrowType.allCases)
    func widened(_ type: NarrowType) throws {
        let values = try Self.values(type)
        #expect(values.count == 1 << type.bits)
        let tensor = type.widen(Self.codes(type), shape: [values.count])
        #expect(tensor.dtype == type.carrier)
        for (code, bits) in values.enumerated() {
            let got = Float(tensor.double(at: code))
            if let bits {
                // An integer's zero has no sign.
                #expect(got.bitPattern == bits, "code \(code): \(got), not \(Float(bitPattern: bits))")
            } else {
                #expect(got.isNaN, "code \(code): \(got)")
            }
        }
    }

    @Test("Every value goes back to its code", arguments: NarrowType.allCases)
    func narrowed(_ type: NarrowType) throws {
        let codes = Self.codes(type)
        let tensor = type.widen(codes, shape: [1 << type.bits])
        let back = try type.narrow(tensor).get()
        // NaN has several codes and goes to one of them.
        #expect(type.widen(back, shape: tensor.shape).description == tensor.description)
        for index in 0..<tensor.count where !tensor.double(at: index).isNaN {
            let perByte = 8 / type.bits
            let shift = UInt8(index % perByte * type.bits)
            let mask = UInt8(truncatingIfNeeded: (1 << type.bits) - 1)
            #expect(back[index / perByte] >> shift & mask == codes[index / perByte] >> shift & mask)
        }
    }

    @Test("A value without a code is named with its place")
    func refused() {
        let tensor = Tensor([Float(1), 0.3], shape: [2])
        guard case .failure(let error) = NarrowType.float8e4m3fn.narrow(tensor) else {
            Issue.record("0.3 is no float8e4m3fn")
            return
        }
        #expect(error.description == "element 1 is 0.3, which float8e4m3fn cannot hold; round it first")
        for (type, value) in [(NarrowType.int4, Int8(8)), (.int4, -9), (.int2, 2)] {
            guard case .failure = type.narrow(Tensor([value], shape: [1])) else {
                Issue.record("\(value) is no \(type.rawValue)")
                continue
            }
        }
    }
}
