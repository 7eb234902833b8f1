import Files
import JSON

/// An MLflow model: a directory with the file `MLmodel`.
enum MLflowFormat: ArtifactFormat {
    static let name = "mlflow"
    static let file = "MLmodel"

    static func noun(_ head: FileHead) -> String { "an MLflow model" }

    static func recognise(_ head: FileHead) -> Recognition? { nil }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        throw ArtifactError(
            .notAnArtifact, path: file.path, reason: "an MLflow model is a folder; name the one that holds \(Self.file)"
        )
    }

    static func recognise(_ directory: ArtifactDirectory) -> Recognition? {
        directory.contains(file) ? .certain : nil
    }

    static func describe(_ directory: ArtifactDirectory) throws(ArtifactError) -> ArtifactDescription {
        var model = MLflowModel()
        var fault: String?
        let bytes = try directory.read(file, limit: 16 << 20)
        do throws(MLmodel.Unreadable) {
            model.mlmodel = try MLmodel(bytes)
        } catch {
            fault = error.reason
        }
        var settings = MLflowSettings(of: directory)
        settings.add(model.mlmodel?.flavors ?? [], in: "")
        if let reason = try addInner(to: &settings, of: directory) { fault = fault ?? reason }
        model.scripts = settings.scripts
        model.risks = settings.risks + MLflowRequirements.strays(directory).map { MLflowModel.Risk($0) }
        for folder in settings.codeFolders {
            model.modules.merge(modules(in: folder, of: directory)) { $0 + $1.filter { !$0.isEmpty } }
        }
        model.files = try directory.bundle(named: settings.files)
        model.files += try directory.hubFolders(isCertain: settings.isHub || model.mlmodel == nil)
        for path in settings.files where Path.ending(path) == "pkl" && !model.files.contains(where: { $0.path == path })
        {
            fault = fault ?? "\(path), which a load reads, is no pickle; it is damaged, get it again"
        }
        var description = directory.description(format: name, content: .mlflow(model))
        description.fault = fault
        guard let mlmodel = model.mlmodel else { return description }
        let direct = model.direct
        description.producers = mlmodel.producers
        for producer in direct?.description.producers ?? []
        where !description.producers.contains(where: { $0.framework == producer.framework }) {
            description.producers.append(producer)
        }
        description.modelClass = direct?.description.modelClass ?? mlmodel.native?.name
        description.formatVersion = mlmodel.native?.name ?? "python_function"
        description.inputs = mlmodel.inputs
        description.outputs = mlmodel.outputs
        if let direct {
            // With MLflow where it is there, else by the framework alone.
            description.preload = ["mlflow.pyfunc|\(name)"] + direct.description.preload
            description.requiredPackages = direct.description.requiredPackages
        } else {
            description.preload = ["mlflow.pyfunc"]
            description.requiredPackages = [RequiredPackage(module: "mlflow")]
        }
        description.facts = facts(mlmodel, direct)
        description.requirements = MLflowRequirements.read(directory, pythonVersion: mlmodel.pythonVersion)
        return description
    }

    /// Adds what other `MLmodel`s in the folder say: a model's `data` may be a folder that MLflow reads one in.
    ///
    /// - Returns: why the first of those that can't be read can't.
    private static func addInner(
        to settings: inout MLflowSettings, of directory: ArtifactDirectory
    ) throws(ArtifactError) -> String? {
        let paths = directory.paths { $0.hasSuffix("/\(file)") }
        guard paths.count <= innerLimit else {
            return "the folder has \(paths.count) models of MLflow's in it; at most \(innerLimit) are read"
        }
        var fault: String?
        for path in paths {
            let bytes = try directory.read(path, limit: 16 << 20)
            do throws(MLmodel.Unreadable) {
                settings.add(try MLmodel(bytes).flavors, in: Path.parent(path))
            } catch {
                fault = fault ?? "\(path): \(error.reason)"
            }
        }
        return fault
    }

    private static let innerLimit = 100

    /// What the loader needs to know of the directory, which reads no YAML.
    private static func facts(_ model: MLmodel, _ direct: BundledFile?) -> JSONObject {
        var facts = JSONObject()
        facts["flavor"] = .string(model.native?.name ?? "python_function")
        if let direct {
            facts["path"] = .string(direct.path)
            facts["format"] = .string(direct.description.format)
        }
        // MLflow's own loaders answer to `predict` alone; a scikit-learn model may name another method.
        if let call = model.pyfunc["predict_fn"] { facts["call"] = .string(call) }
        if let code = model.pyfunc["code"] { facts["code"] = .string(code) }
        facts["columns"] = .bool(model.hasColumns)
        facts["inputs"] = .array(
            model.inputs.map { input in
                let shape = (input.shape ?? []).map { dimension -> JSONValue in
                    guard case .fixed(let length) = dimension else { return .null }
                    return .int(Int64(length))
                }
                return [
                    "name": .string(input.name), "type": .string(input.type), "shape": .array(shape),
                    "required": .bool(!model.optionalInputs.contains(ExactText(input.name))),
                ]
            })
        return facts
    }

    /// The top-level modules in the folder that MLflow puts on the import path.
    private static func modules(in code: String, of directory: ArtifactDirectory) -> [String: [String]] {
        let endings: Set<String> = ["py", "so", "pyc", "pyd"]
        let folder = code.isEmpty ? "" : code + "/"
        func inner(_ path: String) -> String { String(Substring(path.utf8.dropFirst(folder.utf8.count))) }
        let files = directory.paths { $0.hasPrefix(folder) && endings.contains(Path.ending($0)) }
        // Without the source beside it, cached bytecode is no module.
        let isCached = { (path: String) in
            Path.ending(path) == "pyc" && inner(path).split(separator: "/").contains("__pycache__")
        }
        return Dictionary(grouping: files.filter { !isCached($0) }) { path in
            inner(path).head(before: "/").head(before: ".")
        }
    }
}
