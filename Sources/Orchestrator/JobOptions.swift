import JSON
import Matrix

extension ModelPart {
    /// What the matrix says about loading it, as the loader's runtimes read it: `model`, `entry`, `reset`, `load`.
    ///
    /// - Parameters:
    ///   - trusted: whether the policy lets artifacts run any code.
    ///   - facts: what reading the artifact as data says and the format's runtime needs.
    func options(trusted: Bool, facts: JSONObject?) -> JSONObject {
        var options = JSONObject()
        if let facts, !facts.isEmpty { options["facts"] = .object(facts) }
        if trusted { options["trusted"] = true }
        if let model { options["model"] = model.option }
        if let entry {
            options["entry"] = ["file": .string(entry.file), "function": .string(entry.function)]
        }
        if let reset { options["reset"] = .string(reset) }
        if !load.isEmpty { options["load"] = .object(load) }
        return options
    }
}

extension ModelCode {
    fileprivate var option: JSONValue {
        let (key, place) =
            switch source {
            case .file(let path): ("file", path)
            case .module(let name): ("module", name)
            }
        return .object(
            JSONObject([(key, .string(place)), ("class", .string(className)), ("args", .object(arguments))]))
    }
}
