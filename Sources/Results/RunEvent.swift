/// What a run tells whoever watches it; every event is a finished value, times come with its delivery.
public enum RunEvent: Sendable, Hashable {
    /// The plan is known, the artifacts are here; the first event but for downloads.
    case runStarted(RunOutline)
    /// An artifact is fetched from afar; these come before everything else.
    case download(DownloadState)
    /// An environment is being made.
    case environmentStarted(id: String)
    /// Something about it takes long.
    case environmentProgress(id: String, ProvisionState)
    /// An environment is there; `seconds` is the time it took.
    case environmentReady(id: String, reused: Bool, seconds: Double)
    /// An environment could not be made; its cells follow as `unprovisioned`.
    case environmentFailed(id: String, reason: String, seconds: Double)
    /// The frameworks of an environment are being imported.
    case environmentImporting(id: String)
    case cellStarted(cell: String)
    case cellFinished(CellResult)
    /// Always the last event.
    case runFinished(RunResult)
}
