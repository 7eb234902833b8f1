import Files
import Foundation
import JSON
import Testing

/// The loader in every interpreter that this machine has.
@Suite("Interpreters", .tags(.environment))
struct InterpretersTests {
    /// Those from 3.6 to 3.14 that are here, found without our own search.
    static let versions: [String] = (6...14).map { "3.\($0)" }.filter { version in
        let environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let root = environment["PYENV_ROOT"] ?? (environment["HOME"] ?? "") + "/.pyenv"
        let pyenv = ((try? Directory.list(root + "/versions")) ?? []).contains { $0.hasPrefix(version + ".") }
        // pyenv's shims exist for versions that are not active.
        let onPath = folders.filter { !$0.contains("shims") }.contains { File.isExecutable("\($0)/python\(version)") }
        return pyenv || onPath
    }

    private static let shared = Result {
        let place = try Workplace()
        try PickledClass(
            name: "sums", predict: "return [float(sum(row)) + sys.version_info[1] * 0 for row in rows]"
        ).write(to: place)
        let list = versions.map { "\"\($0)\"" }.joined(separator: ", ")
        let venvs = [versions.first, versions.last].compactMap { $0 }.map { "\"\($0)\"" }.joined(separator: ", ")
        try place.write(
            """
            version: 1
            policy: {allow: ["sums.*"]}
            artifacts:
              sums: {path: sums.pkl, inputs: [[1.0, 2.0], [3.0, 4.0]], reference: {artifact: again}}
              again: {path: sums.pkl, inputs: [[1.0, 2.0], [3.0, 4.0]]}
            environments:
              here: {kind: workdir, python: [\(list)], variables: {PYTHONPATH: \(place.directory)}}
              made: {kind: venv, python: [\(venvs)], variables: {PYTHONPATH: \(place.directory)}}
            baseline: {again: "here[python=3.11]"}
            """, to: "m.yaml")
        return try place.run("m.yaml")
    }

    @Test("There are interpreters to test with")
    func found() { #expect(Self.versions.contains("3.11")) }

    @Test("A pickle of the standard library runs in place on every interpreter", arguments: versions)
    func workdir(version: String) throws {
        let outcome = try Self.shared.get()
        let results = try outcome.requireResults()
        let cell = try results.cell("again@here[python=\(version)]")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.json["route"]?.string == "hosted")
        #expect(cell.check("determinism") == "passed")
        #expect(cell.json["inference-seconds"]?.array?.count == 10)
        let python = try results.environment("here[python=\(version)]")["python"]?.string
        #expect(python?.hasPrefix(version + ".") == true)
    }

    @Test("The oldest and the newest make virtual environments too")
    func venv() throws {
        let cells = try Self.shared.get().requireResults().cells.filter { $0.environment.hasPrefix("made[") }
        #expect(cells.count == 4)
        for cell in cells { #expect(cell.verdict == "compatible", "\(cell.id): \(cell.reason)") }
    }
}
