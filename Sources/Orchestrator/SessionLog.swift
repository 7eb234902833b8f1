import Matrix
import Probe
import Results

/// Sorts a session's events by cell.
actor SessionLog {
    private let cells: [String: Cell]
    private let order: [Cell]
    private var records: [String: CellRecord] = [:]
    private var finished: Set<String> = []
    /// Seconds that the imports took, once for all cells.
    private(set) var importSeconds = 0.0
    /// What holds the cells; `nil` where nothing is to, or before the loader said so.
    private(set) var sandbox: SandboxReport?

    init(cells: [Cell]) {
        order = cells
        self.cells = Dictionary(cells.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Takes an event in; the cell with its record, when this was its last one.
    func take(_ event: Event, observe: @Sendable (RunEvent) -> Void) -> (Cell, CellRecord)? {
        if case .imported(_, _, let seconds) = event { importSeconds += seconds }
        if case .sandboxed(let report) = event { sandbox = report }
        guard let id = event.cell, let cell = cells[id], !finished.contains(id) else { return nil }
        records[id, default: CellRecord()].take(event)
        switch event {
        case .cellStarted:
            observe(.cellStarted(cell: id))
            return nil
        case .cellFinished:
            finished.insert(id)
            return (cell, records[id] ?? CellRecord())
        default:
            return nil
        }
    }

    /// Whether the imports were over and a cell was started.
    var hasBegun: Bool { records.values.contains(where: \.started) }

    /// Cells without a last event, in order.
    var unfinished: [Cell] { order.filter { !finished.contains($0.id) } }
}
