/// Compares an output with its reference.
public enum Comparison {
    /// Compares two tensors; everything that can differ is in the result, nothing throws.
    ///
    /// NaN equals NaN, equal infinities are equal. Integers are compared by value across widths, exactly; other mixed
    /// dtypes in float64, which is noted and fails only under `exact`. Shapes must agree; a trailing axis of extent 1
    /// on one side (`[10, 1]` against `[10]`) is noted and fails only under `exact`.
    ///
    /// - `allclose`: |got - want| <= atol + rtol * |want|. `max-abs`: the same with rtol 0; `max-rel`: with atol 0.
    /// - `cosine`: 1 - cos <= atol in each row of the last axis. `top1`: the largest element of each row is in the same
    ///   place, in at least 1 - atol of the rows; labels (integers, booleans, strings) are compared as they are.
    /// - `exact`: same dtype, shape and bits, except that any NaN equals any NaN.
    ///
    /// - Parameter tolerance: `nil` takes the looser default of the two dtypes.
    public static func compare(
        got: Tensor,
        want: Tensor,
        metric: Metric = .allclose,
        tolerance: Tolerance? = nil,
    ) -> ComparisonResult {
        var result = ComparisonResult(
            metric: metric,
            tolerance: metric == .exact ? .identical : tolerance ?? .standard(for: got.dtype, want.dtype),
            count: got.count,
        )
        result.incomparable = incomparable(got, want, metric: metric)
        guard result.incomparable == nil else { return result }
        result.note = note(got, want)
        if got.dtype == .string {
            compareStrings(got, want, into: &result)
            return result
        }
        let scan = scan(got, want, rule: ElementRule(metric, result.tolerance))
        if result.count > 0 {
            result.maximumAbsolute = scan.maximumAbsolute
            result.maximumRelative = scan.maximumRelative
        }
        switch metric {
        case .cosine: judgeCosine(got, want, into: &result)
        case .top1 where got.dtype.isFloating && want.dtype.isFloating: judgeTop1(got, want, into: &result)
        default:
            result.differing = scan.differing
            result.passed = scan.differing == 0
            if metric == .top1 {
                result.rows = result.count
                result.top1 = result.count == 0 ? 1 : Double(result.count - scan.differing) / Double(result.count)
                result.passed = (result.top1 ?? 0) >= 1 - result.tolerance.atol
            }
            result.worst = scan.worst.map { element($0, got, want) }
        }
        return result
    }

    /// An element of both sides as text.
    static func element(_ index: Int, _ got: Tensor, _ want: Tensor) -> ComparisonResult.Element {
        ComparisonResult.Element(index: want.position(of: index), got: got.text(at: index), want: want.text(at: index))
    }

    private static func incomparable(_ got: Tensor, _ want: Tensor, metric: Metric) -> String? {
        if (got.dtype == .string) != (want.dtype == .string) {
            return got.dtype == .string
                ? "the output is strings, the reference numbers (\(want))"
                : "the output is numbers (\(got)), the reference strings"
        }
        if metric == .exact, got.dtype != want.dtype {
            return "the output's dtype is \(got.dtype.rawValue), the reference's \(want.dtype.rawValue)"
        }
        guard got.shape == want.shape || (metric != .exact && differByTrailingOne(got.shape, want.shape)) else {
            return "the output's shape is [\(list(got.shape))], the reference's [\(list(want.shape))]"
        }
        switch metric {
        case .cosine where got.dtype == .string:
            return "cosine needs numbers; strings are compared with allclose or exact"
        case .cosine where isComplex(got) || isComplex(want), .top1 where isComplex(got) || isComplex(want):
            return "\(metric.rawValue) is not defined for complex numbers; use allclose"
        case .top1 where got.dtype.isFloating && want.dtype.isFloating && (want.shape.last ?? 0) == 1 && want.count > 0,
            .top1 where got.dtype.isFloating && want.dtype.isFloating && want.shape.isEmpty:
            return
                "top1 needs two scores or more in the last axis, and the shape is [\(list(want.shape))]; use allclose"
        default: return nil
        }
    }

    private static func differByTrailingOne(_ left: [Int], _ right: [Int]) -> Bool {
        left + [1] == right || right + [1] == left
    }

    private static func note(_ got: Tensor, _ want: Tensor) -> String? {
        var notes: [String] = []
        if got.dtype != want.dtype {
            notes.append("\(got.dtype.rawValue) against a reference in \(want.dtype.rawValue)")
        }
        if got.shape != want.shape { notes.append("shape [\(list(got.shape))] against [\(list(want.shape))]") }
        return notes.isEmpty ? nil : notes.joined(separator: ", ")
    }

    private static func isComplex(_ tensor: Tensor) -> Bool {
        tensor.dtype == .complex64 || tensor.dtype == .complex128
    }

    private static func list(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: ", ") }

    private static func compareStrings(_ got: Tensor, _ want: Tensor, into result: inout ComparisonResult) {
        for index in 0..<result.count where !sameScalars(got.strings[index], want.strings[index]) {
            result.differing += 1
            if result.worst == nil { result.worst = element(index, got, want) }
        }
        result.passed = result.differing == 0
        guard result.metric == .top1 else { return }
        result.rows = result.count
        result.top1 = result.count == 0 ? 1 : Double(result.count - result.differing) / Double(result.count)
        result.passed = (result.top1 ?? 0) >= 1 - result.tolerance.atol
    }

    /// Swift's `==` would take "é" and "e" with an accent for the same; a model's labels are other bytes then.
    private static func sameScalars(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
