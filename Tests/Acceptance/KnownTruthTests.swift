import Crypto
import Files
import Foundation
import JSON
import Tensors
import Testing

/// The demo, cell by cell, against a table that plain Python made, and against plain Python as it runs now.
@Suite("Known truth", .tags(.environment))
struct KnownTruthTests {
    /// The demo ran once for all tests here.
    struct Demo {
        let place: Workplace
        let outcome: Outcome
        let results: Results
        /// The kept scratch of the run.
        let scratch: String
    }

    nonisolated(unsafe) private static let shared = Result {
        let place = try Workplace()
        let outcome = try place.run(Places.demo, "--keep")
        let folders = try Directory.list(place.scratch).filter { $0.hasPrefix("smokehouse-") }
        try #require(folders.count == 1, "--keep left \(folders)")
        return Demo(
            place: place,
            outcome: outcome,
            results: try outcome.requireResults(),
            scratch: Path.join(place.scratch, folders[0]),
        )
    }

    static let truth: [(id: String, row: JSONValue)] = {
        guard let bytes = try? File.read(Places.truth + "/demo-truth.json"),
            let table = try? JSONValue(parsing: bytes).object
        else { return [] }
        return table.members.map { (id: $0.key, row: $0.value) }
    }()

    private func demo() throws -> Demo { try Self.shared.get() }

    @Test("The demo fails as it should, with every cell of the table and no other")
    func cells() throws {
        let demo = try demo()
        #expect(demo.outcome.status == 1, "\(demo.outcome.errors)")
        #expect(Self.truth.count == 30)
        #expect(demo.results.cells.map(\.id).sorted() == Self.truth.map(\.id).sorted())
    }

    @Test("Each cell's verdict is what plain Python saw", arguments: truth.map(\.id))
    func verdict(id: String) throws {
        let row = try #require(Self.truth.first { $0.id == id }).row
        let cell = try demo().results.cell(id)
        #expect(cell.verdict == row["verdict"]?.string)
        #expect(cell.stage == row["stage"]?.string)
        #expect(cell.exception == row["exception"]?.string)
        #expect(cell.message == row["message"]?.string)
        #expect(cell.warningCategories == row["warnings"]?.strings)
        if row["identical_to_reference"]?.bool == true {
            // Linear algebra takes other kernels on other processors than the table's, and the last bit may be another.
            #expect(try #require(cell.maximumDifference) <= 1e-15)
            #expect(cell.check("parity") == "passed")
        } else if let difference = row["max_abs_diff"]?.double {
            let measured = try #require(cell.maximumDifference)
            #expect(measured > 0)
            #expect(abs(measured - difference) <= 1e-12, "\(measured), the table says \(difference)")
        } else {
            #expect(cell.maximumDifference == nil)
        }
    }

    static let environments = Set(truth.map { String($0.id.drop { $0 != "@" }.dropFirst()) }).sorted()

    @Test("Outputs have the bits that plain Python computes in the same environment", arguments: environments)
    func outputs(environment id: String) throws {
        let demo = try demo()
        let cells = demo.results.cells.filter { $0.environment == id }
        #expect(cells.count == 3)
        let interpreter = try #require(try demo.results.environment(id)["interpreter"]?.string)
        let reports = try PlainPython.run(cells.map(\.id), interpreter: interpreter, in: Workplace())
        for (cell, report) in zip(cells, reports) {
            guard report["outcome"]?.string == "ok" else {
                #expect(report["outcome"]?.string == "\(cell.stage ?? "")-raised")
                #expect(report["exception"]?.string == cell.exception)
                #expect(report["message"]?.string == cell.message)
                continue
            }
            let expected = try #require(report["sha256"]?.object)
            let directory = "\(demo.scratch)/cells/\(cell.id.replacing(/[\[\]]/, with: "_"))/outputs"
            let outputs = try KeptOutputs(directory: directory, inferences: 10)
            #expect(outputs.names == expected.members.map(\.key).sorted(), "\(cell.id)")
            for (name, digest) in expected.members {
                #expect(try outputs.sha256(name) == digest.string, "\(cell.id): \(name)")
            }
        }
    }

    @Test("The JUnit file is valid and counts what the table says")
    func junit() throws {
        let demo = try demo()
        let place = try Workplace()
        let check = try ChildProcess(
            "/usr/bin/xmllint",
            ["--noout", "--schema", Places.schema, demo.place.directory + "/junit.xml"],
            in: place.directory,
            variables: [:],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let end = try check.wait()
        let complaints = try File.readText(check.errors)
        #expect(end == .exited(0), "\(complaints)")
        let text = try File.readText(demo.place.directory + "/junit.xml")
        let failing = Self.truth.filter { ["drifted", "incompatible"].contains($0.row["verdict"]?.string) }
        #expect(text.ranges(of: "<testcase ").count == 30)
        #expect(text.ranges(of: "<failure ").count == failing.count)
        #expect(!text.contains("<error"))
    }
}
