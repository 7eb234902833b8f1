import Files
import JSON
import Tensors
import YAML

/// Reads `inputs`: a file, values, `generate`, or one of these for each input's name.
struct InputDecoder {
    let scope: Scope

    /// The endings of input files that are read; a name without an ending is a directory such as `test_data_set_0`.
    static let endings = ["npy", "npz", "json", "csv", "parquet", "safetensors"]

    func inputs(_ node: YAMLNode, _ label: String = "'inputs'", isNested: Bool = false) -> InputSource? {
        switch node.value {
        case .scalar:
            return file(node, label)
        case .sequence(let rows):
            guard !rows.isEmpty else {
                scope.report("\(label) must not be an empty list", at: node.mark)
                return nil
            }
            return InlineValues(scope: scope).value(node, label).map(InputSource.inline)
        case .mapping(let pairs):
            if pairs.count == 1, pairs[0].key == "generate" {
                return generated(pairs[0].value).map(InputSource.generated)
            }
            if let pair = pairs.first(where: { $0.key == "generate" }), !isNested {
                scope.report("'generate' stands alone; give each input's name its own 'generate'", at: pair.keyMark)
                return nil
            }
            if isNested || pairs.isEmpty { return scope.wrong(node, label, "a file, a list of values or 'generate'") }
            let named = pairs.compactMap { pair in
                inputs(pair.value, "the input '\(pair.key.excerpt)'", isNested: true).map {
                    InputSource.NamedInput(name: pair.key, source: $0)
                }
            }
            return named.count == pairs.count ? .named(named) : nil
        }
    }

    private func file(_ node: YAMLNode, _ label: String) -> InputSource? {
        guard let text = scope.string(node, label) else { return nil }
        let ending = Path.ending(text)
        let isDirectory = ending.isEmpty || Path.name(text).hasPrefix("test_data_set")
        guard isDirectory || Self.endings.contains(ending) else {
            scope.report(
                "\(label): cannot read inputs from '.\(ending)'; use .npy, .npz, .json, .csv, .parquet, "
                    + ".safetensors or a test_data_set folder",
                at: node.mark,
            )
            return nil
        }
        return scope.existingPath(text, label, at: node.mark).map(InputSource.file)
    }

    private func generated(_ node: YAMLNode) -> GeneratedInput? {
        guard let reader = MappingReader(node, KeyTables.generate, label: "'generate'", scope: scope) else {
            return nil
        }
        var input = GeneratedInput(shape: [])
        if let value = reader["shape"] {
            guard let nodes = value.sequence else {
                return scope.wrong(value, "'shape'", "a list such as [3, 224, 224]")
            }
            input.shape = nodes.compactMap { scope.integer($0, "an entry of 'shape'", minimum: 0) }
            let elements = input.shape.reduce(into: (count: 1, overflow: false)) { total, length in
                let (product, overflow) = total.count.multipliedReportingOverflow(by: length)
                total = (product, total.overflow || overflow)
            }
            if elements.overflow || elements.count > 1 << 28 {
                scope.report("'shape' has more than 2^28 elements in a row", at: value.mark)
            }
        }
        if let value = reader["dtype"], let name = scope.choice(value, "'dtype'", KeyTables.generatedDTypes),
            let dtype = DType(rawValue: name)
        {
            input.dtype = dtype
            input.isTyped = true
        }
        if let value = reader["low"], let low = scope.number(value, "'low'") { input.low = low }
        if let value = reader["high"], let high = scope.number(value, "'high'") { input.high = high }
        if let value = reader["seed"], let seed = scope.integer(value, "'seed'", minimum: 0) {
            input.seed = UInt64(seed)
        }
        if input.low >= input.high {
            scope.report(
                "'low' (\(input.low)) must be less than 'high' (\(input.high))",
                at: (reader["low"] ?? reader["high"])?.mark ?? node.mark,
            )
        }
        return reader.has("shape") ? input : nil
    }
}
