import CPython
import Glibc
import JSON
import Probe

/// The interpreter that opened the loader, with the frameworks imported, as the process that cells are forked from.
final class PythonHost: Host {
    private let python: Python
    private let osFork: PythonObject
    /// What the packages raised that can't be imported, by package.
    private var broken: [(package: String, failure: Failure)] = []
    /// The packages of which a module could not be imported.
    private var failed: Set<String> = []
    private var formats: [String] = []
    /// The packages that the artifact's own load needs; where one of them is missing, the environment is at fault.
    private var frameworks: Set<String> = []

    init(_ python: Python) throws(PythonError) {
        self.python = python
        osFork = try python.importModule("os").attribute("fork")
    }

    /// Imports modules with the collector off and reports each; a failure is reported, not thrown.
    func preload(_ modules: [String], _ events: EventStream) {
        let collector = try? python.importModule("gc")
        _ = try? collector?.callMethod("disable")
        for module in modules.compactMap(available) {
            let start = monotonicSeconds()
            do {
                try python.importModule(module)
                let seconds = monotonicSeconds() - start
                let package = try python.importModule(Self.package(module))
                let version = (try? package.optionalAttribute("__version__")?.text()) ?? nil
                events.send(.imported(module: module, version: version, seconds: seconds))
            } catch {
                // Whatever it raised: a package that can't be imported is no environment for anything.
                var failure = failure(error, importing: [])
                failed.insert(Self.package(module))
                failure.isEnvironment = (try? python.importModule(Self.package(module))) == nil
                if failure.isEnvironment { broken.append((Self.package(module), failure)) }
                events.send(.importFailed(module: module, failure: failure))
            }
        }
        // Every cell wants these: imported and set up here, once.
        for module in ["traceback", "warnings"] { _ = try? python.importModule(module) }
        prepareStreams()
        // What is alive now stays: kept out of collections, its pages stay shared with the cells. From Python 3.7.
        _ = try? collector?.callMethod("freeze")
        for name in ["stdout", "stderr"] {
            _ = try? python.importModule("sys").attribute(name).callMethod("flush")
        }
    }

    /// Sees to it that a crash does not take a cell's last lines with it.
    private func prepareStreams() {
        for name in ["stdout", "stderr"] {
            // From Python 3.7.
            let stream = try? python.importModule("sys").attribute(name)
            let reconfigure = (try? stream?.optionalAttribute("reconfigure")) ?? nil
            _ = try? reconfigure?.call([], [("line_buffering", try python.object(true))])
        }
        _ = try? python.importModule("faulthandler").callMethod("enable")
    }

    /// The first of several modules that stand in for each other (`a.x|b.x`) whose package is installed; `nil` where none
    /// is, which the runtime says in its own words.
    private func available(_ module: String) -> String? {
        let names = module.split(separator: "|").map(String.init)
        guard names.count > 1 else { return module }
        return names.first { isInstalled(Self.package($0)) }
    }

    /// Removes the entries of `sys.path` that stand for the working directory: no artifact's neighbour is a module.
    func closeWorkingDirectory() throws(PythonError) {
        let path = try python.importModule("sys").attribute("path")
        let current = try python.importModule("os").callMethod("getcwd").text()
        var kept: [PythonObject] = []
        for entry in try path.elements() where !["", ".", current].contains(try entry.text()) { kept.append(entry) }
        try python.importModule("sys").set(attribute: "path", to: try python.list(kept))
    }

    func fork() throws -> pid_t {
        // Python's own fork, for the handlers that packages registered with it.
        pid_t(try osFork.call().integer())
    }

    func enter(_ job: Job, _ report: CellReport) {
        formats = job.formats
        frameworks = Set(job.preload.filter { !$0.contains("|") }.map(Self.package))
        func attempt(_ step: () throws(PythonError) -> Void) {
            do { try step() } catch { SystemCalls.complain("smoke-loader: \(error)") }
        }
        attempt { () throws(PythonError) in
            let environment = try python.importModule("os").attribute("environ")
            for (name, path) in [("HOME", "home"), ("TMPDIR", "tmp"), ("PWD", "work")] {
                try environment.set(item: try python.object(name), to: try python.object("\(job.directory)/\(path)"))
            }
            // `tempfile` remembers the first answer, which was the supervisor's.
            let modules = try python.importModule("sys").attribute("modules")
            if try modules.callMethod("__contains__", [try python.object("tempfile")]).isTrue() {
                try python.importModule("tempfile").set(attribute: "tempdir", to: python.noneObject())
            }
        }
        attempt { () throws(PythonError) in
            try python.importModule("gc").callMethod("enable")
        }
        attempt { () throws(PythonError) in try captureWarnings(report) }
    }

    /// Sends every warning that a user would see to the report, and none to standard error.
    ///
    /// The filters stay as they are, so that what Python hides is hidden; what they show once per place is shown always.
    private func captureWarnings(_ report: CellReport) throws(PythonError) {
        let warnings = try python.importModule("warnings")
        try warnings.callMethod("simplefilter", [try python.object("always")], [("append", try python.object(true))])
        let show = try python.function("showwarning") { arguments in
            guard arguments.count >= 2 else { return }
            let category = (try? arguments[1].attribute("__name__").text()) ?? "Warning"
            report.warn(CapturedWarning(category: category, message: (try? arguments[0].text()) ?? ""))
        }
        try warnings.set(attribute: "showwarning", to: show)
    }

    func load(_ job: Job) throws -> any Runtime {
        job.steps.isEmpty ? try RuntimeRegistry.load(job, in: python) : try StepsRuntime(loading: job, in: python)
    }

    func explain(_ error: any Error) -> Explanation {
        if let error = error as? StepError {
            var explanation = explain(error.cause)
            explanation.failure.step = error.step
            return explanation
        }
        guard let error = error as? PythonError else {
            return Explanation(failure: error as? Failure ?? Failure(type: "LoaderError", message: "\(error)"))
        }
        return Explanation(
            failure: failure(error, importing: frameworks.union(formatPackages).union(entryPackages(error))),
            isOutOfMemory: error.kind == .memory,
        )
    }

    private var formatPackages: [String] { Self.packages(of: formats) }

    private static func packages(of formats: [String]) -> [String] {
        RuntimeRegistry.hosted.filter { formats.contains($0.format) }.flatMap { $0.packages }
    }

    func confirms(_ failure: Failure, of job: Job) -> Bool {
        let step = failure.step.flatMap { job.steps.indices.contains($0) ? job.steps[$0] : nil }
        let formats = step.map { [$0.format] } ?? job.formats
        // What an entry needs is known to nobody else, and to name one is to trust it.
        let isTrusted = formats.allSatisfy { Self.codeless.contains($0) || $0 == PythonRuntime.format }
        if isTrusted { return true }
        let preloaded = job.preload.flatMap { $0.split(separator: "|").map(String.init) }.map(Self.package)
        return (preloaded + Self.packages(of: formats)).contains { failed.contains($0) || !isInstalled($0) }
    }

    /// Formats whose files hold nothing that the interpreter runs.
    private static let codeless: Set<String> = [
        "onnx", "openvino", "tflite", "xgboost", "lightgbm", "catboost", "safetensors", "tensorflow-savedmodel",
    ]

    private func isInstalled(_ package: String) -> Bool {
        let found = try? python.importModule("importlib.util").callMethod("find_spec", [try python.object(package)])
        return found.map { !$0.isNone } ?? false
    }

    /// What the user's own loading code wants cannot be known before: whatever package it lacks.
    private func entryPackages(_ error: PythonError) -> [String] {
        guard formats.contains(PythonRuntime.format), let module = error.module else { return [] }
        return [Self.package(module)]
    }

    /// An import error is the environment's fault where one of the packages that must be there can't be imported at all,
    /// and so is any error that such a package raised before.
    private func failure(_ error: PythonError, importing packages: Set<String>) -> Failure {
        let isImport = error.kind == .importing || error.kind == .moduleNotFound
        return Failure(
            type: error.type,
            message: error.message,
            traceback: error.traceback,
            module: error.module,
            isEnvironment: isImport && packages.contains { (try? python.importModule($0)) == nil }
                || broken.contains { package, failure in
                    packages.contains(package) && failure.type == error.type && failure.message == error.message
                },
        )
    }

    func surroundings() -> [String: String] { FrameworkSurroundings(python: python).found() }

    func leave() {
        for name in ["stdout", "stderr"] {
            _ = try? python.importModule("sys").attribute(name).callMethod("flush")
        }
    }

    private static func package(_ module: String) -> String {
        String(module.prefix { $0 != "." })
    }
}

extension Job {
    /// The formats of all its files.
    fileprivate var formats: [String] { steps.isEmpty ? [format] : steps.map(\.format) }
}
