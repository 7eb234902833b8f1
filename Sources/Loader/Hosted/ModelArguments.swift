import CPython
import Probe
import Tensors

/// How inputs become the arguments of a Python model's call.
struct ModelArguments {
    private let inputs: PythonInputs
    /// The columns that the model was fitted with (scikit-learn's `feature_names_in_`), where it knows them.
    private let columns: [String]?
    /// The columns of a table that is one tensor, in the table's order; empty where it has no names.
    private let given: [String]
    /// Whether it takes one table, as every scikit-learn estimator does.
    private let isEstimator: Bool

    init(for model: PythonObject, _ inputs: PythonInputs, columns given: [String] = []) {
        self.inputs = inputs
        self.given = given
        isEstimator = model.has("get_params")
        // A property that raises, as in an unfitted pipeline, counts as absent.
        columns =
            model.attributeIfAny("feature_names_in_")
            .flatMap { try? $0.elements() }
            .flatMap { names in try? names.map { name throws(PythonError) in try name.text() } }
    }

    /// One input is the only argument, a table where the model wants one; several become columns, or keywords by name.
    func arguments(
        _ tensors: [NamedTensor],
    ) throws -> (positional: [PythonObject], keywords: [(String, PythonObject)]) {
        if let table = try table(tensors) { return ([table], []) }
        if tensors.count == 1 { return ([try inputs.value(tensors[0].tensor)], []) }
        if tensors.contains(where: { $0.name.isEmpty }) {
            return (try tensors.map { try inputs.value($0.tensor) }, [])
        }
        return ([], try tensors.map { ($0.name, try inputs.value($0.tensor)) })
    }

    /// Puts an error of a call whose table has columns that the model was not fitted with into words.
    func explain(_ error: PythonError, _ tensors: [NamedTensor]) -> any Error {
        guard let columns, error.kind == .other else { return error }
        let unknown = names(of: tensors).filter { !columns.contains($0) }
        guard !unknown.isEmpty, names(of: tensors).count > unknown.count else { return error }
        return Failure(
            type: "InputError",
            message: "the table has columns that the model was not fitted with: \(Self.list(unknown)) (\(error))",
            traceback: error.traceback,
        )
    }

    private func table(_ tensors: [NamedTensor]) throws -> PythonObject? {
        if let columns {
            if isTable(tensors) {
                let array = try inputs.array(tensors[0].tensor)
                guard !given.isEmpty else {
                    return tensors[0].tensor.shape[1] == columns.count ? try frame(array, columns) : nil
                }
                try requireAll(columns, of: given)
                if let frame = try frame(array, given) { return try select(columns, from: frame) }
                return try permute(array, to: columns)
            }
            if tensors.contains(where: { columns.contains($0.name) }) {
                try requireAll(columns, of: tensors.map(\.name))
                return try frame(tensors, ordered: columns)
            }
        }
        guard isEstimator, tensors.count > 1 || tensors[0].tensor.dtype != .string,
            tensors.allSatisfy({ !$0.name.isEmpty && $0.tensor.shape.count == 1 })
        else { return nil }
        // Columns of a CSV file for a model that was fitted without names.
        guard tensors.allSatisfy({ $0.tensor.dtype != .string }), let numpy = inputs.numpy else {
            return try frame(tensors, ordered: tensors.map(\.name))
        }
        let arrays = try tensors.map { try inputs.array($0.tensor) }
        return try numpy.callMethod("column_stack", [try inputs.python.list(arrays)])
    }

    /// Whether the inputs are one table of rank 2, and not one column of the model's.
    private func isTable(_ tensors: [NamedTensor]) -> Bool {
        tensors.count == 1 && tensors[0].tensor.shape.count == 2 && columns?.contains(tensors[0].name) != true
    }

    private func names(of tensors: [NamedTensor]) -> [String] { isTable(tensors) ? given : tensors.map(\.name) }

    /// A model cannot do without a column that it was fitted with; what else is there it may leave alone.
    private func requireAll(_ columns: [String], of given: [String]) throws(Failure) {
        let missing = columns.filter { !given.contains($0) }
        guard !missing.isEmpty else { return }
        let extra = given.filter { !columns.contains($0) }
        let more =
            extra.isEmpty ? "" : ", and has instead \(Self.list(extra)); where only the names differ, use 'rename'"
        throw Failure(
            type: "InputError",
            message: "the table lacks columns that the model was fitted with: \(Self.list(missing))\(more)",
        )
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }

    /// The columns in the model's order, and what it does not know after them.
    private func select(_ columns: [String], from frame: PythonObject) throws -> PythonObject {
        let order = columns + given.filter { !columns.contains($0) }
        guard order != given else { return frame }
        return try frame.item(try inputs.python.list(try order.map { try inputs.python.object($0) }))
    }

    /// The same where there is no pandas; what the model does not know is left out.
    private func permute(_ array: PythonObject, to columns: [String]) throws -> PythonObject {
        guard columns != given, let numpy = inputs.numpy else { return array }
        let places = columns.compactMap { given.firstIndex(of: $0) }
        return try numpy.callMethod(
            "take", [array, try inputs.python.list(try places.map { try inputs.python.object($0) })],
            [("axis", try inputs.python.object(1))],
        )
    }

    /// A DataFrame with columns in the model's order and what it does not know after them.
    private func frame(_ tensors: [NamedTensor], ordered columns: [String]) throws -> PythonObject? {
        let known = columns.compactMap { name in tensors.first { $0.name == name } }
        let unknown = tensors.filter { !columns.contains($0.name) }
        let sorted = known + unknown
        let members = try sorted.map { input in
            let flat = Tensor.flat(input.tensor)
            return (input.name, flat.dtype == .string ? try inputs.list(flat) : try inputs.array(flat))
        }
        return try pandas()?.callMethod("DataFrame", [try inputs.python.dictionary(members)])
    }

    private func frame(_ array: PythonObject, _ columns: [String]) throws -> PythonObject? {
        let names = try inputs.python.list(try columns.map { try inputs.python.object($0) })
        return try pandas()?.callMethod("DataFrame", [array], [("columns", names)])
    }

    private func pandas() throws(PythonError) -> PythonObject? {
        do {
            return try inputs.python.importModule("pandas")
        } catch {
            guard error.kind == .moduleNotFound else { throw error }
            return nil
        }
    }
}

extension Tensor {
    /// A column of shape [n, 1] as [n]; everything else as it is.
    fileprivate static func flat(_ tensor: Tensor) -> Tensor {
        guard tensor.shape.count == 2, tensor.shape[1] == 1 else { return tensor }
        return tensor.dtype == .string
            ? Tensor(shape: [tensor.shape[0]], strings: tensor.strings)
            : Tensor(dtype: tensor.dtype, shape: [tensor.shape[0]], bytes: tensor.bytes)
    }
}
