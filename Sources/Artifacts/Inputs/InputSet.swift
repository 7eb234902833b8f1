public import Matrix
public import Tensors

/// The inputs of an artifact's inferences: one tensor for each input, the first axis over the rows.
public struct InputSet: Sendable, Hashable {
    /// The tensors in the source's order; the name is empty where the source gives none.
    public var tensors: [NamedTensor]
    /// The column names of a table that is one tensor `[rows, columns]`; empty otherwise.
    public var columnNames: [String]
    /// Whether the tensors are a table's columns, each `[rows]`, by name.
    public var isColumns: Bool
    /// Whether the source says that the first axis counts inferences and is to be removed ("stacked").
    ///
    /// So for ONNX test data, which are one whole inference each.
    public var isStacked: Bool

    public init(
        _ tensors: [NamedTensor],
        columnNames: [String] = [],
        isColumns: Bool = false,
        isStacked: Bool = false,
    ) {
        self.tensors = tensors
        self.columnNames = columnNames
        self.isColumns = isColumns
        self.isStacked = isStacked
    }

    /// Whether a DataFrame with named columns can be made.
    public var isTable: Bool { isColumns || !columnNames.isEmpty }

    /// The rows of the longest input; 1 where all are scalars.
    public var rowCount: Int { tensors.compactMap(\.tensor.rowCount).max() ?? 1 }

    /// The input of a name.
    public subscript(name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

    /// The inputs under the model's names, where `names` has one for the source's.
    public func renamed(_ names: [String: String]) -> InputSet {
        var copy = self
        copy.tensors = tensors.map { NamedTensor(name: names[$0.name] ?? $0.name, tensor: $0.tensor) }
        copy.columnNames = columnNames.map { names[$0] ?? $0 }
        return copy
    }

    /// What one inference gets; with `batch` nil ("stacked") one element of the first axis.
    public func part(inference: Int, batch: Int?) -> [NamedTensor] {
        tensors.map {
            NamedTensor(name: $0.name, tensor: $0.tensor.part(inference: inference, batch: isStacked ? nil : batch))
        }
    }

    /// The first rows of each input, where it has more: what `count` = inferences times batch rows make use of.
    ///
    /// Parts stay the same; `rowCount`, which a reference is checked against, does not.
    public func first(_ count: Int) -> InputSet {
        var copy = self
        copy.tensors = tensors.map { input in
            guard let rows = input.tensor.rowCount, rows > count else { return input }
            return NamedTensor(name: input.name, tensor: input.tensor.rows(0..<count))
        }
        return copy
    }

    /// A table's columns as tensors `[rows]` by name; the set itself where it is no single tensor with column names.
    public var columns: InputSet {
        guard !columnNames.isEmpty, tensors.count == 1, let table = tensors.first?.tensor, table.shape.count == 2 else {
            return self
        }
        let columns = zip(columnNames, table.columns).map { NamedTensor(name: $0, tensor: $1) }
        return InputSet(columns, isColumns: true, isStacked: isStacked)
    }
}

extension InputSet {
    /// The most bytes that an input file may have, and its members unpacked.
    public static let sizeLimit = 2 << 30

    /// Reads the inputs of a source; one without a row is an error.
    ///
    /// - Parameters:
    ///   - generatedRows: the rows that a generator makes: inferences times batch.
    ///   - limit: the most bytes of a file, and of an archive's members unpacked.
    public static func load(
        _ source: InputSource,
        generatedRows: Int,
        limit: Int = sizeLimit,
    ) throws(InputError) -> InputSet {
        let set = try read(source, generatedRows: generatedRows, limit: limit)
        guard let bare = set.tensors.first(where: { $0.tensor.rowCount == 0 }) else { return set }
        let file: String? = if case .file(let path) = source { path } else { nil }
        let subject = bare.name.isEmpty ? "the input" : "input '\(bare.name)'"
        throw InputError("\(subject) has no rows; give at least one", file: file)
    }

    private static func read(
        _ source: InputSource,
        generatedRows: Int,
        limit: Int,
    ) throws(InputError) -> InputSet {
        switch source {
        case .file(let path): return try InputFile.load(path, limit: limit)
        case .inline(let value): return try JSONInput.decode(value)
        case .generated(let generated):
            return InputSet([NamedTensor(name: "", tensor: try generated.tensor(rows: generatedRows))])
        case .named(let inputs): return try loadNamed(inputs, generatedRows: generatedRows, limit: limit)
        }
    }

    private static func loadNamed(
        _ inputs: [InputSource.NamedInput],
        generatedRows: Int,
        limit: Int,
    ) throws(InputError) -> InputSet {
        var result = InputSet([])
        for input in inputs {
            let set = try load(input.source, generatedRows: generatedRows, limit: limit)
            guard let tensor = set.tensors.count == 1 ? set.tensors[0].tensor : set[input.name] else {
                let names = set.tensors.map { "'\($0.name)'" }.joined(separator: ", ")
                throw InputError(
                    "several inputs are here (\(names)) and none is named '\(input.name)'",
                    position: "input '\(input.name)'")
            }
            result.tensors.append(NamedTensor(name: input.name, tensor: tensor))
            result.isStacked = result.isStacked || set.isStacked
        }
        return result
    }
}
