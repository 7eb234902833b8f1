import Testing

@testable import Tensors

@Suite("Outputs against references")
struct ComparisonTests {
    static func compare(
        _ got: [Double],
        _ want: [Double],
        _ metric: Metric = .allclose,
        rtol: Double = 0,
        atol: Double = 0,
        shape: [Int]? = nil,
    ) -> ComparisonResult {
        Comparison.compare(
            got: Tensor(got, shape: shape ?? [got.count]),
            want: Tensor(want, shape: shape ?? [want.count]),
            metric: metric,
            tolerance: Tolerance(rtol: rtol, atol: atol),
        )
    }

    @Test(
        "The rule is numpy's: the reference scales the relative part, the bound itself is within",
        arguments: [
            (1.5, 1.0, 0.5, 0.0, true), (1.5, 1.0, 0.0, 0.5, true), (1.5, 1.0, 0.4, 0.0, false),
            (1.0, 1.5, 0.34, 0.0, true), (1.5, 1.0, 0.34, 0.0, false), (0.25, 0.0, 10.0, 0.0, false),
            (0.0, -0.0, 0.0, 0.0, true), (-1.0, 1.0, 2.0, 0.0, true), (1.75, 1.0, 0.5, 0.25, true),
        ])
    func rule(_ got: Double, _ want: Double, _ rtol: Double, _ atol: Double, _ passes: Bool) {
        #expect(Self.compare([got], [want], rtol: rtol, atol: atol).passed == passes)
    }

    @Test(
        "NaN equals NaN, and infinities only their like, under every metric of elements",
        arguments: [
            Metric.allclose, .maxAbs, .maxRel, .exact,
        ])
    func special(_ metric: Metric) {
        let values = [Double.nan, .infinity, -.infinity, 1]
        #expect(Self.compare(values, values.map { $0 }, metric, rtol: 1, atol: 1).passed)
        #expect(Self.compare([-Double.nan, 2], [.nan, 2], metric, rtol: 1, atol: 1).passed)
        #expect(Self.compare([.infinity, 2], [.infinity, Double(2).nextUp], .allclose, rtol: 1).passed)
        for (got, want) in [
            (Double.nan, 1.0), (1, .nan), (.infinity, -.infinity), (1, .infinity), (.infinity, 1),
        ] {
            let result = Self.compare([0, got], [0, want], metric, rtol: 10, atol: 10)
            #expect(!result.passed, "\(got) against \(want)")
            #expect(result.worst?.index == [1])
        }
    }

    @Test("The worst element is the one furthest beyond its bound, with its index on every axis")
    func worst() {
        let result = Self.compare(
            [1, 2, 3.5, 4, 5, 106], [1, 2, 3, 4, 5, 100], rtol: 0.1, atol: 0, shape: [2, 3]
        )
        #expect(result.differing == 1)
        #expect(result.worst == .init(index: [0, 2], got: "3.5", want: "3.0"))
        #expect(result.maximumAbsolute == 6)
        #expect(result.maximumRelative == 0.5 / 3)
        #expect(
            result.summary == "1 of 6 elements differ; max |got - want| = 6 (allowed: 0.1 * |want|)")
    }

    @Test("Elements within tolerance still tell the largest difference")
    func within() {
        let result = Self.compare([1, 2.25], [1, 2], atol: 0.5)
        #expect(result.passed)
        #expect(result.worst == .init(index: [1], got: "2.25", want: "2.0"))
        #expect(
            result.summary == "all 2 elements within tolerance; max |got - want| = 0.25 (allowed: 0.5)")
        #expect(Self.compare([1, 2], [1, 2]).summary == "2 elements equal")
    }

    @Test("Integers beyond 2^53 are compared exactly, also across widths")
    func integers() {
        let big = Tensor([Int64(1) << 53, .max, .min])
        #expect(Comparison.compare(got: big, want: big).passed)
        let near = Tensor([(Int64(1) << 53) + 1, .max, .min])
        let result = Comparison.compare(got: near, want: big)
        #expect(result.differing == 1)
        #expect(result.maximumAbsolute == 1)
        #expect(result.worst == .init(index: [0], got: "9007199254740993", want: "9007199254740992"))
        let other = Comparison.compare(got: Tensor([UInt64.max]), want: Tensor([Int64(-1)]))
        #expect(!other.passed)
        #expect(other.maximumAbsolute == 0x1p64)
        let narrow = Comparison.compare(got: Tensor([Int32(7), 8]), want: Tensor([Int64(7), 8]))
        #expect(narrow.passed)
        #expect(narrow.note == "int32 against a reference in int64")
        #expect(
            Comparison.compare(got: Tensor([Int64.min]), want: Tensor([Int64.max])).maximumAbsolute
                == 0x1p64 - 1)
    }

    @Test("Mixed floating types take the looser default and say so")
    func mixed() {
        let want = Tensor([0.1, 0.2])
        let got = Tensor([Float(0.1), 0.2])
        let result = Comparison.compare(got: got, want: want)
        #expect(result.passed)
        #expect(result.tolerance == .standard(for: .float32))
        #expect(result.note == "float32 against a reference in float64")
        #expect(!Comparison.compare(got: got, want: want, tolerance: .identical).passed)
        let exact = Comparison.compare(got: got, want: want, metric: .exact)
        #expect(exact.incomparable == "the output's dtype is float32, the reference's float64")
        #expect(!exact.passed)
    }

    @Test(
        "The default tolerance is that of the dtype",
        arguments: [
            (DType.float16, 1.0, 1.0005, true), (.float16, 1, 1.005, false),
            (.bfloat16, 1, 1.0078125, true),
            (.float32, 1, 1.00001, true), (.float32, 1, 1.0001, false), (.float64, 1, 1.0000001, true),
            (.float64, 1, 1.00001, false), (.int32, 1, 2, false), (.complex64, 1, 1.00001, true),
        ])
    func defaults(_ dtype: DType, _ got: Double, _ want: Double, _ passes: Bool) {
        let result = Comparison.compare(
            got: Tensor([got], shape: [1], as: dtype), want: Tensor([want], shape: [1], as: dtype)
        )
        #expect(result.passed == passes)
    }

    @Test(
        "What cannot be compared element by element says why",
        arguments: [
            (
                Tensor([1.0, 2, 3], shape: [1, 3]), Tensor([1.0, 2, 3]),
                "the output's shape is [1, 3], the reference's [3]"
            ),
            (Tensor([1.0]), Tensor([1.0, 2]), "the output's shape is [1], the reference's [2]"),
            (
                Tensor(shape: [1], strings: ["a"]), Tensor([Int64(1)]),
                "the output is strings, the reference numbers (int64[1])"
            ),
            (
                Tensor([Float(1)]), Tensor(shape: [1], strings: ["a"]),
                "the output is numbers (float32[1]), the reference strings"
            ),
        ])
    func incomparable(_ got: Tensor, _ want: Tensor, _ reason: String) {
        let result = Comparison.compare(got: got, want: want)
        #expect(!result.passed)
        #expect(result.summary == reason)
        #expect(result.worst == nil)
    }

    @Test("A column against a vector is compared, with a note; not under exact")
    func trailingOne() {
        let (column, vector) = (Tensor([1.0, 2], shape: [2, 1]), Tensor([1.0, 2]))
        let result = Comparison.compare(got: column, want: vector)
        #expect(result.passed)
        #expect(result.note == "shape [2, 1] against [2]")
        #expect(!Comparison.compare(got: column, want: vector, metric: .exact).passed)
    }

    @Test("Strings are compared by their scalars")
    func strings() {
        let want = Tensor(shape: [3], strings: ["a", "b", "\u{E9}"])
        let result = Comparison.compare(
            got: Tensor(shape: [3], strings: ["a", "c", "e\u{301}"]), want: want)
        #expect(result.differing == 2)
        #expect(result.worst == .init(index: [1], got: "'c'", want: "'b'"))
        #expect(result.summary == "2 of 3 elements differ")
        #expect(Comparison.compare(got: want, want: want, metric: .exact).passed)
    }

    @Test("Exact tells -0 from 0 and one bit apart")
    func exact() {
        #expect(!Self.compare([-0.0], [0.0], .exact).passed)
        #expect(!Self.compare([Double(1).nextUp], [1.0], .exact, rtol: 1, atol: 1).passed)
        #expect(Self.compare([1.0, .infinity], [1.0, .infinity], .exact).passed)
    }

    @Test("max-abs leaves the relative part out, max-rel the absolute one")
    func maxima() {
        #expect(!Self.compare([110], [100], .maxAbs, rtol: 1, atol: 1).passed)
        #expect(Self.compare([101], [100], .maxAbs, atol: 1).passed)
        #expect(!Self.compare([1.5], [1], .maxRel, rtol: 0.1, atol: 1).passed)
        #expect(Self.compare([105], [100], .maxRel, rtol: 0.1).passed)
        #expect(Self.compare([1e-9], [0], .maxRel, rtol: 0.1).maximumRelative == .infinity)
    }

    @Test("Cosine judges each row by its direction")
    func cosine() {
        let result = Self.compare([1, 0, 2, 2], [2, 0, 1, 1], .cosine, atol: 1e-9, shape: [2, 2])
        #expect(result.passed)
        #expect(result.cosine == 1 || (1 - (result.cosine ?? 0)) < 1e-15)
        let turned = Self.compare([1, 0, 0, 1], [1, 0, 1, 0], .cosine, atol: 0.5, shape: [2, 2])
        #expect(turned.differing == 1)
        #expect(turned.cosine == 0)
        #expect(turned.worst?.index == [1])
        #expect(Self.compare([0, 0], [0, 0], .cosine).passed)
        #expect(!Self.compare([0, 0], [1, 0], .cosine, atol: 0.5).passed)
        #expect(!Self.compare([.nan, 0], [1, 0], .cosine, atol: 0.5).passed)
        #expect(Self.compare([1e200, 1e200], [2e200, 2e200], .cosine, atol: 1e-9).passed)
    }

    @Test("Top-1 asks only for the place of the largest score")
    func top1() {
        let want = [0.1, 0.7, 0.2, 0.6, 0.3, 0.1]
        let same = Self.compare([0.3, 0.4, 0.3, 0.9, 0.1, 0], want, .top1, shape: [2, 3])
        #expect(same.passed)
        #expect(same.top1 == 1)
        let other = Self.compare([0.3, 0.4, 0.3, 0.1, 0.9, 0], want, .top1, shape: [2, 3])
        #expect(!other.passed)
        #expect(other.top1 == 0.5)
        #expect(other.worst == .init(index: [1], got: "class 1 (0.9)", want: "class 0 (0.6)"))
        #expect(other.summary == "the largest score is in the same place in 1 of 2 rows")
        #expect(
            Self.compare([0.3, 0.4, 0.3, 0.1, 0.9, 0], want, .top1, atol: 0.5, shape: [2, 3]).passed)
        #expect(Self.compare([1], [1], .top1).incomparable != nil)
        #expect(
            !Comparison.compare(got: Tensor([Int64(1)]), want: Tensor([Int64(2)]), metric: .top1).passed)
    }

    @Test("Complex numbers differ by their distance")
    func complex() {
        func tensor(_ values: [Double]) -> Tensor {
            Tensor(
                dtype: .complex128, shape: [values.count / 2], bytes: values.withUnsafeBytes(Array.init))
        }
        let result = Comparison.compare(
            got: tensor([4, 4, 1, 0]), want: tensor([1, 0, 1, 0]),
            tolerance: Tolerance(rtol: 0, atol: 4.9)
        )
        #expect(result.differing == 1)
        #expect(result.maximumAbsolute == 5)
        #expect(result.worst == .init(index: [0], got: "4.0+4.0j", want: "1.0+0.0j"))
        #expect(Comparison.compare(got: tensor([.nan, 1]), want: tensor([2, .nan])).passed)
    }

    @Test("Tensors without elements are equal")
    func empty() {
        #expect(Self.compare([], [], shape: [0, 4]).passed)
        #expect(Self.compare([], [], .cosine, shape: [0, 4]).passed)
        #expect(Self.compare([], [], .top1, shape: [0, 4]).passed)
    }
}
