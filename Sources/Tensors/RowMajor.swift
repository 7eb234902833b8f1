/// Turns column-major (Fortran) element order into row-major (C).
enum RowMajor {
    /// - Parameters:
    ///   - elements: the elements with the first axis varying fastest.
    ///   - shape: the extents; their product is the number of elements.
    static func order(_ elements: [UInt8], itemSize: Int, shape: [Int]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: elements.count) { target, count in
            elements.withUnsafeBytes { source in
                guard let from = source.baseAddress, let to = UnsafeMutableRawPointer(target.baseAddress) else {
                    return
                }
                var position = 0
                forEachSource(shape) { index in
                    (to + position * itemSize).copyMemory(from: from + index * itemSize, byteCount: itemSize)
                    position += 1
                }
            }
            count = elements.count
        }
    }

    static func order(_ elements: [String], shape: [Int]) -> [String] {
        var ordered: [String] = []
        ordered.reserveCapacity(elements.count)
        forEachSource(shape) { ordered.append(elements[$0]) }
        return ordered
    }

    /// Calls `body` with the column-major index of each element, in row-major order.
    private static func forEachSource(_ shape: [Int], _ body: (Int) -> Void) {
        let count = shape.reduce(1, *)
        guard count > 0, let inner = shape.last else { return }
        var strides: [Int] = []
        var stride = 1
        for extent in shape {
            strides.append(stride)
            stride *= extent
        }
        let innerStride = strides[strides.count - 1]
        var position = [Int](repeating: 0, count: shape.count - 1)
        var base = 0
        for _ in 0..<(count / inner) {
            for step in 0..<inner { body(base + step * innerStride) }
            for axis in position.indices.reversed() {
                position[axis] += 1
                base += strides[axis]
                if position[axis] < shape[axis] { break }
                base -= strides[axis] * shape[axis]
                position[axis] = 0
            }
        }
    }
}
