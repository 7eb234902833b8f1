import Artifacts
import Environments
import Files
import JSON
import Matrix
import Probe

extension Job {
    /// What the loader is to do for a cell; makes the cell's directory.
    init(
        _ cell: Cell,
        route: LoaderProcess.Route,
        environment: ProvisionedEnvironment,
        context: RunContext,
    ) throws(FileError) {
        let artifact = context.plan.artifact(of: cell)
        let preparation = context.preparation(of: cell)
        let directory = try WorkingDirectory(at: context.scratch.cell(cell.id)).path
        self.init(
            cell: cell.id,
            directory: directory,
            format: preparation.format ?? artifact.format ?? "",
            artifact: artifact.path,
        )
        preload = route == .hosted ? preparation.preload : []
        let isTrusted = context.plan.policy.pickle == .trusted
        if artifact.steps.isEmpty {
            call = artifact.call
            options = artifact.part.options(trusted: isTrusted, facts: preparation.parts.first?.description?.facts)
        } else {
            steps = zip(artifact.parts, preparation.parts).map { part, read in
                JobStep(
                    format: read.description?.format ?? part.format ?? "",
                    artifact: part.path,
                    call: part.call,
                    options: part.options(trusted: isTrusted, facts: read.description?.facts),
                )
            }
        }
        inputs = preparation.inputFiles.map { JobInput(name: $0.name, path: $0.path) }
        inferences = cell.settings.inferences ?? 10
        if let batch = cell.settings.batch { self.batch = batch.rows }
        if let given = preparation.inputs {
            if given.isStacked { batch = nil }
            if !given.columnNames.isEmpty {
                options["columns"] = .array(given.columnNames.map(JSONValue.string))
            }
        }
        // Numbers without a dtype of their own take the model's.
        if artifact.inputs?.isUntyped ?? true { options["cast-inputs"] = true }
        loadTimeout = cell.settings.timeout?.load ?? 60
        inferenceTimeout = cell.settings.timeout?.inference ?? 10
        // A container's own limits hold all that is in it.
        let resources = environment.container == nil ? cell.settings.resources : artifact.settings.resources
        memoryLimit = resources?.memory ?? MemoryLimit.perCell
        processors = resources?.cpus
        processes = resources?.pids
        readable = preparation.readable
    }
}

extension InputSource {
    /// Whether no number in it has a dtype of its own: values in the matrix, JSON, CSV, `generate` without `dtype`.
    var isUntyped: Bool {
        switch self {
        case .inline: true
        case .generated(let input): !input.isTyped
        case .file(let path): ["json", "csv"].contains(Path.ending(path))
        case .named(let inputs): inputs.allSatisfy(\.source.isUntyped)
        }
    }
}
