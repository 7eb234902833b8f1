import CPython
import Files
import Probe

/// A Python file of the user's, imported as a module of its own.
enum PythonFile {
    /// Imports a file under its name without the ending, with its folder on the path for what it imports itself.
    ///
    /// A module that is there under that name already keeps it, unless it is this very file.
    static func importModule(_ file: String, in python: Python) throws -> PythonObject {
        let system = try python.importModule("sys")
        let modules = try system.attribute("modules")
        let stem = Path.name(file).hasSuffix(".py") ? String(Path.name(file).dropLast(3)) : Path.name(file)
        let known = try modules.callMethod("get", [try python.object(stem)])
        if !known.isNone, (try? known.attribute("__file__").text()) == file { return known }
        let name = try python.object(known.isNone ? stem : "smokehouse_\(stem)")
        try system.attribute("path").callMethod(
            "insert", [try python.object(0), try python.object(Path.parent(file))])
        // Named outright, so that the ending does not matter.
        let loader = try python.importModule("importlib.machinery").attribute("SourceFileLoader").call([
            name, try python.object(file),
        ])
        let utilities = try python.importModule("importlib.util")
        let module = try utilities.callMethod(
            "module_from_spec", [try utilities.callMethod("spec_from_loader", [name, loader])])
        try modules.set(item: name, to: module)
        do {
            try loader.callMethod("exec_module", [module])
        } catch {
            _ = try? modules.callMethod("pop", [name, python.noneObject()])
            throw error
        }
        return module
    }
}
