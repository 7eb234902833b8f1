/// How far an output may lie from its reference: |got - want| <= atol + rtol * |want|, numpy's rule.
public struct Tolerance: Sendable, Hashable {
    public let rtol: Double
    public let atol: Double

    public init(rtol: Double, atol: Double) {
        self.rtol = rtol
        self.atol = atol
    }

    public static let identical = Tolerance(rtol: 0, atol: 0)

    /// The default for a dtype, as `torch.testing.assert_close` documents it; exact for integers, booleans and strings.
    public static func standard(for dtype: DType) -> Tolerance {
        switch dtype {
        case .float16: Tolerance(rtol: 1e-3, atol: 1e-5)
        case .bfloat16: Tolerance(rtol: 1.6e-2, atol: 1e-5)
        case .float32, .complex64: Tolerance(rtol: 1.3e-6, atol: 1e-5)
        case .float64, .complex128: Tolerance(rtol: 1e-7, atol: 1e-7)
        default: .identical
        }
    }
}

/// How two outputs are compared.
public enum Metric: String, Sendable, Hashable, CaseIterable {
    case allclose
    case maxAbs = "max-abs"
    case maxRel = "max-rel"
    case cosine, top1, exact
}

extension Tolerance {
    /// The default for two outputs: that of their dtype, or the looser of both.
    public static func standard(for left: DType, _ right: DType) -> Tolerance {
        let (first, second) = (standard(for: left), standard(for: right))
        return Tolerance(rtol: max(first.rtol, second.rtol), atol: max(first.atol, second.atol))
    }
}
