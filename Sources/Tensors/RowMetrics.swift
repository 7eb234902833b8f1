extension Comparison {
    /// `cosine`: each row of the last axis is a vector; a scalar is a vector of one.
    static func judgeCosine(_ got: Tensor, _ want: Tensor, into result: inout ComparisonResult) {
        var least = 1.0
        eachRow(got, want, into: &result) { result, left, right, range in
            let similarity = cosine(left, right, range)
            // NaN in one of them is as far apart as can be.
            let value = similarity.isNaN ? -1 : similarity
            if 1 - value > result.tolerance.atol { result.differing += 1 }
            guard value < least else { return }
            least = value
            result.worst = .init(
                index: Array(want.position(of: range.lowerBound).dropLast()),
                got: "cosine \(ComparisonResult.short(similarity))",
                want: "\(ComparisonResult.short(1 - result.tolerance.atol)) or more",
            )
        }
        result.cosine = least
        result.passed = result.differing == 0
    }

    private static func cosine(
        _ left: UnsafeBufferPointer<Double>,
        _ right: UnsafeBufferPointer<Double>,
        _ range: Range<Int>,
    ) -> Double {
        // Scaled, so that squares neither overflow nor vanish.
        var (leftScale, rightScale, areEqual) = (0.0, 0.0, true)
        for index in range {
            let (one, other) = (left[index], right[index])
            leftScale = max(leftScale, one.magnitude)
            rightScale = max(rightScale, other.magnitude)
            if one != other, !(one.isNaN && other.isNaN) { areEqual = false }
        }
        // Also two zero vectors, and the same NaN in the same places.
        if areEqual { return 1 }
        guard leftScale > 0, rightScale > 0 else { return 0 }
        var (dot, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
        for index in range {
            let (one, other) = (left[index] / leftScale, right[index] / rightScale)
            dot += one * other
            leftSquares += one * one
            rightSquares += other * other
        }
        return min(1, dot / (leftSquares.squareRoot() * rightSquares.squareRoot()))
    }

    /// `top1`: the place of the largest element of each row of the last axis.
    static func judgeTop1(_ got: Tensor, _ want: Tensor, into result: inout ComparisonResult) {
        eachRow(got, want, into: &result) { result, left, right, range in
            let (mine, theirs) = (largest(left, range), largest(right, range))
            guard mine != theirs else { return }
            result.differing += 1
            guard result.worst == nil else { return }
            let index = Array(want.position(of: range.lowerBound).dropLast())
            let (got, want) = (got.text(at: range.lowerBound + mine), want.text(at: range.lowerBound + theirs))
            result.worst = .init(index: index, got: "class \(mine) (\(got))", want: "class \(theirs) (\(want))")
        }
        let rows = result.rows ?? 0
        let agreement = rows == 0 ? 1 : Double(rows - result.differing) / Double(rows)
        result.top1 = agreement
        result.passed = agreement >= 1 - result.tolerance.atol
    }

    /// Looks at the rows of the last axis one after another, and counts them; a scalar is a row of one.
    private static func eachRow(
        _ got: Tensor,
        _ want: Tensor,
        into result: inout ComparisonResult,
        _ judge: (inout ComparisonResult, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, Range<Int>) -> Void,
    ) {
        got.doubles().withUnsafeBufferPointer { left in
            want.doubles().withUnsafeBufferPointer { right in
                let width = max(want.shape.last ?? 1, 1)
                let rows = left.count / width
                result.rows = rows
                for row in 0..<rows { judge(&result, left, right, (row * width)..<((row + 1) * width)) }
            }
        }
    }

    /// numpy's argmax: the first of equals, the first NaN before any number.
    private static func largest(_ values: UnsafeBufferPointer<Double>, _ range: Range<Int>) -> Int {
        var best = range.lowerBound
        for index in range {
            if values[index].isNaN { return index - range.lowerBound }
            if values[index] > values[best] { best = index }
        }
        return best - range.lowerBound
    }
}
