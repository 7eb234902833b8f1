import CPython
import Files
import Glibc
import JSON
import Probe

/// The code of a model whose weights are saved apart: the job's `model`, imported.
struct ModelCode {
    let python: Python
    /// The module that holds the class; in `sys.modules` under its own name, so that pickles find it.
    let module: PythonObject
    /// The module's name.
    let name: String
    private let className: String?
    private let arguments: JSONObject

    /// Imports what the job's `model` names (`{file | module, class, args}`); `nil` where it names nothing.
    init?(_ job: Job, in python: Python) throws {
        guard let options = job.options["model"]?.object else { return nil }
        self.python = python
        className = options["class"]?.string
        arguments = options["args"]?.object ?? [:]
        if let file = options["file"]?.string {
            name = Self.stem(file)
            module = try Self.importFile(file, as: name, in: python)
        } else if let name = options["module"]?.string {
            self.name = name
            module = try python.importModule(name)
        } else {
            throw Failure(type: "ModelError", message: "'model' names neither a 'file' nor a 'module'")
        }
    }

    /// The class or function that makes the model: the one that `class` names, else the module's only class that passes.
    ///
    /// - Parameter base: what the class must derive from where the job names none.
    func target(derivedFrom base: PythonObject? = nil) throws -> PythonObject {
        if let className {
            var target = module
            for part in className.split(separator: ".") {
                guard let next = try target.optionalAttribute(String(part)) else {
                    throw Failure(
                        type: "ModelError",
                        message: "the code '\(name)' has no '\(className)'\(try suggestion(base)); correct model.class",
                    )
                }
                target = next
            }
            return target
        }
        let classes = try self.classes(derivedFrom: base)
        guard classes.count == 1 else {
            throw Failure(
                type: "ModelError",
                message: "the code '\(name)' has \(classes.count) classes that may be the model"
                    + "\(try suggestion(base)); say which with model.class",
            )
        }
        return classes[0].value
    }

    /// Calls `target` with the job's arguments, after those given.
    func instantiate(_ target: PythonObject, _ positional: [PythonObject] = []) throws -> PythonObject {
        let keywords = try arguments.members.map { ($0.key, try object($0.value)) }
        return try target.call(positional, keywords)
    }

    private func object(_ value: JSONValue) throws -> PythonObject {
        try python.importModule("json").callMethod("loads", [try python.object(value.compact)])
    }

    /// The classes that the module itself defines.
    private func classes(derivedFrom base: PythonObject?) throws -> [(name: String, value: PythonObject)] {
        let type = try python.builtin("type")
        let own = try module.attribute("__name__").text()
        return try module.attribute("__dict__").callMethod("items").elements().compactMap { item in
            let pair = try item.elements()
            guard try pair[1].isInstance(of: type), try pair[1].attribute("__module__").text() == own else {
                return nil
            }
            if let base {
                guard try python.builtin("issubclass").call([pair[1], base]).isTrue() else { return nil }
            }
            return (try pair[0].text(), pair[1])
        }
    }

    private func suggestion(_ base: PythonObject?) throws -> String {
        let names = try classes(derivedFrom: base).map(\.name).prefix(5)
        return names.isEmpty ? "" : " (it has \(names.joined(separator: ", ")))"
    }

    /// Imports a file as a top-level module, with its folder on the path for what it imports itself.
    private static func importFile(_ file: String, as name: String, in python: Python) throws -> PythonObject {
        let path = try python.importModule("sys").attribute("path")
        try path.callMethod("insert", [try python.object(0), try python.object(Path.parent(file))])
        let modules = try python.importModule("sys").attribute("modules")
        let utilities = try python.importModule("importlib.util")
        let specification = try utilities.callMethod(
            "spec_from_file_location", [try python.object(name), try python.object(file)])
        guard !specification.isNone else {
            throw Failure(type: "ModelError", message: "'\(file)' is no Python file; name a .py file in model.file")
        }
        let module = try utilities.callMethod("module_from_spec", [specification])
        try modules.set(item: try python.object(name), to: module)
        try specification.attribute("loader").callMethod("exec_module", [module])
        return module
    }

    /// `code/small-net.py` is `small-net`.
    private static func stem(_ file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return name.hasSuffix(".py") ? String(name.dropLast(3)) : name
    }
}
