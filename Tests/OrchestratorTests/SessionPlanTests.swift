import Matrix
import Testing

@testable import Orchestrator

@Suite("Sessions of many artifacts")
struct SessionPlanTests {
    private static func cells(_ count: Int) -> [Cell] {
        (0..<count).map { Cell(id: "\($0)", artifact: $0, environment: 0, settings: Settings()) }
    }

    @Test("Cells are kept in order, and no session mounts more than it can", arguments: [0, 1, 100, 101, 3000])
    func portions(count: Int) {
        let cells = Self.cells(count)
        let portions = SessionPlan.portions(of: cells) { ["/inputs/\($0.artifact)", "/artifacts/\($0.artifact)"] }
        #expect(portions.flatMap { $0 } == cells)
        #expect(portions.allSatisfy { 2 * $0.count <= SessionPlan.pathLimit })
        #expect(portions.count == (2 * count + SessionPlan.pathLimit - 1) / SessionPlan.pathLimit)
    }

    @Test("What cells share is mounted once")
    func shared() {
        let portions = SessionPlan.portions(of: Self.cells(1000)) { _ in ["/inputs", "/artifacts"] }
        #expect(portions.map(\.count) == [1000])
    }

    @Test("Long paths make shorter sessions, and a cell of many files has one to itself")
    func long() {
        let name = String(repeating: "x", count: 4000)
        let portions = SessionPlan.portions(of: Self.cells(100)) { ["/\(name)/\($0.artifact)"] }
        #expect(portions.allSatisfy { $0.count * 4000 <= SessionPlan.byteLimit })
        let cells = Self.cells(3)
        let uneven = SessionPlan.portions(of: cells) { cell in
            cell.artifact == 1 ? (0..<5000).map { "/many/\($0)" } : ["/one/\(cell.artifact)"]
        }
        #expect(uneven.map { $0.map(\.artifact) } == [[0], [1], [2]])
    }
}
