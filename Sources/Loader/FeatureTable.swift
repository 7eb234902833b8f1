import JSON
import Probe
import Tensors

/// The one table of numbers that a booster takes, made from one matrix or from columns by name; the same for both routes.
struct FeatureTable {
    /// The names that the model was trained with, in its order; empty where it has none.
    let names: [String]
    /// Columns; `nil` where the model does not say.
    let count: Int?
    /// The dtypes that pass as they are; other numbers become the first of them.
    let dtypes: [DType]
    /// The names of the columns of an input that is one table; empty where it has none.
    let given: [String]

    init(names: [String], count: Int?, dtypes: [DType], _ job: Job) {
        self.names = names
        self.count = count
        self.dtypes = dtypes
        given = job.options["columns"]?.strings ?? []
    }

    /// `float32[?, 4]`.
    var line: String { "\(dtypes[0].rawValue)[?, \(count.map(String.init) ?? "?")]" }

    /// A tensor of rank 2; a wrong rank, width or name is reported with what the model takes.
    func matrix(_ given: [NamedTensor]) throws(Failure) -> Tensor {
        if given.count == 1, given[0].tensor.shape.count == 2, !names.contains(given[0].name) || names.count != 1 {
            let tensor = given[0].tensor
            if let count, tensor.shape[1] != count { throw fault("the input has \(tensor.shape[1]) columns") }
            return try convert(try arranged(tensor), given[0].name)
        }
        guard given.allSatisfy({ Self.isColumn($0.tensor) }), given.allSatisfy({ !$0.name.isEmpty }) else {
            throw fault(
                given.count == 1
                    ? "the input has the shape \(given[0].tensor.shape)" : "\(given.count) inputs are given")
        }
        return try join(try columns(given))
    }

    /// A table with its columns in the model's order; as it is where the input or the model has no names.
    func arranged(_ table: Tensor) throws(Failure) -> Tensor {
        guard !names.isEmpty, table.shape.count == 2, given.count == table.shape[1], given != names else {
            return table
        }
        if let unknown = given.first(where: { !names.contains($0) }) {
            throw fault("the model has no feature '\(unknown)'")
        }
        var order: [Int] = []
        for name in names {
            guard let index = given.firstIndex(of: name) else {
                throw fault("the model's feature '\(name)' is not given")
            }
            order.append(index)
        }
        let width = table.shape[1]
        let shape = [table.shape[0], order.count]
        if table.dtype == .string {
            return Tensor(
                shape: shape, strings: (0..<shape[0]).flatMap { row in order.map { table.strings[row * width + $0] } })
        }
        let size = table.dtype.size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(shape[0] * order.count * size)
        for row in 0..<shape[0] {
            for column in order {
                let start = (row * width + column) * size
                bytes += table.bytes[start..<(start + size)]
            }
        }
        return Tensor(dtype: table.dtype, shape: shape, bytes: bytes)
    }

    /// The columns in the model's order, or as given where it has no names.
    func columns(_ given: [NamedTensor]) throws(Failure) -> [NamedTensor] {
        guard !names.isEmpty else {
            if let count, given.count != count { throw fault("the input has \(given.count) columns") }
            return given
        }
        if let unknown = given.first(where: { !names.contains($0.name) }) {
            throw fault("the model has no feature '\(unknown.name)'")
        }
        var sorted: [NamedTensor] = []
        for name in names {
            guard let column = given.first(where: { $0.name == name }) else {
                throw fault("the model's feature '\(name)' is not given")
            }
            sorted.append(column)
        }
        return sorted
    }

    private func join(_ columns: [NamedTensor]) throws(Failure) -> Tensor {
        let rows = columns[0].tensor.count
        // One dtype for all: the first that passes, where they agree on it.
        let shared = columns[0].tensor.dtype
        let dtype =
            dtypes.contains(shared) && columns.allSatisfy { $0.tensor.dtype == shared } ? shared : widest(columns)
        var converted: [[UInt8]] = []
        for column in columns {
            guard column.tensor.count == rows else {
                throw fault("column '\(column.name)' has \(column.tensor.count) rows, the first has \(rows)")
            }
            converted.append(try convert(column.tensor, column.name, to: dtype).bytes)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows * columns.count * dtype.size)
        for row in 0..<rows {
            for column in converted { bytes += column[row * dtype.size..<(row + 1) * dtype.size] }
        }
        return Tensor(dtype: dtype, shape: [rows, columns.count], bytes: bytes)
    }

    /// Mixed columns keep their values in float64 where the booster takes it.
    private func widest(_ columns: [NamedTensor]) -> DType { dtypes.contains(.float64) ? .float64 : dtypes[0] }

    private func convert(_ tensor: Tensor, _ name: String, to wanted: DType? = nil) throws(Failure) -> Tensor {
        if wanted == nil, dtypes.contains(tensor.dtype) { return tensor }
        let dtype = wanted ?? dtypes[0]
        guard let cast = tensor.cast(to: dtype) else {
            let what = name.isEmpty ? "the input" : "input '\(name)'"
            throw fault("\(what) is \(tensor.dtype.rawValue), which does not become \(dtype.rawValue)")
        }
        return cast
    }

    private static func isColumn(_ tensor: Tensor) -> Bool {
        tensor.shape.count == 1 || tensor.shape.count == 2 && tensor.shape[1] == 1
    }

    private func fault(_ problem: String) -> Failure {
        let features = names.isEmpty ? "" : " with the features \(names.prefix(20).joined(separator: ", "))"
        let more = names.count > 20 ? ", …" : ""
        return Failure(type: "InputError", message: "\(problem); the model takes \(line)\(features)\(more)")
    }
}

/// What a booster gives for a row; `load: {output: …}` in a matrix.
enum BoosterOutput: String {
    /// The prediction in the objective's own terms: the default.
    case value
    /// Before the objective's transformation.
    case margin
    /// The leaf that the row falls into, tree by tree.
    case leaf
    /// What each feature contributes.
    case contributions

    init(_ job: Job) throws(Failure) {
        guard let text = job.options["load"]?["output"]?.string else {
            self = .value
            return
        }
        guard let output = BoosterOutput(rawValue: text) else {
            throw Failure(
                type: "OptionError",
                message: "load: output '\(text)' is none of value, margin, leaf, contributions",
            )
        }
        self = output
    }
}
