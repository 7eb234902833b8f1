public import ArgumentParser
import Environments
import Files
import Glibc
import Matrix
import Orchestrator
public import Reports
import Results

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run matrices: make the environments, probe the artifacts, report the verdicts.",
        discussion: """
            Every run leaves results.json, junit.xml and the cells' logs in .smokehouse/runs/ID/; --junit and --json \
            write copies. With several matrices these name directories, with one file for each matrix.
            """,
    )

    @OptionGroup var input: MatrixArguments
    @OptionGroup var selection: SelectionOptions

    @Option(name: .shortAndLong, help: "Cores to keep busy (default: all that this process may use).")
    var jobs: Int?

    @Flag(help: "Make every environment anew; reuse nothing but the installers' downloads.")
    var fresh = false

    @Flag(help: "Stop after the first cell that fails the run.")
    var failFast = false

    @Flag(help: "A cell that only warns fails the run too.")
    var strictWarnings = false

    @Flag(help: "Keep the cells' working directories, and say where they are.")
    var keep = false

    @Flag(help: "Show the cells that would run, and stop.")
    var dryRun = false

    @Option(help: "Write JUnit XML to PATH.", completion: .file())
    var junit: String?

    @Option(help: "Write the results as JSON to PATH.", completion: .file())
    var json: String?

    @Option(help: "How progress is shown.")
    var progress = ProgressMode.auto

    @Flag(name: .shortAndLong, help: "Say nothing but what failed.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show tracebacks and all warnings.")
    var verbose = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on, not \(jobs)") }
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    func run() async throws {
        let plans = try MatrixLoading.plans(input.matrices).map { try selection.applied(to: $0) }
        if dryRun {
            var plan = PlanCommand()
            plan = try PlanCommand.parse([])
            plan.input = input
            plan.selection = selection
            try plan.run()
            return
        }
        let variables = ProcessVariables.current
        let loader: LoaderLocation
        do {
            loader = try LoaderLocation.find(environment: variables)
        } catch {
            Terminal.standardError("smokehouse: \(error)")
            throw ExitCode(2)
        }
        var options = RunOptions(
            jobs: jobs ?? Host.availableCores,
            root: Path.current,
            environment: variables,
            loader: loader,
            version: Version.current,
        )
        options.program = File.resolved("/proc/self/exe")
        options.fresh = fresh
        options.keep = keep
        options.failFast = failFast
        var code: Int32 = 0
        for plan in plans {
            let status = try await run(plan, options, isOnly: plans.count == 1)
            code = Self.worse(code, status)
            if status == 130 { break }
        }
        if code != 0 { throw ExitCode(code) }
    }

    /// Interrupted before failed before unprovisioned before fine.
    private static func worse(_ first: Int32, _ second: Int32) -> Int32 {
        let order: [Int32] = [0, 3, 1, 2, 130]
        let rank = { (code: Int32) in order.firstIndex(of: code) ?? order.count }
        return rank(first) >= rank(second) ? first : second
    }

    private func run(_ plan: Plan, _ options: RunOptions, isOnly: Bool) async throws -> Int32 {
        let screen = Screen(
            RunDisplay(
                mode: progress,
                verbosity: quiet ? .quiet : verbose ? .verbose : .normal,
                environment: options.environment,
                epoch: time(nil),
            )
        )
        let orchestrator = Orchestrator(plan: plan, options: options) { screen.post($0) }
        let outcome: Orchestrator.Outcome
        do {
            outcome = try await Interruption.cancelling {
                try await screen.during { try await orchestrator.run() }
            }
        } catch let error as MatrixError {
            MatrixLoading.show(error.diagnostics)
            return 2
        } catch let error as FileError {
            Terminal.standardError("smokehouse: \(error)")
            return 2
        }
        let files = try write(outcome, plan: plan, isOnly: isOnly)
        await screen.finish(outcome.result, directory: Path.relative(outcome.directory, to: Path.current))
        for problem in files { Terminal.standardError("smokehouse: \(problem)") }
        let status = outcome.result.exitCode(strictWarnings: strictWarnings)
        return files.isEmpty || status != 0 ? status : 2
    }

    /// Writes the run's own reports and the copies that were asked for; what could not be written, in words.
    private func write(_ outcome: Orchestrator.Outcome, plan: Plan, isOnly: Bool) throws -> [String] {
        var problems: [String] = []
        func write(_ reporter: any Reporter, _ path: String) {
            do throws(ReportError) {
                try reporter.write(outcome.result, to: path)
            } catch {
                problems.append("\(error)")
            }
        }
        let junitReporter = JUnitReporter(strictWarnings: strictWarnings)
        write(JSONReporter(), Path.join(outcome.directory, "results.json"))
        write(junitReporter, Path.join(outcome.directory, "junit.xml"))
        if let junit {
            let copy = JUnitReporter(strictWarnings: strictWarnings, attachmentBase: outcome.directory)
            write(copy, copyPath(junit, plan.name, "xml", isOnly))
        }
        if let json { write(JSONReporter(), copyPath(json, plan.name, "json", isOnly)) }
        return problems
    }

    private func copyPath(_ path: String, _ matrix: String, _ ending: String, _ isOnly: Bool) -> String {
        isOnly && !path.hasSuffix("/") && !Directory.exists(path)
            ? path : Path.join(path, "\(matrix.replacing("/", with: "_")).\(ending)")
    }
}

extension ProgressMode: ExpressibleByArgument {}
