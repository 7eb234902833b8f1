import Files
import Glibc
import JSON
import Probe

/// The cell's side of the event pipe.
final class CellReport {
    /// The last line of a cell that came to its own end, whether it succeeded or raised.
    static let ending = "ended"

    private let cell: String
    private let descriptor: Int32
    private let inode: ino_t
    private var seen: Set<CapturedWarning> = []
    /// The stage that warnings belong to.
    private(set) var stage = Event.Stage.load

    init(cell: String, descriptor: Int32) {
        self.cell = cell
        self.descriptor = descriptor
        inode = Self.inode(of: descriptor)
    }

    func begin(_ stage: Event.Stage) {
        self.stage = stage
        seen.removeAll()
        send(.stageStarted(cell: cell, stage: stage))
    }

    func finish(_ stage: Event.Stage, seconds: Double) {
        send(.stageFinished(cell: cell, stage: stage, seconds: seconds))
    }

    func describe(_ description: ModelDescription) {
        send(.described(cell: cell, description: description))
    }

    /// Reports a warning; a category and text that the stage has already given is left out.
    func warn(_ warning: CapturedWarning) {
        guard seen.count < 1000, seen.insert(warning).inserted else { return }
        send(.warned(cell: cell, stage: stage, warning: warning))
    }

    func infer(_ inference: Inference) {
        send(.inferred(cell: cell, inference: inference))
    }

    func raise(_ failure: Failure, inference: Int?) {
        send(.raised(cell: cell, stage: stage, inference: inference, failure: failure))
    }

    func end(complete: Bool, outOfMemory: Bool) {
        let line = JSONValue.object([
            "event": .string(Self.ending), "complete": .bool(complete), "out-of-memory": .bool(outOfMemory),
        ])
        write(Array((line.compact + "\n").utf8))
    }

    private func send(_ event: Event) {
        write(event.bounded.line)
    }

    private func write(_ bytes: [UInt8]) {
        // A model that closed our descriptor may have got its number for a file of its own.
        guard Self.inode(of: descriptor) == inode else { return }
        try? File.writeAll(bytes, to: descriptor, path: "the event pipe")
    }

    private static func inode(of descriptor: Int32) -> ino_t {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_ino : 0
    }
}
