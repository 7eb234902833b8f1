import Files
import Tensors

/// ONNX backend test data: folders `test_data_set_N` with `input_K.pb` and `output_K.pb`, each a whole inference.
///
/// The model beside them says what each file is and is called: its inputs and outputs by position.
enum ONNXTestData {
    enum Kind: String { case input, output }

    /// Reads one set, or all sets of the folder that holds them, stacked along a new first axis.
    static func load(_ path: String, kind: Kind, limit: Int) throws(InputError) -> [NamedTensor] {
        let names = try list(path)
        if [Kind.input, .output].contains(where: { !files($0, in: names).isEmpty }) {
            return stacked([try set(path, names, kind, try ports(Path.parent(path), kind, limit), limit)])
        }
        let folders = numbered(names, prefix: "test_data_set_", suffix: "")
        guard !folders.isEmpty else {
            throw InputError(
                "the folder has neither \(kind.rawValue)_0.pb nor test_data_set_0; name one that has", file: path)
        }
        let ports = try ports(path, kind, limit)
        var sets: [[NamedTensor]] = []
        for folder in folders {
            let inner = Path.join(path, folder)
            sets.append(try set(inner, try list(inner), kind, ports, limit))
        }
        for (folder, tensors) in zip(folders, sets) where !alike(tensors, sets[0]) {
            throw InputError(
                "its tensors differ in name, dtype or shape from those of \(folders[0]); "
                    + "name one of the sets as inputs",
                file: Path.join(path, folder),
            )
        }
        return stacked(sets)
    }

    /// Reads a file of which no model is known.
    static func tensor(_ bytes: [UInt8], path: String) throws(InputError) -> [NamedTensor] {
        try value(bytes, path, kind: nil, name: nil)
    }

    private static func value(_ bytes: [UInt8], _ path: String, kind: ONNXValue.Kind?, name: String?)
        throws(InputError) -> [NamedTensor]
    {
        do throws(ONNXTensorError) {
            return try ONNXValue.decode(bytes, as: kind, named: name)
        } catch {
            throw InputError("\(error)", file: path)
        }
    }

    /// The inputs or outputs of the folder's model, which is `model.onnx` or its only `.onnx` file.
    private static func ports(_ folder: String, _ kind: Kind, _ limit: Int) throws(InputError) -> [GraphValue]? {
        let models = ((try? Directory.list(folder)) ?? []).filter { Path.ending($0) == "onnx" }
        guard let name = models.first(where: { $0 == "model.onnx" }) ?? (models.count == 1 ? models[0] : nil) else {
            return nil
        }
        let bytes = try InputFile.read(Path.join(folder, name), limit: limit)
        var model = ONNXModel()
        // What is wrong with the model is said where it is read as the artifact.
        do throws(ProtobufError) { try model.read(ByteSource(bytes)) } catch { return nil }
        return kind == .input ? model.inputs : model.outputs
    }

    /// Sets of alike tensors, one inference each, with a new first axis.
    static func stacked(_ sets: [[NamedTensor]]) -> [NamedTensor] {
        guard let first = sets.first else { return [] }
        return first.indices.map { index in
            let parts = sets.map { $0[index].tensor }
            let shape = [parts.count] + parts[0].shape
            let tensor =
                parts[0].dtype == .string
                ? Tensor(shape: shape, strings: parts.flatMap(\.strings))
                : Tensor(dtype: parts[0].dtype, shape: shape, bytes: parts.flatMap(\.bytes))
            return NamedTensor(name: first[index].name, tensor: tensor)
        }
    }

    private static func alike(_ left: [NamedTensor], _ right: [NamedTensor]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.name == $1.name && $0.tensor.dtype == $1.tensor.dtype && $0.tensor.shape == $1.tensor.shape
            }
    }

    private static func set(
        _ path: String,
        _ names: [String],
        _ kind: Kind,
        _ ports: [GraphValue]?,
        _ limit: Int,
    ) throws(InputError) -> [NamedTensor] {
        var tensors: [NamedTensor] = []
        let files = files(kind, in: names)
        // A model that computes from nothing has outputs only.
        guard !files.isEmpty || kind == .input else {
            throw InputError("the folder has no \(kind.rawValue)_0.pb; name one that has", file: path)
        }
        for (index, name) in files.enumerated() {
            let file = Path.join(path, name)
            guard name == "\(kind.rawValue)_\(index).pb" else {
                throw InputError("\(kind.rawValue)_\(index).pb is missing; get the folder again", file: path)
            }
            if let ports, index >= ports.count {
                throw InputError(
                    "the model beside the folder has \(ports.count) \(kind.rawValue)s; the file is of another one",
                    file: file,
                )
            }
            let port = ports?[index]
            let bytes = try InputFile.read(file, limit: limit)
            for tensor in try value(bytes, file, kind: port.map(ONNXValue.Kind.init), name: port?.name) {
                // Files without a name are told apart by their number; a single one needs no name.
                let name = tensor.name.isEmpty && files.count > 1 ? "\(kind.rawValue)_\(index)" : tensor.name
                tensors.append(NamedTensor(name: name, tensor: tensor.tensor))
            }
        }
        return tensors
    }

    private static func files(_ kind: Kind, in names: [String]) -> [String] {
        numbered(names, prefix: "\(kind.rawValue)_", suffix: ".pb")
    }

    private static func list(_ path: String) throws(InputError) -> [String] {
        do throws(FileError) { return try Directory.list(path) } catch { throw InputError("\(error)") }
    }

    /// The names `prefix` number `suffix`, by number.
    private static func numbered(_ names: [String], prefix: String, suffix: String) -> [String] {
        names.compactMap { name -> (Int, String)? in
            guard name.hasPrefix(prefix), name.hasSuffix(suffix),
                let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count))
            else { return nil }
            return (number, name)
        }
        .sorted { $0.0 < $1.0 }
        .map(\.1)
    }
}

extension ONNXValue.Kind {
    /// What an input or output of a graph takes.
    fileprivate init(_ value: GraphValue) {
        switch value.type.prefix(while: { $0 != "(" }) {
        case "sequence": self = .sequence
        case "map": self = .map
        case "optional": self = .optional
        default: self = .tensor
        }
    }
}
