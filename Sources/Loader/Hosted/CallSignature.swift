import CPython
import Probe
import Tensors

/// What a Python callable takes, and how named inputs become its arguments.
struct CallSignature {
    private struct Parameter {
        let name: String
        let isRequired: Bool
    }

    /// `nil` where it can't be told.
    private let parameters: [Parameter]?
    /// Whether it takes any number of positional arguments, or any keywords.
    private let isOpen: Bool

    /// Reads the signature as `inspect` gives it, or the schema of a TorchScript method.
    init(of function: PythonObject, in python: Python) {
        if let schema = try? function.attribute("schema").attribute("arguments").elements(),
            let parameters = try? schema.dropFirst().map({ argument in
                Parameter(
                    name: try argument.attribute("name").text(),
                    isRequired: try !argument.callMethod("has_default_value").isTrue(),
                )
            })
        {
            self.parameters = parameters
            isOpen = false
            return
        }
        var open = false
        parameters = try? python.importModule("inspect").callMethod("signature", [function]).attribute("parameters")
            .callMethod("values").elements().compactMap { parameter in
                switch try parameter.attribute("kind").text() {
                case "VAR_POSITIONAL", "VAR_KEYWORD", "2", "4":
                    open = true
                    return nil
                default: break
                }
                let empty = try parameter.attribute("empty")
                let standard = try parameter.attribute("default")
                return Parameter(
                    name: try parameter.attribute("name").text(),
                    isRequired: try python.importModule("operator").callMethod("is_", [standard, empty]).isTrue(),
                )
            }
        isOpen = open
    }

    /// The parameters as a user would write them: `x`, `mask (optional)`.
    var lines: [String] { (parameters ?? []).map { $0.isRequired ? $0.name : "\($0.name) (optional)" } }

    /// Whether an argument of a name can be given.
    func takes(_ name: String) -> Bool { isOpen || parameters?.contains { $0.name == name } ?? true }

    /// One input is the first argument whatever its name; several go by their names, as far as possible by position.
    func match(_ inputs: [NamedTensor]) throws(Failure) -> (positional: [NamedTensor], keywords: [NamedTensor]) {
        guard let parameters, !isOpen else {
            let areNamed = inputs.count > 1 && inputs.allSatisfy { !$0.name.isEmpty }
            return areNamed && parameters != nil ? ([], inputs) : (inputs, [])
        }
        func failure(_ what: String) -> Failure {
            Failure(type: "InputError", message: "\(what); the model takes \(lines.joined(separator: ", "))")
        }
        guard inputs.count <= parameters.count else {
            throw failure("there are \(inputs.count) inputs for \(parameters.count) arguments")
        }
        var arguments: [Int: NamedTensor] = [:]
        let areNames = inputs.allSatisfy { input in parameters.contains { $0.name == input.name } }
        if inputs.count == 1 && !areNames || inputs.allSatisfy({ $0.name.isEmpty }) {
            for (index, input) in inputs.enumerated() { arguments[index] = input }
        } else {
            for input in inputs {
                guard let index = parameters.firstIndex(where: { $0.name == input.name }) else {
                    throw failure("the model has no input '\(input.name)', map it with 'rename'")
                }
                arguments[index] = input
            }
        }
        for (index, parameter) in parameters.enumerated() where parameter.isRequired && arguments[index] == nil {
            throw failure("the input '\(parameter.name)' is missing")
        }
        var positional: [NamedTensor] = []
        while let next = arguments.removeValue(forKey: positional.count) { positional.append(next) }
        let keywords = arguments.sorted { $0.key < $1.key }.map {
            NamedTensor(name: parameters[$0.key].name, tensor: $0.value.tensor)
        }
        return (positional, keywords)
    }
}
