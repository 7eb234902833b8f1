import Results

extension Judge {
    /// The result of a cell on which no loader could be brought to report.
    ///
    /// - Parameter module: the first that was to be imported.
    /// - Parameter hasBegun: whether the imports were over.
    func verdict(_ end: LoaderProcess.End, importing module: String?, hasBegun: Bool = false) -> CellResult {
        let modules = module.map { " (\($0.split(separator: ".")[0]) and what it needs)" } ?? ""
        return switch end {
        case .signalled(let signal) where hasBegun:
            verdict(
                .crashed, stage: .load,
                reason: "the loader, which watches the artifact, was killed by \(SignalName.of(signal)) while it ran; "
                    + "see whether this machine's memory ran out",
            )
        case .signalled(let signal):
            verdict(
                .crashed, stage: .load,
                reason: "the interpreter was killed by \(SignalName.of(signal)) while importing\(modules)",
            )
        case .outOfMemory:
            verdict(
                .crashed, stage: .load,
                reason:
                    "the container's memory ran out before the artifact was loaded\(modules); raise 'resources: {memory: …}'",
            )
        case .stalled(let limit):
            verdict(
                .timedOut, stage: .provision,
                reason: "importing\(modules) took longer than \(Judge.duration(limit)); "
                    + "raise 'timeout: {provision: …}'",
            )
        case .notStarted(let why):
            verdict(.unprovisioned, stage: .provision, reason: "the loader could not be started: \(why)")
        case .abandoned(let why):
            verdict(.unprovisioned, stage: .provision, reason: why)
        case .killed:
            verdict(
                .unprovisioned, stage: .provision,
                reason: "the container was killed from outside (SIGKILL), which nothing in it can do; "
                    + "see the engine's log, and whether this machine's memory ran out",
            )
        case .exited(let status):
            verdict(
                .unprovisioned, stage: .provision,
                reason: "the loader ended with status \(status) before this artifact was loaded; "
                    + "`smokehouse run --keep` keeps its log",
            )
        case .finished, .cancelled:
            verdict(.crashed, stage: .load, reason: "the loader left this artifact out")
        }
    }
}
