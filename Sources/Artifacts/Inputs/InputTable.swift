import Tensors

/// A table's columns made into inputs: one tensor where all hold numbers, else one for each column.
enum InputTable {
    /// - Parameter columns: tensors `[rows]` by name, at least one.
    static func set(_ columns: [NamedTensor]) -> InputSet {
        let isNumeric = columns.allSatisfy { $0.tensor.dtype == .float64 || $0.tensor.dtype == .int64 }
        guard isNumeric, let rows = columns.first?.tensor.count else { return InputSet(columns, isColumns: true) }
        var values: [Double] = []
        values.reserveCapacity(rows * columns.count)
        for row in 0..<rows {
            for column in columns { values.append(column.tensor.double(at: row)) }
        }
        let table = Tensor(values, shape: [rows, columns.count])
        return InputSet([NamedTensor(name: "", tensor: table)], columnNames: columns.map(\.name))
    }
}
