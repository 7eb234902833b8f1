import Testing

@testable import Tensors

@Suite("Tensors")
struct TensorTests {
    @Test(
        "Every half-precision number survives the way through a double",
        arguments: [DType.float16, .bfloat16])
    func halves(_ dtype: DType) {
        let patterns = Array(UInt16.min...UInt16.max)
        let tensor = Tensor(
            dtype: dtype, shape: [patterns.count], bytes: patterns.withUnsafeBytes(Array.init))
        for (index, pattern) in patterns.enumerated() {
            let value = tensor.double(at: index)
            if value.isNaN { continue }
            let back = dtype == .float16 ? SmallFloat.half(value) : SmallFloat.brain(value)
            #expect(back == pattern)
        }
    }

    @Test("Half precision is read as the processor reads it")
    func halfValues() {
        for pattern in UInt16.min...UInt16.max {
            let (mine, real) = (SmallFloat.float(half: pattern), Float(Float16(bitPattern: pattern)))
            #expect(mine == real || (mine.isNaN && real.isNaN))
        }
    }

    @Test("Rounding to half precision is to nearest, ties to even")
    func rounding() {
        for step in 0..<20_000 {
            let value = Double(step) * 3.7 - 100 + Double(step) * 0x1p-12
            #expect(SmallFloat.half(value) == Float16(value).bitPattern, "\(value)")
            #expect(SmallFloat.half(value * 0x1p-24) == Float16(value * 0x1p-24).bitPattern)
        }
        #expect(SmallFloat.half(65519) == 0x7BFF)
        #expect(SmallFloat.half(65520) == 0x7C00)
        #expect(SmallFloat.half(-1e300) == 0xFC00)
        #expect(SmallFloat.half(.leastNonzeroMagnitude) == 0)
        #expect(SmallFloat.brain(1.00390625) == 0x3F80)
        #expect(SmallFloat.brain(1.01171875) == 0x3F82)
    }

    @Test(
        "An inference gets its rows, from the start again at the end",
        arguments: [
            (0, 1, [0.0]), (3, 1, [3]), (5, 1, [0]), (1, 2, [2, 3]), (2, 2, [4, 0]),
            (0, 7, [0, 1, 2, 3, 4, 0, 1]),
        ])
    func batches(_ inference: Int, _ rows: Int, _ expected: [Double]) {
        let tensor = Tensor([0.0, 1, 2, 3, 4])
        #expect(tensor.batch(inference: inference, rows: rows) == Tensor(expected))
        let strings = Tensor(shape: [5], strings: ["0.0", "1.0", "2.0", "3.0", "4.0"])
        #expect(strings.batch(inference: inference, rows: rows).strings == expected.map { "\($0)" })
    }

    @Test("Rows keep the rank, an element of a stack loses the first axis")
    func elements() {
        let tensor = Tensor([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
        #expect(tensor.rows(1..<3) == Tensor([3.0, 4, 5, 6], shape: [2, 2]))
        #expect(tensor.part(inference: 4, batch: nil) == Tensor([3.0, 4]))
        #expect(tensor.part(inference: 4, batch: 1) == Tensor([3.0, 4], shape: [1, 2]))
        #expect(Tensor([7.0, 8]).element(1) == Tensor([8.0], shape: []))
        #expect(Tensor([7.0], shape: []).part(inference: 3, batch: 1) == Tensor([7.0], shape: []))
        #expect(Tensor([Double](), shape: [0, 2]).part(inference: 3, batch: 1).shape == [0, 2])
    }

    @Test("The signature and the elements read as a person writes them")
    func texts() {
        #expect(
            Tensor([Float](repeating: 0, count: 40), shape: [10, 4]).description == "float32[10, 4]")
        #expect(Tensor([1.0], shape: []).description == "float64[]")
        #expect(Tensor([Float(0.1)]).text(at: 0) == "0.1")
        #expect(Tensor([0.1 + 0.2]).text(at: 0) == "0.30000000000000004")
        #expect(Tensor([UInt64.max]).text(at: 0) == "18446744073709551615")
        #expect(Tensor([1], shape: [1], as: .bool).text(at: 0) == "true")
        #expect(Tensor([0.1], shape: [1], as: .float16).text(at: 0) == "0.099975586")
    }

    @Test("A number becomes an integer by truncation, within the type's range")
    func clamping() {
        #expect(Tensor([-1.5, 300, 7.9, .nan], shape: [4], as: .uint8).bytes == [0, 255, 7, 0])
        #expect(Tensor([-1e30, 1e30], shape: [2], as: .int64) == Tensor([Int64.min, .max]))
    }
}
