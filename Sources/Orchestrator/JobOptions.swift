import JSON
import Matrix

extension ModelPart {
    /// What the matrix says about loading it, as the loader's runtimes read it: `model`, `reset`, `load`.
    var options: JSONObject {
        var options = JSONObject()
        if let model { options["model"] = model.option }
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
