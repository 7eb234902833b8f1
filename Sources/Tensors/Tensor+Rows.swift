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

    /// The columns of a table `[rows, columns]`, each a tensor `[rows]`.
    public var columns: [Tensor] {
        precondition(shape.count == 2, "no table: \(shape)")
        let (rows, width, size) = (shape[0], shape[1], dtype.size)
        return (0..<width).map { column in
            if dtype == .string {
                return Tensor(shape: [rows], strings: (0..<rows).map { strings[$0 * width + column] })
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(rows * size)
            for row in 0..<rows {
                let begin = (row * width + column) * size
                bytes.append(contentsOf: self.bytes[begin..<(begin + size)])
            }
            return Tensor(dtype: dtype, shape: [rows], bytes: bytes)
        }
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
