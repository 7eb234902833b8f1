import Results
import Testing

@testable import Reports

struct ProgressTests {
    private static let style = Style(color: false, unicode: true)

    /// Plays the demo up to a number of events and returns the view.
    private static func view(after count: Int) -> ProgressView {
        var view = ProgressView(style: style)
        for (index, event) in events(SampleRun.demo).prefix(count).enumerated() {
            view.handle(event, at: Double(index) * 0.1)
        }
        return view
    }

    static func events(_ run: RunResult) -> [RunEvent] {
        var events: [RunEvent] = [.runStarted(RunOutline(run))]
        for environment in run.environments {
            events.append(.environmentStarted(id: environment.id))
            if let failure = environment.failure {
                events.append(.environmentFailed(id: environment.id, reason: failure, seconds: 1))
            } else {
                events.append(.environmentReady(id: environment.id, reused: environment.reused, seconds: 0.4))
                events.append(.environmentImporting(id: environment.id))
            }
            for cell in run.cells where cell.environment == environment.id {
                events.append(.cellStarted(cell: cell.cell))
                events.append(.cellFinished(cell))
            }
        }
        return events + [.runFinished(run)]
    }

    @Test("A view shows where the run stands", arguments: [1, 2, 4, 5, 22, 90])
    func frames(count: Int) throws {
        var view = Self.view(after: count)
        let lines = view.lines(width: 80, height: 24, time: Double(count) * 0.1)
        try Golden.expect(Golden.visible(lines), "progress-\(count).txt")
    }

    @Test("Downloads are shown while they run, before there is a grid")
    func downloads() {
        var view = ProgressView(style: Self.style)
        view.handle(Self.download("https://a/b.onnx", 3 << 20, of: 12 << 20), at: 1)
        view.handle(Self.download("https://a/a.onnx", 5000, of: nil), at: 1)
        #expect(
            view.lines(width: 80, height: 24, time: 0).map { String($0.dropFirst()) } == [
                " fetching https://a/a.onnx  4.9 KiB",
                " fetching https://a/b.onnx  ━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  3.0 MiB of 12.0 MiB",
            ])
        #expect(view.lines(width: 80, height: 2, time: 0).count == 1)
        view.handle(Self.download("https://a/b.onnx", 12 << 20, of: 12 << 20, .fetched(seconds: 3)), at: 2)
        view.handle(Self.download("https://a/a.onnx", 0, of: nil, .failed), at: 2)
        #expect(view.lines(width: 80, height: 24, time: 0).isEmpty)
    }

    @Test("What takes long while an environment is made is told at once where it is counted, and now and then")
    func making() {
        func state(_ activity: String, _ done: Int? = nil) -> RunEvent {
            .environmentProgress(
                id: "slim",
                ProvisionState(activity: activity, done: done, total: done.flatMap { $0 > 0 ? 120 << 20 : nil }))
        }
        var log = PlainProgress(style: Self.style)
        let events: [(Double, RunEvent)] = [
            (0, .environmentStarted(id: "slim")), (0.1, state("pulling r:5000/x", 0)),
            (0.2, state("pulling r:5000/x", 1 << 20)),
            (3, state("pulling r:5000/x", 34 << 20)), (11, state("pulling r:5000/x", 60 << 20)),
            (12, state("installing packages")), (13, state("installing packages")),
        ]
        #expect(
            events.flatMap { log.lines(for: $0.1, at: $0.0) } == [
                "slim: pulling r:5000/x", "slim: pulling r:5000/x 60.0 MiB of 120.0 MiB",
                "slim: installing packages",
            ])

        var view = ProgressView(style: Self.style)
        var environment = EnvironmentResult(id: "slim", name: "slim", axes: [], kind: "container")
        environment.reused = false
        var run = RunResult(
            id: "1", matrix: "m", file: "m.yaml", version: "1", started: "",
            host: Host(system: "", architecture: "", cores: 1, memory: 1))
        run.environments = [environment]
        run.cells = [CellResult(cell: "a@slim", artifact: "a", environment: "slim", verdict: .compatible, reason: "")]
        view.handle(.runStarted(RunOutline(run)), at: 0)
        for (time, event) in events.prefix(4) { view.handle(event, at: time) }
        let shown = view.lines(width: 80, height: 24, time: 1)
        #expect(shown.last == "  slim: pulling r:5000/x 34.0 MiB of 120.0 MiB", "\(shown)")
        view.handle(.environmentReady(id: "slim", reused: false, seconds: 1), at: 20)
        #expect(!view.lines(width: 80, height: 24, time: 1).joined().contains("pulling"))
    }

    @Test("A log names a download when it starts, now and then, and when it is done")
    func downloadLog() {
        var log = PlainProgress(style: Style(color: false, unicode: false))
        let lines = [0.0, 0.3, 9.9, 10, 19].flatMap { time in
            log.lines(for: Self.download("https://a/b", Int(time * 1e6), of: 30_000_000), at: time)
        }
        #expect(lines == ["fetching https://a/b", "fetching https://a/b: 9.5 MiB of 28.6 MiB"])
        let end = Self.download("https://a/b", 30_000_000, of: 30_000_000, .fetched(seconds: 21))
        #expect(log.lines(for: end, at: 21) == ["fetched https://a/b: 28.6 MiB in 21.0 s"])
    }

    private static func download(
        _ address: String,
        _ received: Int,
        of total: Int?,
        _ phase: DownloadState.Phase = .fetching,
    ) -> RunEvent {
        .download(DownloadState(address: address, received: received, total: total, phase: phase))
    }

    @Test("A grid that is taller than the terminal becomes one line for each environment", arguments: [3, 6, 12])
    func compact(height: Int) throws {
        var view = Self.view(after: 40)
        let lines = view.lines(width: 80, height: height, time: 4)
        #expect(lines.count < height)
        try Golden.expect(Golden.visible(lines), "progress-compact-\(height).txt")
    }

    @Test("Nothing moves while cells finish, nor when the report takes the view's place", arguments: [60, 80, 200])
    func steady(width: Int) {
        let events = Self.events(SampleRun.everyVerdict)
        var view = ProgressView(style: Self.style)
        var heights: Set<Int> = []
        var last: [StyledLine] = []
        for (index, event) in events.enumerated() {
            view.handle(event, at: Double(index))
            last = view.styledLines(width: width, height: 50, time: Double(index))
            heights.insert(last.count)
        }
        #expect(heights.count == 1)
        let report = TerminalReport(SampleRun.everyVerdict, width: width, style: Self.style).styledLines
        let grid = last.dropLast(3)
        #expect(Array(report.prefix(grid.count)) == Array(grid))
    }

    @Test("No line of a view is wider than the terminal", arguments: [40, 41, 80, 130])
    func width(width: Int) {
        for count in stride(from: 1, to: 110, by: 9) {
            var view = Self.view(after: count)
            for line in view.styledLines(width: width, height: 24, time: 3) { #expect(line.width <= width) }
        }
    }

    @Test(
        "A log has a line for each finished cell",
        arguments: [("none", LogPlatform.none), ("github", .github), ("gitlab", .gitlab)],
        [Verbosity.quiet, .normal, .verbose])
    func plain(platform: (name: String, platform: LogPlatform), verbosity: Verbosity) throws {
        var lines: [String] = []
        var plain = PlainProgress(
            style: Self.style,
            platform: platform.platform,
            verbosity: verbosity,
            epoch: 1_795_000_000,
        )
        for (index, event) in Self.events(SampleRun.everyVerdict).enumerated() {
            lines += plain.lines(for: event, at: Double(index))
        }
        try Golden.expect(Golden.visible(lines), "plain-\(platform.name)-\(verbosity).txt")
    }

    @Test("Workflow commands escape what would end them")
    func escaping() {
        #expect(PlainProgress.data("50%\r\na:b,c") == "50%25%0D%0Aa:b,c")
        #expect(PlainProgress.property("50%\na:b,c") == "50%25%0Aa%3Ab%2Cc")
    }

    @Test("The log's platform is known by its variables")
    func platforms() {
        #expect(LogPlatform(environment: ["GITHUB_ACTIONS": "true"]) == .github)
        #expect(LogPlatform(environment: ["GITLAB_CI": "true", "CI": "true"]) == .gitlab)
        #expect(LogPlatform(environment: ["CI": "true"]) == .none)
    }
}
