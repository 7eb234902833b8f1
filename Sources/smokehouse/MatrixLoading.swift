import ArgumentParser
import Artifacts
import Environments
import Files
import Matrix
import Reports

/// Reading matrices for any command; every problem is shown where it stands in the file.
enum MatrixLoading {
    /// The plans of some matrix files, in order; problems of all of them are shown before it gives up.
    ///
    /// - Throws: `ExitCode(2)` after printing every problem.
    static func plans(_ files: [String]) throws -> [Plan] {
        var plans: [Plan] = []
        var diagnostics: [Diagnostic] = []
        for file in files {
            do throws(MatrixError) {
                let matrix = try Matrix.load(
                    file: file,
                    environment: ProcessVariables.current,
                    formats: FormatRegistry.names,
                )
                plans.append(try matrix.plan())
            } catch {
                diagnostics += error.diagnostics
            }
        }
        show(plans.flatMap(\.warnings) + diagnostics)
        guard diagnostics.isEmpty else { throw ExitCode(2) }
        return plans
    }

    /// Prints problems with their lines, as a compiler would, and how many there are.
    static func show(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let isTerminal = TerminalOutput.isTerminal(2)
        let renderer = DiagnosticRenderer(
            width: isTerminal ? TerminalOutput().size.width : 200,
            style: Style(environment: ProcessVariables.current, isTerminal: isTerminal),
        )
        for line in renderer.lines(diagnostics, source: { try? File.readText($0, limit: 16 << 20) }) {
            Terminal.standardError(styled: line)
        }
    }
}

/// Which matrices a command reads.
struct MatrixArguments: ParsableArguments {
    @Argument(help: "Matrix files.", completion: .file(extensions: ["yaml", "yml"]))
    var matrices: [String] = ["smoke.yaml"]
}

/// Which cells of a matrix a command is about.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only cells whose id matches GLOB, as 'iris-*@sklearn*1.4*'; '*' is any text, '?' any character.")
    var only: [String] = []

    @Option(help: "Only artifacts whose name matches GLOB.")
    var artifact: [String] = []

    @Option(help: "Only environments whose name or id matches GLOB.")
    var environment: [String] = []

    /// The plan with its other cells taken out; a selection that matches nothing is an error.
    func applied(to plan: Plan) throws -> Plan {
        guard !(only.isEmpty && artifact.isEmpty && environment.isEmpty) else { return plan }
        let (ids, artifacts, environments) = (only.map(Glob.init), artifact.map(Glob.init), environment.map(Glob.init))
        var selected = plan
        selected.cells = plan.cells.filter { cell in
            let target = plan.environment(of: cell)
            return (ids.isEmpty || ids.contains { $0.matches(cell.id) })
                && (artifacts.isEmpty || artifacts.contains { $0.matches(plan.artifact(of: cell).name) })
                && (environments.isEmpty || environments.contains { $0.matches(target.name) || $0.matches(target.id) })
        }
        guard !selected.cells.isEmpty else {
            let words =
                (only.map { "--only \($0)" } + artifact.map { "--artifact \($0)" }
                + environment.map { "--environment \($0)" }).joined(separator: " ")
            throw ValidationError("no cell of \(plan.file) matches \(words); 'smokehouse plan' lists the cells")
        }
        // Outputs that a selected cell is compared with come from a cell that must run too.
        let needed = Set(selected.cells.compactMap(\.baseline))
        let present = Set(selected.cells.map(\.id))
        if !needed.isSubset(of: present) {
            let wanted = needed.union(present)
            selected.cells = plan.cells.filter { wanted.contains($0.id) }
        }
        return selected
    }
}
