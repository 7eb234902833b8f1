import Matrix
import Results
import Testing

@testable import Orchestrator

@Suite("Ledger")
struct LedgerTests {
    private static func ledger() throws -> Ledger {
        let matrix = try Matrix.decode(
            text: """
                version: 1
                artifacts: {m: {path: m.joblib}}
                environments: {e: {kind: venv, python: "3.11"}}
                """,
            file: "smoke.yaml", directory: "/w", environment: [:], formats: ["joblib"], exists: { _ in true },
        )
        return Ledger(plan: try matrix.plan(), observe: { _ in }, failed: nil)
    }

    private static func made(reused: Bool, failure: String? = nil) -> EnvironmentResult {
        var result = EnvironmentResult(id: "e", name: "e", axes: [], kind: "container")
        result.reused = reused
        result.failure = failure
        return result
    }

    /// What is left of an environment that several groups have made, whatever their order.
    private static func recorded(_ results: [EnvironmentResult]) async throws -> EnvironmentResult {
        let ledger = try ledger()
        for result in results { await ledger.record(result) }
        await ledger.addImportSeconds(1, environment: "e")
        let closed = await ledger.close { cell in
            CellResult(cell: cell.id, artifact: "m", environment: "e", verdict: .skipped, reason: "")
        }
        return try #require(closed.environments.first)
    }

    @Test("An environment that one of its groups had to make was not reused, whichever came first")
    func reused() async throws {
        let (old, new) = (Self.made(reused: true), Self.made(reused: false))
        #expect(try await !Self.recorded([old, new, old]).reused)
        #expect(try await !Self.recorded([new, old]).reused)
        #expect(try await Self.recorded([old, old]).reused)
    }

    @Test("An environment that one of its groups could not make has failed")
    func failed() async throws {
        let (good, bad) = (Self.made(reused: false), Self.made(reused: false, failure: "disk full"))
        #expect(try await Self.recorded([good, bad]).failure == "disk full")
        #expect(try await Self.recorded([bad, good]).failure == "disk full")
    }
}
