extension Tensor {
    /// The rows along the first axis; a scalar has none.
    public var rowCount: Int? { shape.first }

    /// A range of rows along the first axis; the rank stays.
    public func rows(_ range: Range<Int>) -> Tensor {
        precondition(!shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "no such rows: \(range)")
        return slice(range, shape: [range.count] + shape.dropFirst())
    }

    /// The rows `inference * rows ..< inference * rows + rows`, from the start again at the end.
    ///
    /// A scalar, and a tensor without rows, is the same in every inference.
    public func batch(inference: Int, rows count: Int) -> Tensor {
        guard let total = rowCount, total > 0 else { return self }
        let start = inference * count % total
        if start + count <= total { return rows(start..<(start + count)) }
        var pieces: [Tensor] = []
        var at = start
        var missing = count
        while missing > 0 {
            let length = min(missing, total - at)
            pieces.append(rows(at..<(at + length)))
            missing -= length
            at = 0
        }
        return Tensor.concatenate(pieces)
    }

    /// One element along the first axis, which is removed; from the start again at the end.
    ///
    /// A scalar, and a tensor without rows, is the same in every inference.
    public func element(_ index: Int) -> Tensor {
        guard let total = rowCount, total > 0 else { return self }
        let row = index % total
        return slice(row..<(row + 1), shape: Array(shape.dropFirst()))
    }

    /// What an inference gets: `batch` rows, or with `nil` ("stacked") one element of the first axis.
    public func part(inference: Int, batch: Int?) -> Tensor {
        batch.map { self.batch(inference: inference, rows: $0) } ?? element(inference)
    }

    /// Joins tensors of one dtype along the first axis; their other extents must agree. At least one.
    public static func concatenate(_ parts: [Tensor]) -> Tensor {
        precondition(!parts.isEmpty, "nothing to concatenate")
        let first = parts[0]
        precondition(
            parts.allSatisfy {
                $0.dtype == first.dtype && !$0.shape.isEmpty && $0.shape.dropFirst() == first.shape.dropFirst()
            },
            "parts of different kinds",
        )
        let shape = [parts.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst()
        if first.dtype == .string { return Tensor(shape: shape, strings: parts.flatMap(\.strings)) }
        return Tensor(dtype: first.dtype, shape: shape, bytes: parts.flatMap(\.bytes))
    }

    private func slice(_ range: Range<Int>, shape: [Int]) -> Tensor {
        let size = self.shape.dropFirst().reduce(1, *)
        if dtype == .string {
            return Tensor(shape: shape, strings: Array(strings[(range.lowerBound * size)..<(range.upperBound * size)]))
        }
        let bytesPerRow = size * dtype.size
        let part = bytes[(range.lowerBound * bytesPerRow)..<(range.upperBound * bytesPerRow)]
        return Tensor(dtype: dtype, shape: shape, bytes: Array(part))
    }
}
