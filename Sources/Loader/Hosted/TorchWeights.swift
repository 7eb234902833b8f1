import CPython
import Probe

/// Finds the weights in what a file held and loads them into a module.
struct TorchWeights {
    private let options: TorchOptions
    private let python: Python
    private let tensor: PythonObject

    /// Where checkpoints keep their weights, the likelier first.
    private static let keys = [
        "state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "weights", "params",
        "params_ema", "ema_state_dict", "ema",
    ]
    /// What wrappers put before every name: DataParallel, `torch.compile`, Lightning.
    private static let prefixes = ["module.", "_orig_mod.", "model."]

    init(_ options: TorchOptions, in python: Python, tensor: PythonObject) {
        self.options = options
        self.python = python
        self.tensor = tensor
    }

    /// Loads the weights; names that don't fit are an error that says them.
    func load(_ saved: PythonObject, into model: PythonObject) throws {
        let state = try unwrap(try find(in: saved), for: model)
        let result = try model.callMethod("load_state_dict", [state], [("strict", try python.object(false))])
        // A module's own `load_state_dict` may return nothing.
        guard options.isStrict, result.has("missing_keys") else { return }
        let missing = try names(result.attribute("missing_keys"))
        let unexpected = try names(result.attribute("unexpected_keys"))
        guard !missing.isEmpty || !unexpected.isEmpty else { return }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("missing in the file: \(Self.list(missing))") }
        if !unexpected.isEmpty { parts.append("not in the model: \(Self.list(unexpected))") }
        throw Failure(
            type: "StateDictError",
            message: "the weights do not fit \(model.typeName): \(parts.joined(separator: "; "))",
        )
    }

    private func find(in saved: PythonObject) throws -> PythonObject {
        guard try saved.isInstance(ofBuiltin: "dict") else {
            throw Failure(type: "StateDictError", message: "the file holds a \(saved.typeName), not weights by name")
        }
        if let path = options.key {
            var state = saved
            for part in path.split(separator: ".") {
                guard try state.isInstance(ofBuiltin: "dict"), try names(state).contains(String(part)) else {
                    throw Failure(
                        type: "StateDictError",
                        message:
                            "load.key: there is no '\(path)' in the checkpoint, which has \(Self.list(try names(state)))",
                    )
                }
                state = try state.item(String(part))
            }
            return state
        }
        let values = try saved.callMethod("values").elements()
        let tensors = try values.filter { try $0.isInstance(of: tensor) }.count
        if tensors == values.count { return saved }
        let all = try names(saved)
        for key in Self.keys where all.contains(key) {
            let inner = try saved.item(key)
            guard try inner.isInstance(ofBuiltin: "dict") else { continue }
            if try inner.callMethod("values").elements().contains(where: { try $0.isInstance(of: tensor) }) {
                return inner
            }
        }
        guard tensors > 0 else {
            throw Failure(
                type: "StateDictError",
                message: "no weights were found in the checkpoint, which has \(Self.list(all)); "
                    + "say where they are with load: {key: …}",
            )
        }
        return saved
    }

    /// Takes a wrapper's prefix off all names, where all have it and the model's own do not.
    private func unwrap(_ state: PythonObject, for model: PythonObject) throws -> PythonObject {
        var state = state
        let own = try names(model.callMethod("state_dict"))
        for prefix in Self.prefixes {
            let keys = try names(state)
            guard !keys.isEmpty, keys.allSatisfy({ $0.hasPrefix(prefix) }),
                !own.contains(where: { $0.hasPrefix(prefix) })
            else { continue }
            let bare = try python.importModule("collections").callMethod("OrderedDict")
            for key in keys {
                try bare.set(item: try python.object(String(key.dropFirst(prefix.count))), to: try state.item(key))
            }
            state = bare
        }
        return state
    }

    private func names(_ object: PythonObject) throws -> [String] { try object.elements().map { try $0.text() } }

    /// At most five names and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown.isEmpty ? "nothing" : shown
    }
}
