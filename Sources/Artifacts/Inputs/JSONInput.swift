import JSON
import Tensors

/// Inputs written as JSON values: nested lists, an object of named lists, or a list of records.
///
/// Integers become int64, other numbers float64 (`null` among them is NaN), booleans bool, text strings.
enum JSONInput {
    static func decode(_ bytes: [UInt8], path: String) throws(InputError) -> InputSet {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw InputError(
                "not valid JSON: \(error.message); write it with json.dump",
                file: path,
                position: "line \(error.line), column \(error.column)",
            )
        }
        do throws(InputError) {
            return try decode(value)
        } catch {
            throw InputError(error.message, file: path, position: error.position)
        }
    }

    static func decode(_ value: JSONValue) throws(InputError) -> InputSet {
        switch value {
        case .object(let object):
            guard !object.isEmpty else { throw InputError("the object names no input; give each input's rows by name") }
            var tensors: [NamedTensor] = []
            for (name, value) in object.members {
                tensors.append(NamedTensor(name: name, tensor: try tensor(value, position: "'\(name)'")))
            }
            let lengths = Set(tensors.map(\.tensor.shape))
            return InputSet(tensors, isColumns: lengths.count == 1 && tensors[0].tensor.shape.count == 1)
        case .array(let rows):
            if case .object? = rows.first { return try records(rows) }
            return InputSet([NamedTensor(name: "", tensor: try tensor(value, position: ""))])
        default:
            return InputSet([NamedTensor(name: "", tensor: try tensor(value, position: ""))])
        }
    }

    /// A list of objects with the same keys: a table, as pandas' `orient="records"` has it.
    private static func records(_ rows: [JSONValue]) throws(InputError) -> InputSet {
        guard case .object(let first)? = rows.first, !first.isEmpty else {
            throw InputError("the record is empty; give each column's value by name", position: "[0]")
        }
        let names = first.members.map(\.key)
        var columns = names.map { _ in JSONTensorBuilder() }
        for (index, row) in rows.enumerated() {
            guard case .object(let record) = row else {
                throw InputError("\(row.kind) among records; make all rows objects", position: "[\(index)]")
            }
            guard record.members.count == names.count else {
                throw InputError(
                    "it has \(record.members.count) columns where [0] has \(names.count); give all of them",
                    position: "[\(index)]")
            }
            for (column, name) in names.enumerated() {
                // Nearly always in the same place; looking it up would be quadratic in the columns.
                let member = record.members[column]
                guard let value = member.key == name ? member.value : record[name] else {
                    throw InputError(
                        "column '\(name)' is missing; give all columns in each record", position: "[\(index)]")
                }
                do throws(InputError) {
                    try columns[column].add(leaf: value)
                } catch {
                    throw error.within("[\(index)]['\(name)']")
                }
            }
        }
        let tensors = zip(names, columns).map { NamedTensor(name: $0, tensor: $1.tensor(shape: [rows.count])) }
        return InputTable.set(tensors)
    }

    static func tensor(_ value: JSONValue, position: String) throws(InputError) -> Tensor {
        var shape: [Int] = []
        var inner = value
        while case .array(let elements) = inner {
            shape.append(elements.count)
            guard let first = elements.first else {
                throw InputError(
                    "the list is empty; give at least one row with values", position: position.isEmpty ? nil : position)
            }
            inner = first
        }
        var builder = JSONTensorBuilder()
        do throws(InputError) {
            try builder.add(value, shape: shape[...])
        } catch {
            throw error.within(position)
        }
        return builder.tensor(shape: shape)
    }
}

/// Collects the leaves of nested lists and finds the dtype that holds them all.
private struct JSONTensorBuilder {
    private enum Kind { case none, bools, integers, doubles, strings }

    private var kind = Kind.none
    private var bools: [UInt8] = []
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var strings: [String] = []

    mutating func add(_ value: JSONValue, shape: ArraySlice<Int>) throws(InputError) {
        guard let count = shape.first else {
            return try add(leaf: value)
        }
        guard case .array(let elements) = value else {
            throw InputError(
                "\(value.kind) where the others are lists of \(count); make all rows alike")
        }
        guard elements.count == count else {
            throw InputError(
                "\(elements.count) values where the first row has \(count); make all rows alike")
        }
        for (index, element) in elements.enumerated() {
            // The place is put together on the way out: most values have no fault.
            do throws(InputError) {
                try add(element, shape: shape.dropFirst())
            } catch {
                throw error.within("[\(index)]")
            }
        }
    }

    mutating func add(leaf value: JSONValue) throws(InputError) {
        switch (kind, value) {
        case (.none, .bool(let value)), (.bools, .bool(let value)):
            kind = .bools
            bools.append(value ? 1 : 0)
        case (.none, .int(let value)), (.integers, .int(let value)):
            kind = .integers
            integers.append(value)
        case (.doubles, .int(let value)): doubles.append(Double(value))
        case (.none, .double(let value)), (.integers, .double(let value)), (.doubles, .double(let value)):
            widen()
            doubles.append(value)
        case (.none, .null), (.integers, .null), (.doubles, .null):
            widen()
            doubles.append(.nan)
        case (.none, .string(let value)), (.strings, .string(let value)):
            kind = .strings
            strings.append(value)
        case (_, .array), (_, .object):
            throw InputError(
                "\(value.kind) where the others are single values; make all rows alike")
        default:
            let others =
                switch kind {
                case .bools: "booleans"
                case .strings: "strings"
                default: "numbers"
                }
            throw InputError(
                "\(value.kind) among \(others); use one kind, or give the columns names (a list of objects, or .csv)")
        }
    }

    private mutating func widen() {
        if kind == .integers { doubles = integers.map { Double($0) } }
        kind = .doubles
    }

    func tensor(shape: [Int]) -> Tensor {
        switch kind {
        case .bools: Tensor(dtype: .bool, shape: shape, bytes: bools)
        case .integers: Tensor(integers, shape: shape)
        case .doubles, .none: Tensor(doubles, shape: shape)
        case .strings: Tensor(shape: shape, strings: strings)
        }
    }
}

extension InputError {
    /// The same error one level further out.
    fileprivate func within(_ place: String) -> InputError {
        let whole = place + (position ?? "")
        return InputError(message, file: file, position: whole.isEmpty ? nil : whole)
    }
}
