import Results

/// What a grid's cell shows: a sign one column wide, a word in two lengths, and its ink.
struct CellMark: Sendable, Hashable {
    let sign: String
    let word: String
    /// Eight columns at most.
    let short: String
    let ink: Ink

    /// The widest `word` and `short`, with the sign and the space before them.
    static let fullWidth = 15
    static let shortWidth = 10

    /// Every sign is one column wide in every terminal seen, which emoji are not.
    init(_ verdict: Verdict, advisory: Bool = false, _ style: Style) {
        func pick(_ unicode: String, _ ascii: String) -> String { style.unicode ? unicode : ascii }
        let bad: Ink = advisory ? .caution : .bad
        switch verdict {
        case .compatible: self.init(pick("✓", "+"), "compatible", "ok", .good)
        case .warned: self.init("!", "warned", "warned", .caution)
        case .drifted: self.init(pick("≈", "~"), "drifted", "drifted", bad)
        case .incompatible: self.init(pick("✗", "X"), "incompatible", "breaks", bad)
        case .crashed: self.init(pick("†", "*"), "crashed", "crashed", bad)
        case .timedOut: self.init(pick("◷", "T"), "timed-out", "timeout", bad)
        case .refused: self.init(pick("⊘", "R"), "refused", "refused", bad)
        case .unprovisioned: self.init("?", "unprovisioned", "no env", advisory ? .caution : .fault)
        case .skipped: self.init(pick("–", "-"), "skipped", "skipped", .faint)
        case .expected: self.init("x", "expected", "expected", .faint)
        case .unexpectedPass: self.init(pick("↑", "^"), "now passes", "passes", bad)
        }
    }

    init(_ sign: String, _ word: String, _ short: String, _ ink: Ink) {
        self.sign = sign
        self.word = word
        self.short = short
        self.ink = ink
    }
}

/// Where a cell stands during a run.
enum CellState: Sendable, Hashable {
    /// Nothing has happened yet, or the run was stopped before it did.
    case waiting
    case planned
    /// The cell's environment is being made or is importing its frameworks.
    case preparing, importing
    case running
    case finished(Verdict, advisory: Bool)

    func mark(_ style: Style, frame: Int) -> CellMark {
        let idle = style.unicode ? "·" : "."
        return switch self {
        case .waiting: CellMark(idle, "", "", .faint)
        case .planned: CellMark(style.unicode ? "•" : "o", "runs", "runs", .plain)
        case .preparing: CellMark(idle, "preparing", "prepares", .faint)
        case .importing: CellMark(idle, "importing", "imports", .faint)
        case .running: CellMark(Spinner.sign(frame, style), "running", "running", .plain)
        case .finished(let verdict, let advisory): CellMark(verdict, advisory: advisory, style)
        }
    }
}

/// The signs that stand for work in progress, one for each frame.
enum Spinner {
    static func sign(_ frame: Int, _ style: Style) -> String {
        let signs = style.unicode ? ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] : ["|", "/", "-", "\\"]
        return signs[frame % signs.count]
    }
}
