import Glibc

/// What one element's difference may be.
struct ElementRule {
    var rtol: Double
    var atol: Double
    /// Whether the bits must agree, NaN apart.
    var isExact = false

    init(_ metric: Metric, _ tolerance: Tolerance) {
        (rtol, atol) = (tolerance.rtol, tolerance.atol)
        switch metric {
        case .maxAbs: rtol = 0
        case .maxRel: atol = 0
        case .exact: (rtol, atol, isExact) = (0, 0, true)
        // Labels under top1 must be the same label.
        case .top1: (rtol, atol) = (0, 0)
        case .allclose, .cosine: break
        }
    }
}

/// The result of one pass over the elements of two tensors.
struct ElementScan {
    var differing = 0
    var maximumAbsolute = 0.0
    var maximumRelative = 0.0
    /// The place of the element furthest out of tolerance, else of the largest difference.
    var worst: Int?
    /// How far the worst element is beyond its bound, or its difference while none is.
    private var severity = -Double.infinity

    init() {}

    /// Takes an element in; those that are equal change nothing and need not be given.
    @inline(__always)
    mutating func add(_ pair: ElementPair, at index: Int, _ rule: ElementRule) {
        if pair.isEqual { return }
        let difference = pair.difference
        if difference.isFinite {
            if difference > maximumAbsolute { maximumAbsolute = difference }
            // The quotient is only needed where it is a new maximum: that saves the division.
            if difference > maximumRelative * pair.magnitude { maximumRelative = difference / pair.magnitude }
        }
        let bound = rule.atol + rule.rtol * pair.magnitude
        // An infinite difference is never within, however large the bound: numpy compares infinities by equality.
        let isWithin = difference <= bound && difference.isFinite && !rule.isExact
        if isWithin {
            if differing == 0, difference > severity { (severity, worst) = (difference, index) }
            return
        }
        let excess = difference.isFinite ? difference - bound : .infinity
        if differing == 0 || excess > severity { (severity, worst) = (excess, index) }
        differing += 1
    }
}

extension Comparison {
    static func scan(_ got: Tensor, _ want: Tensor, rule: ElementRule) -> ElementScan {
        if got.dtype == want.dtype {
            if got.bytes == want.bytes { return ElementScan() }
            switch got.dtype {
            case .float32: return scanReals(got, want, as: Float.self, rule)
            case .float64: return scanReals(got, want, as: Double.self, rule)
            case .int8: return scanIntegers(got, want, as: Int8.self, rule)
            case .int16: return scanIntegers(got, want, as: Int16.self, rule)
            case .int32: return scanIntegers(got, want, as: Int32.self, rule)
            case .int64: return scanIntegers(got, want, as: Int64.self, rule)
            case .uint8: return scanIntegers(got, want, as: UInt8.self, rule)
            case .uint16: return scanIntegers(got, want, as: UInt16.self, rule)
            case .uint32: return scanIntegers(got, want, as: UInt32.self, rule)
            case .uint64: return scanIntegers(got, want, as: UInt64.self, rule)
            default: break
            }
        }
        if isComplex(got.dtype) || isComplex(want.dtype) {
            return scanPairs(got.count, rule) { index in
                let (left, right) = (got.complex(at: index), want.complex(at: index))
                return complexPair(left, right, isExact: rule.isExact)
            }
        }
        if got.dtype.isFloating || want.dtype.isFloating {
            return got.doubles().withUnsafeBufferPointer { left in
                want.doubles().withUnsafeBufferPointer { right in scanReals(left, right, rule) }
            }
        }
        return scanPairs(got.count, rule) { index in
            let (left, right) = (got.integer(at: index) ?? 0, want.integer(at: index) ?? 0)
            return ElementPair(
                difference: Double((left - right).magnitude), magnitude: Double(right.magnitude), isEqual: left == right
            )
        }
    }

    private static func isComplex(_ dtype: DType) -> Bool { dtype == .complex64 || dtype == .complex128 }

    private static func complexPair(
        _ left: (real: Double, imaginary: Double),
        _ right: (real: Double, imaginary: Double),
        isExact: Bool,
    ) -> ElementPair {
        let areNaN = (left.real.isNaN || left.imaginary.isNaN) && (right.real.isNaN || right.imaginary.isNaN)
        var isEqual = areNaN || left == right
        if isExact, !areNaN {
            isEqual =
                left.real.bitPattern == right.real.bitPattern && left.imaginary.bitPattern == right.imaginary.bitPattern
        }
        return ElementPair(
            difference: hypot(left.real - right.real, left.imaginary - right.imaginary),
            magnitude: hypot(right.real, right.imaginary),
            isEqual: isEqual,
        )
    }

    private static func scanReals<Element: BinaryFloatingPoint & TensorElement>(
        _ got: Tensor,
        _ want: Tensor,
        as type: Element.Type,
        _ rule: ElementRule,
    ) -> ElementScan {
        got.withElements(as: type) { left in
            want.withElements(as: type) { right in scanReals(left, right, rule) }
        }
    }

    /// The loop that large outputs spend their time in: no closure, no bounds checks, one branch that is rarely taken.
    private static func scanReals<Element: BinaryFloatingPoint>(
        _ got: UnsafeBufferPointer<Element>,
        _ want: UnsafeBufferPointer<Element>,
        _ rule: ElementRule,
    ) -> ElementScan {
        var scan = ElementScan()
        for index in 0..<min(got.count, want.count) {
            let left = Double(got[index])
            let right = Double(want[index])
            let difference = (left - right).magnitude
            if difference == 0, !rule.isExact || left.sign == right.sign { continue }
            scan.add(
                ElementPair(
                    difference: difference,
                    magnitude: right.magnitude,
                    isEqual: (left.isNaN && right.isNaN)
                        || (rule.isExact ? left.bitPattern == right.bitPattern : left == right),
                ),
                at: index,
                rule,
            )
        }
        return scan
    }

    private static func scanIntegers<Element: FixedWidthInteger & TensorElement>(
        _ got: Tensor,
        _ want: Tensor,
        as type: Element.Type,
        _ rule: ElementRule,
    ) -> ElementScan {
        got.withElements(as: type) { left in
            want.withElements(as: type) { right in
                var scan = ElementScan()
                for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                    let (low, high) = (min(left[index], right[index]), max(left[index], right[index]))
                    // The distance of two integers always fits the unsigned type of their width.
                    let distance = Element.Magnitude(truncatingIfNeeded: high &- low)
                    let pair = ElementPair(
                        difference: Double(distance),
                        magnitude: Double(right[index].magnitude),
                        isEqual: false,
                    )
                    scan.add(pair, at: index, rule)
                }
                return scan
            }
        }
    }

    private static func scanPairs(_ count: Int, _ rule: ElementRule, _ pair: (Int) -> ElementPair) -> ElementScan {
        var scan = ElementScan()
        for index in 0..<count { scan.add(pair(index), at: index, rule) }
        return scan
    }
}

/// Two elements as far as a rule looks at them.
struct ElementPair {
    /// |got - want|; NaN where either is.
    var difference: Double
    /// |want|.
    var magnitude: Double
    /// Equal as the rule has it: NaN equals NaN, infinities of one sign are equal.
    var isEqual: Bool
}
