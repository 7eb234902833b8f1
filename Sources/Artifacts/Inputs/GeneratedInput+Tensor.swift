import Matrix
import Tensors

extension GeneratedInput {
    /// Draws `rows` rows: a tensor `[rows] + shape`.
    ///
    /// The numbers never change between versions: element k, in row-major order, takes the k-th output x of SplitMix64
    /// (Steele, Lea and Flood 2014) seeded with `seed`; u = (x >> 11) / 2^53; the value is low + u * (high - low) in
    /// float64. Floating dtypes round it to nearest, below `high`; integers take its floor; booleans are u >= 1/2.
    func tensor(rows: Int) throws(InputError) -> Tensor {
        guard dtype != .string else { throw failure("strings can't be generated; write them inline") }
        guard low < high, low.isFinite, high.isFinite, (high - low).isFinite else {
            throw failure("low (\(low)) must be less than high (\(high)), both finite")
        }
        var count = max(rows, 0)
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow, product <= InputSet.sizeLimit / 8 else {
                throw failure("\(rows) rows of shape [\(shape.map(String.init).joined(separator: ", "))] are too large")
            }
            count = product
        }
        var generator = SplitMix64(seed: seed)
        var values: [Double] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            let unit = Double(generator.next() >> 11) * 0x1p-53
            switch dtype {
            case .bool: values.append(unit < 0.5 ? 0 : 1)
            case _ where dtype.isInteger: values.append((low + unit * (high - low)).rounded(.down))
            default: values.append(min(low + unit * (high - low), high.nextDown))
            }
        }
        let whole = [rows] + shape
        let tensor = Tensor(values, shape: whole, as: dtype)
        guard dtype != .float64, dtype.isFloating else { return tensor }
        // Rounding to fewer bits may reach `high`, which is outside.
        let below = dtype.below(high)
        for index in values.indices where tensor.double(at: index) >= high { values[index] = below }
        return Tensor(values, shape: whole, as: dtype)
    }

    private func failure(_ message: String) -> InputError { InputError(message, position: "generate") }
}

extension DType {
    /// A number that rounds, in this floating dtype, to about one unit of the last place below `value`.
    fileprivate func below(_ value: Double) -> Double {
        let (precision, leastExponent) =
            switch self {
            case .float16: (11, -14)
            case .bfloat16: (8, -126)
            default: (24, -126)
            }
        let exponent = value == 0 ? leastExponent : max(Int(value.exponent), leastExponent) - precision + 1
        return value - Double(sign: .plus, exponent: exponent, significand: 1)
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), with their constants.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
