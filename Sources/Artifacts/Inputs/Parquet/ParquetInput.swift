import Tensors

/// Inputs in a Parquet file: a flat table of numbers and text, as pandas, pyarrow and fastparquet write it.
///
/// Integers with missing values become float64 with NaN, as pandas has it. Columns of one numeric dtype make one tensor
/// `[rows, columns]` of it, numbers of several a float64 one; otherwise each column is a tensor `[rows]`.
enum ParquetInput {
    static func decode(_ bytes: [UInt8], path: String, limit: Int) throws(InputError) -> InputSet {
        let schema: ParquetSchema
        do throws(ParquetError) { schema = try ParquetSchema(bytes) } catch {
            throw InputError(error.message, file: path)
        }
        var tensors: [NamedTensor] = []
        var budget = limit
        for column in schema.columns {
            do throws(ParquetError) {
                var reader = ParquetColumnReader(bytes, column, limit: budget)
                let values = try reader.read()
                guard values.rows == schema.rows else {
                    throw ParquetError("it has \(values.rows) rows, the table \(schema.rows)")
                }
                let tensor = try tensor(values, column)
                budget -= tensor.bytes.count + tensor.strings.reduce(0) { $0 + $1.utf8.count }
                tensors.append(NamedTensor(name: column.name, tensor: tensor))
            } catch {
                throw InputError(error.message, file: path, position: "column '\(column.name)'")
            }
        }
        return table(tensors, rows: schema.rows)
    }

    private static func table(_ columns: [NamedTensor], rows: Int) -> InputSet {
        let dtypes = Set(columns.map(\.tensor.dtype))
        guard let dtype = dtypes.first, dtypes.allSatisfy({ $0 != .string && $0 != .bool }) else {
            return InputSet(columns, isColumns: true)
        }
        let names = columns.map(\.name)
        guard dtypes.count == 1 else {
            var values: [Double] = []
            values.reserveCapacity(rows * columns.count)
            for row in 0..<rows { for column in columns { values.append(column.tensor.double(at: row)) } }
            let table = Tensor(values, shape: [rows, columns.count])
            return InputSet([NamedTensor(name: "", tensor: table)], columnNames: names)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows * columns.count * dtype.size)
        for row in 0..<rows {
            for column in columns { bytes += column.tensor.bytes[row * dtype.size..<(row + 1) * dtype.size] }
        }
        let table = Tensor(dtype: dtype, shape: [rows, columns.count], bytes: bytes)
        return InputSet([NamedTensor(name: "", tensor: table)], columnNames: names)
    }

    private static func tensor(_ values: ParquetColumnReader.Values, _ column: ParquetSchema.Column)
        throws(ParquetError) -> Tensor
    {
        let missing = values.isPresent.count { !$0 }
        guard case .number(let dtype) = column.content else {
            guard missing == 0 else { throw noMark(missing, "text") }
            return Tensor(shape: [values.rows], strings: values.strings)
        }
        let stored = narrowed(values.bytes, column.type, dtype)
        guard missing > 0 else { return Tensor(dtype: dtype, shape: [values.rows], bytes: stored) }
        guard dtype != .bool else { throw noMark(missing, "a boolean") }
        let dense = Tensor(dtype: dtype, shape: [values.rows - missing], bytes: stored)
        var next = 0
        let filled = values.isPresent.map { isPresent -> Double in
            guard isPresent else { return .nan }
            defer { next += 1 }
            return dense.double(at: next)
        }
        return Tensor(filled, shape: [values.rows], as: dtype.isInteger ? .float64 : dtype)
    }

    private static func noMark(_ missing: Int, _ what: String) -> ParquetError {
        ParquetError("\(missing) values are missing, for which \(what) has no mark; fill them first")
    }

    /// Small integers are stored as ones of 4 bytes; the low bytes are theirs.
    private static func narrowed(_ bytes: [UInt8], _ type: ParquetSchema.PhysicalType, _ dtype: DType) -> [UInt8] {
        guard let size = type.size, size != dtype.size else { return bytes }
        return stride(from: 0, to: bytes.count, by: size).flatMap { bytes[$0..<$0 + dtype.size] }
    }
}
