import Tensors

/// Inputs in a comma-separated file (RFC 4180; a byte order mark and bare line feeds are fine).
///
/// The first line names the columns. A first line of numbers only is a row, and the columns have no names then. If all
/// columns hold numbers (an empty field is NaN), they make one float64 tensor `[rows, columns]`; otherwise each column
/// is a tensor `[rows]` of int64, float64, bool (`true`/`false` in any case) or strings.
enum CSVInput {
    static func decode(_ bytes: [UInt8], path: String) throws(InputError) -> InputSet {
        var reader = CSVReader(bytes, path: path)
        guard let first = try reader.next() else {
            throw InputError("the file is empty; write a line of column names and the rows", file: path)
        }
        let hasHeader = !first.fields.allSatisfy { CSVField.number($0) != nil }
        let names = hasHeader ? try columnNames(first, path: path) : []
        var columns = [CSVColumn](repeating: CSVColumn(), count: first.fields.count)
        var rows = 0
        var record = hasHeader ? try reader.next() : first
        while let current = record {
            guard current.fields.count == columns.count else {
                throw InputError(
                    "\(current.fields.count) fields where line \(first.line) has \(columns.count); "
                        + "quote fields that hold commas",
                    file: path,
                    position: "line \(current.line)",
                )
            }
            for (index, field) in current.fields.enumerated() { columns[index].add(field) }
            rows += 1
            record = try reader.next()
        }
        guard rows > 0 else { throw InputError("there is no row below the column names; add at least one", file: path) }
        if !hasHeader {
            let numbers = columns.map { $0.doubles }
            var values: [Double] = []
            for row in 0..<rows { for column in numbers { values.append(column[row]) } }
            guard columns.allSatisfy(\.isNumeric) else {
                throw InputError(
                    "text among numbers, and the first line names no columns; add a line of names", file: path)
            }
            return InputSet([NamedTensor(name: "", tensor: Tensor(values, shape: [rows, columns.count]))])
        }
        return InputTable.set(zip(names, columns).map { NamedTensor(name: $0, tensor: $1.tensor) })
    }

    private static func columnNames(_ record: CSVRecord, path: String) throws(InputError) -> [String] {
        var seen: Set<String> = []
        for (index, name) in record.fields.enumerated() {
            guard !name.isEmpty else {
                throw InputError(
                    "column \(index + 1) has no name; with pandas, write it with to_csv(index=False)",
                    file: path,
                    position: "line \(record.line)",
                )
            }
            guard seen.insert(name).inserted else {
                throw InputError(
                    "column '\(name)' is there twice; name it anew", file: path, position: "line \(record.line)")
            }
        }
        return record.fields
    }
}

/// A column's fields, with the narrowest type that all of them have.
private struct CSVColumn {
    private var fields: [String] = []
    private var isInteger = true
    private var isBoolean = true
    private(set) var isNumeric = true

    mutating func add(_ field: String) {
        fields.append(field)
        if isNumeric, !field.isEmpty, CSVField.number(field) == nil { isNumeric = false }
        if isInteger, CSVField.integer(field) == nil { isInteger = false }
        if isBoolean, CSVField.boolean(field) == nil { isBoolean = false }
    }

    var doubles: [Double] { fields.map { CSVField.number($0) ?? .nan } }

    var tensor: Tensor {
        if isInteger { return Tensor(fields.map { CSVField.integer($0) ?? 0 }) }
        if isNumeric { return Tensor(doubles) }
        if isBoolean {
            return Tensor(
                dtype: .bool, shape: [fields.count], bytes: fields.map { CSVField.boolean($0) == true ? 1 : 0 })
        }
        return Tensor(shape: [fields.count], strings: fields)
    }
}

/// What a field's text says.
enum CSVField {
    static func number(_ field: String) -> Double? {
        let text = trimmed(field)
        // Swift would read hexadecimal too, pandas does not.
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }) else { return nil }
        return Double(text)
    }

    static func integer(_ field: String) -> Int64? { Int64(trimmed(field)) }

    static func boolean(_ field: String) -> Bool? {
        switch field.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private static func trimmed(_ field: String) -> Substring {
        var text = Substring(field)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
