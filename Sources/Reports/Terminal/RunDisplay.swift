public import Results

/// How progress is shown.
public enum ProgressMode: String, Sendable, Hashable, CaseIterable {
    /// Live on a terminal, plain elsewhere.
    case auto
    case plain, none
}

/// What a person sees of a run, from its first event to its report; the place where progress meets the terminal.
public struct RunDisplay: Sendable {
    private enum Progress: Sendable {
        case live(ProgressView)
        case plain(PlainProgress)
        case none
    }

    /// A redraw costs a few milliseconds over a slow link; fifteen in a second look smooth.
    private static let frameSeconds = 1.0 / 15

    private let style: Style
    private let verbosity: Verbosity
    /// The directory of the run's files, as it is to be shown at the end.
    public var results: String?
    private var progress: Progress
    private var output: TerminalOutput
    private let isTerminal: Bool
    /// Whether a CI service or a terminal without cursor movement shows the output.
    private let isLog: Bool
    private var outline: RunOutline?
    private var drawn = -1.0

    /// - Parameters:
    ///   - environment: the process environment; decides on colour, live view and annotations.
    ///   - descriptor: where everything goes; standard error.
    ///   - epoch: Unix seconds at the events' time 0.
    ///   - results: the directory of the run's files, as it is to be shown at the end.
    public init(
        mode: ProgressMode,
        verbosity: Verbosity,
        environment: [String: String],
        descriptor: Int32 = 2,
        epoch: Int = 0,
        results: String? = nil,
    ) {
        isTerminal = TerminalOutput.isTerminal(descriptor)
        style = Style(environment: environment, isTerminal: isTerminal)
        self.verbosity = verbosity
        self.results = results
        output = TerminalOutput(descriptor: descriptor)
        let platform = LogPlatform(environment: environment)
        isLog = environment["CI"].map { !$0.isEmpty && $0 != "false" } ?? false || environment["TERM"] == "dumb"
        let plain = PlainProgress(style: style, platform: platform, verbosity: verbosity, epoch: epoch)
        progress =
            switch mode {
            case .none: .none
            case .plain: .plain(plain)
            case .auto where verbosity == .quiet: .none
            case .auto: isTerminal && !isLog ? .live(ProgressView(style: style)) : .plain(plain)
            }
    }

    /// Whether `tick` has anything to do: a live view is on the screen.
    public var isLive: Bool {
        guard case .live(let view) = progress else { return false }
        return !view.isFinished
    }

    /// Takes an event in and shows what it changes; the last one prints the report.
    public mutating func handle(_ event: RunEvent, at time: Double) {
        if case .runStarted(let outline) = event { self.outline = outline }
        switch progress {
        case .live(var view):
            view.handle(event, at: time)
            progress = .live(view)
            if case .runFinished = event { break }
            tick(at: time)
        case .plain(var plain):
            let lines = plain.lines(for: event, at: time)
            progress = .plain(plain)
            for line in lines { output.write("\(line)\n") }
        case .none: break
        }
        if case .runFinished(let run) = event { finish(run) }
    }

    /// Draws the next frame of a live view, unless the last one is too fresh; call it ten to twenty times a second.
    public mutating func tick(at time: Double) {
        guard case .live(var view) = progress, !view.isFinished, time - drawn >= Self.frameSeconds else { return }
        let size = output.size
        let lines = view.styledLines(width: size.width, height: size.height, time: time)
        progress = .live(view)
        output.draw(lines, style: style, width: size.width)
        drawn = time
    }

    /// Takes the live view off the screen and gives the cursor back; for a run that ends without a result.
    public mutating func abandon() {
        guard case .live = progress else { return }
        output.finish([], width: output.size.width)
        progress = .none
    }

    private mutating func finish(_ run: RunResult) {
        // Logs are read in wide windows, files and mails in narrow ones.
        let width = isTerminal ? output.size.width : isLog ? 120 : 80
        let report = TerminalReport(
            run,
            outline: outline,
            width: width,
            style: style,
            verbosity: verbosity,
            results: results,
        )
        switch progress {
        case .live: output.finish(report.lines, width: width)
        case .plain where verbosity > .quiet: output.write("\n" + report.lines.map { "\($0)\n" }.joined())
        case .plain, .none: output.write(report.lines.map { "\($0)\n" }.joined())
        }
    }
}
