import Results

/// One `testsuite`: a concrete environment with its cells.
struct JUnitSuite {
    let id: String
    let environment: EnvironmentResult?
    let cases: [JUnitCase]
    let failures: Int
    let errors: Int
    let skipped: Int

    private init(id: String, environment: EnvironmentResult?, cases: [JUnitCase]) {
        self.id = id
        self.environment = environment
        self.cases = cases
        failures = cases.count { $0.outcome == .failure }
        errors = cases.count { $0.outcome == .error }
        skipped = cases.count { $0.outcome == .skipped }
    }

    /// The suites of a run, in the order of its environments; environments without cells have none.
    static func all(of run: RunResult, strictWarnings: Bool) -> [JUnitSuite] {
        var cells: [String: [JUnitCase]] = [:]
        var order: [String] = []
        var environments: [String: EnvironmentResult] = [:]
        for environment in run.environments where environments[environment.id] == nil {
            environments[environment.id] = environment
            order.append(environment.id)
        }
        var known = Set(order)
        for cell in run.cells {
            if known.insert(cell.environment).inserted { order.append(cell.environment) }
            let log = environments[cell.environment]?.failureLog
            cells[cell.environment, default: []].append(
                JUnitCase(cell, environmentLog: log, strictWarnings: strictWarnings)
            )
        }
        return order.compactMap { id in
            guard let cases = cells[id] else { return nil }
            return JUnitSuite(id: id, environment: environments[id], cases: cases)
        }
    }

    func writeHead(of run: RunResult, to writer: inout XMLWriter) {
        writer.start("testsuite")
        writer.attribute("name", id)
        writer.attribute("tests", "\(cases.count)")
        writer.attribute("failures", "\(failures)")
        writer.attribute("errors", "\(errors)")
        writer.attribute("skipped", "\(skipped)")
        writer.attribute("time", Decimal.fixed(cases.reduce(0) { $0 + $1.cell.seconds }, 3))
        // Without zone, as the readers expect it; in UTC.
        writer.attribute("timestamp", String(run.started.prefix(19)))
        writer.start("properties")
        property("smokehouse", run.version, &writer)
        property("run", run.id, &writer)
        property("host", "\(run.host.system), \(run.host.architecture), \(run.host.cores) cores", &writer)
        if run.interrupted { property("interrupted", "true", &writer) }
        if let environment {
            property("kind", environment.kind, &writer)
            for setting in environment.axes { property("axis:\(setting.axis)", setting.value, &writer) }
            if let python = environment.python { property("python", python, &writer) }
            if let image = environment.image {
                property("image", image.digest ?? image.name, &writer)
                property("image-id", image.id, &writer)
                property("engine", image.engine, &writer)
            }
            for package in environment.packages { property("package:\(package.name)", package.version, &writer) }
            property("provision-seconds", Decimal.fixed(environment.provisionSeconds, 3), &writer)
            property("import-seconds", Decimal.fixed(environment.importSeconds, 3), &writer)
            property("reused", "\(environment.reused)", &writer)
        }
        writer.end()
    }

    private func property(_ name: String, _ value: String, _ writer: inout XMLWriter) {
        writer.start("property")
        writer.attribute("name", name)
        writer.attribute("value", value)
        writer.end()
    }
}
