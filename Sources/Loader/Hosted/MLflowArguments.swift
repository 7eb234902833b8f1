import CPython
import JSON
import Probe
import Tensors

/// How inputs become the one argument of an MLflow model's `predict`: a DataFrame, an array or a dictionary of arrays.
struct MLflowArguments {
    private struct Column {
        let port: TensorPort
        let isRequired: Bool
    }

    private let columns: [Column]
    /// Whether the signature is of columns; tensors otherwise.
    private let isTable: Bool
    /// The columns of a table that is one tensor, in the table's order; empty where it has no names.
    private let given: [String]
    private let casts: Bool
    private let inputs: PythonInputs

    /// - Parameter facts: what `MLmodel` says of the inputs: `columns`, and `inputs` with name, type and shape.
    init(_ facts: JSONValue, _ job: Job, _ inputs: PythonInputs) {
        self.inputs = inputs
        isTable = facts["columns"]?.bool ?? false
        columns = (facts["inputs"]?.array ?? []).map { entry in
            let type = entry["type"]?.string ?? "?"
            return Column(
                port: TensorPort(
                    name: entry["name"]?.string ?? "",
                    dtype: DType(rawValue: type),
                    type: type,
                    shape: (entry["shape"]?.array ?? []).map(\.int),
                ),
                isRequired: entry["required"]?.bool ?? true,
            )
        }
        given = job.options["columns"]?.strings ?? []
        casts = job.options["cast-inputs"] == .bool(true)
    }

    /// The signature's lines: `width: float64[?]`.
    var lines: [String] {
        columns.map { $0.port.name.isEmpty ? String($0.port.line.dropFirst(2)) : $0.port.line }
    }

    func argument(_ tensors: [NamedTensor]) throws -> PythonObject {
        if columns.isEmpty { return try unsigned(tensors) }
        guard isTable else {
            let matched = try TensorSignature(inputs: columns.map(\.port), casts: casts, isPositional: true).match(
                tensors)
            if matched.count == 1, columns[0].port.name.isEmpty { return try inputs.array(matched[0].tensor) }
            return try inputs.python.dictionary(try matched.map { ($0.name, try inputs.array($0.tensor)) })
        }
        return try frame(try table(tensors))
    }

    /// Without a signature: several columns are a table, one tensor an array, several tensors a dictionary.
    private func unsigned(_ tensors: [NamedTensor]) throws -> PythonObject {
        if let table = tensors.first?.tensor, tensors.count == 1 {
            if table.shape.count == 2, given.count == table.shape[1] {
                return try frame(split(table, into: given))
            }
            return try inputs.value(table)
        }
        if tensors.allSatisfy({ $0.tensor.shape.count == 1 }) { return try frame(tensors) }
        return try inputs.python.dictionary(try tensors.map { ($0.name, try inputs.array($0.tensor)) })
    }

    /// The columns of the signature, in its order, and what the table has beside them.
    private func table(_ tensors: [NamedTensor]) throws -> [NamedTensor] {
        let names = columns.map(\.port.name)
        var found = tensors
        if tensors.count == 1, tensors[0].tensor.shape.count == 2, !names.contains(tensors[0].name) {
            let table = tensors[0].tensor
            let titles = given.isEmpty ? names : given
            guard titles.count == table.shape[1] else {
                throw fault("the table has \(table.shape[1]) columns")
            }
            found = split(table, into: titles)
        } else if tensors.count == 1, columns.count == 1, tensors[0].name.isEmpty {
            found = [NamedTensor(name: names[0], tensor: tensors[0].tensor)]
        }
        var ordered: [NamedTensor] = []
        for column in columns {
            guard let tensor = found.first(where: { $0.name == column.port.name }) else {
                guard column.isRequired else { continue }
                throw fault("the model's column '\(column.port.name)' is not given")
            }
            // What has a dtype of its own goes to MLflow as it is, which says what it converts and what not.
            let cast = casts ? column.port.dtype.flatMap { tensor.tensor.cast(to: $0) } : nil
            ordered.append(NamedTensor(name: tensor.name, tensor: cast ?? tensor.tensor))
        }
        return ordered + found.filter { !names.contains($0.name) }
    }

    private func split(_ table: Tensor, into names: [String]) -> [NamedTensor] {
        zip(names, table.columns).map { NamedTensor(name: $0, tensor: $1) }
    }

    private func frame(_ columns: [NamedTensor]) throws -> PythonObject {
        let members = try columns.map { column in
            (
                column.name,
                column.tensor.dtype == .string ? try inputs.list(column.tensor) : try inputs.array(column.tensor)
            )
        }
        return try inputs.python.importModule("pandas")
            .callMethod("DataFrame", [try inputs.python.dictionary(members)])
    }

    private func fault(_ problem: String) -> Failure {
        Failure(type: "InputError", message: "\(problem); the model takes \(lines.joined(separator: "; "))")
    }
}
