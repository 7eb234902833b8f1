import Files
import JSON
import Testing

/// Bad artifacts side by side with good ones: each is judged by itself, and none takes the run down.
@Suite("Bad artifacts", .tags(.environment))
struct BadArtifactTests {
    nonisolated(unsafe) private static let running = Result {
        try run(
            BadArtifact.running, policy: "{pickle: trusted}",
            """
              here:
                kind: workdir
                python: "3.11"
                variables: {PYTHONPATH: "${FIXTURES}/badmodels:."}
            """,
            // Four GiB for everything: the model that allocates must not need all that this machine has.
            memory: 4 << 20,
        )
    }

    nonisolated(unsafe) private static let frameworks = Result {
        try run(
            BadArtifact.frameworks, policy: "{pickle: trusted}",
            """
              sklearn:
                kind: venv
                python: "3.11"
                packages: {scikit-learn: "1.3.2", numpy: "<2", scipy: "1.11.4", joblib: "1.3.2"}
                only: ["joblib-*"]
              onnxruntime:
                kind: venv
                python: "3.11"
                packages: {onnxruntime: ["1.17.3", "1.22.1"], numpy: "<2"}
                only: ["onnx-*"]
            """)
    }

    nonisolated(unsafe) private static let scanned = Result {
        try run(
            BadArtifact.scanned, policy: "{allow: [badmodels.Good]}",
            """
              here:
                kind: workdir
                python: "3.11"
                variables: {PYTHONPATH: "${FIXTURES}/badmodels"}
            """)
    }

    private struct Run {
        let place: Workplace
        let outcome: Outcome
    }

    private static func run(
        _ artifacts: [BadArtifact],
        policy: String,
        _ environments: String,
        memory: Int? = nil,
    ) throws -> Run {
        let place = try Workplace()
        try PickledClass(name: "deletes", predict: "import shutil\nshutil.rmtree(os.getcwd())\nreturn [1.0]").write(
            to: place)
        try PickledClass(name: "importer", predict: "import no_such_module_of_mine\nreturn [1.0]").write(to: place)
        try PickledClass(name: "printer", predict: "print('x' * (1 << 20))\nreturn [1.0]").write(to: place)
        try place.write("(inobodys_module\nModel\n.", to: "orphan.pkl")
        try place.write(
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "4d", count: 32))\nsize 12345\n",
            to: "lfs.joblib")
        try place.write("<!DOCTYPE html><html><body>404 Not Found</body></html>\n", to: "page.joblib")
        try place.write(array(shape: [2], [3, 8]), to: "other.npy")
        try place.write(array(shape: [2, 2], [3, 7, 3, 7]), to: "shape.npy")
        try place.write(
            """
            version: 1
            name: bad
            policy: \(policy)
            artifacts:
            \(artifacts.map(\.yaml).joined(separator: "\n"))
            environments:
            \(environments.replacing(":.\"", with: ":\(place.directory)\""))
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: ["FIXTURES": Places.fixtures], memory: memory)
        return Run(place: place, outcome: outcome)
    }

    private func check(_ artifact: BadArtifact, _ run: Run) throws {
        let cells = try run.outcome.requireResults().cells.filter { $0.id.hasPrefix(artifact.name + "@") }
        #expect(!cells.isEmpty)
        for cell in cells {
            #expect(cell.verdict == artifact.verdict, "\(cell.id): \(cell.reason)")
            #expect(cell.stage == artifact.stage, "\(cell.id): \(cell.reason)")
            #expect(cell.reason.contains(artifact.reason), "\(cell.id): \(cell.reason)")
        }
    }

    @Test("Models that misbehave are judged one by one, in one session", arguments: BadArtifact.running)
    func running(artifact: BadArtifact) throws { try check(artifact, Self.running.get()) }

    @Test("Files that a framework cannot use are told apart from those that it can", arguments: BadArtifact.frameworks)
    func frameworks(artifact: BadArtifact) throws { try check(artifact, Self.frameworks.get()) }

    @Test("What the scan does not know is refused, what the matrix allows runs", arguments: BadArtifact.scanned)
    func scanned(artifact: BadArtifact) throws { try check(artifact, Self.scanned.get()) }

    @Test("A run with bad artifacts comes to its end, with all reports and nothing left behind")
    func end() throws {
        for run in [try Self.running.get(), try Self.frameworks.get(), try Self.scanned.get()] {
            #expect(run.outcome.status == 1)
            #expect(try !run.outcome.requireResults().isInterrupted)
            #expect(try Directory.list(run.place.scratch) == [])
            #expect(ProcessTable.processes(naming: run.place.directory) == [])
            let folder = run.place.directory
            let lint = try ChildProcess(
                "/usr/bin/xmllint", ["--noout", "--schema", Places.schema, folder + "/junit.xml"], in: folder,
                variables: [:], output: folder + "/lint", errors: folder + "/lint-errors")
            let end = try lint.wait()
            let complaints = try File.readText(folder + "/lint-errors")
            #expect(end == .exited(0), "\(complaints)")
        }
    }

    @Test("No hostile pickle has left its mark")
    func canary() throws {
        let run = try Self.scanned.get()
        for folder in [run.place.directory, Places.fixtures + "/pickles", Places.repository] {
            #expect(!File.exists(Path.join(folder, "smokehouse-canary")))
        }
    }

    @Test("A model's control characters and markup reach the results as text, cut to a bearable length")
    func nasty() throws {
        let cell = try Self.running.get().outcome.requireResults().cell("Raises@here")
        #expect(!cell.reason.contains("\u{1b}"))
        #expect(cell.message?.contains("Grüße 世界") == true)
        let chatter = try Self.running.get().outcome.requireResults().cell("printer@here")
        let output = try #require(chatter.json["standard-output"]?.string)
        #expect(output.utf8.count < 200_000)
        #expect(output.hasPrefix("xxx") || output.contains("…"))
    }

    /// A little-endian float64 array file (NumPy format 1.0).
    private static func array(shape: [Int], _ values: [Double]) -> [UInt8] {
        let extents = shape.map { "\($0)," }.joined()
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(extents)), }"
        while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
        return start + Array(header.utf8) + values.flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
    }
}
