import Files
import Foundation
import Glibc
import JSON
import Testing

/// `Tests/Corpus`: files that would act if they were loaded, and real ones that must not be refused.
@Suite("The scan", .tags(.environment))
struct ScanTests {
    private static let corpus = Places.repository + "Tests/Corpus"

    private func run(_ words: [String], in place: Workplace, name: String) throws -> ChildProcess.End {
        try Directory.create(place.scratch)
        return try ChildProcess(
            "/usr/bin/env", words, in: place.directory, variables: place.variables,
            output: Path.join(place.directory, "\(name).out"), errors: Path.join(place.directory, "\(name).err")
        ).wait(upTo: 600)
    }

    /// The malicious files and what each is; the canary that any of them would make if it acted.
    private func malicious(_ place: Workplace) throws -> (files: [String], canary: String) {
        let canary = Path.join(place.directory, "canary")
        let end = try run(
            ["python3", Self.corpus + "/malicious.py", "bad", canary], in: place, name: "corpus")
        #expect(end == .exited(0))
        let manifest = try JSONValue(parsing: File.read(Path.join(place.directory, "bad/MANIFEST.json")))
        let files = manifest.object?.members.map(\.key) ?? []
        #expect(files.count > 700)
        return (files, canary)
    }

    private func verdicts(_ output: String) throws -> [String: JSONValue] {
        var rows: [String: JSONValue] = [:]
        for line in output.split(separator: "\n") {
            let row = try JSONValue(parsing: Array(line.utf8))
            if let path = row["path"]?.string { rows[path] = row }
        }
        return rows
    }

    @Test("Every malicious file is refused or unreadable, and none acts")
    func maliciousFiles() throws {
        let place = try Workplace()
        let (files, canary) = try malicious(place)
        let outcome = try place.finish(place.start(["scan", "--json"] + files.map { "bad/" + $0 }))
        #expect(outcome.status == 1)
        let rows = try verdicts(outcome.output)
        for file in files {
            let row = rows["bad/" + file]
            let verdict = row?["verdict"]?.string
            #expect(verdict == "refused" || verdict == "unreadable", "\(file): \(verdict ?? "not reported")")
            #expect(row?["findings"]?.array?.isEmpty == false, "\(file)")
        }
        #expect(!File.exists(canary))
    }

    @Test("No artifact of a matrix that is refused is loaded: every cell is refused, and no canary is there")
    func refusedCells() throws {
        let place = try Workplace()
        let (files, canary) = try malicious(place)
        var lines = [
            "version: 1", "environments: {here: {kind: workdir, python: \"3.11\"}}", "artifacts:",
        ]
        for (index, file) in files.enumerated() {
            // Of formats without a loader as well, so that nothing depends on what is recognised.
            lines.append("  a\(index): {path: 'bad/\(file)', inputs: [[1.0, 2.0]]}")
        }
        try place.write(lines.joined(separator: "\n") + "\n", to: "m.yaml")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 1, "\(outcome.errors.suffix(2000))")
        let verdicts = try outcome.requireResults().verdicts
        #expect(verdicts.count == files.count)
        for (index, file) in files.enumerated() {
            #expect(verdicts["a\(index)@here"] == "refused", "\(file): \(verdicts["a\(index)@here"] ?? "no cell")")
        }
        #expect(!File.exists(canary))
        // Loaded by Python itself, a file of them does act: the canary is worth its name.
        let load = "import pickle; pickle.load(open('bad/opcodes/protocol-4-stack-global.pkl', 'rb'))"
        #expect(try run(["python3", "-c", load], in: place, name: "control") == .exited(0))
        #expect(File.exists(canary))
    }

    @Test("Real estimators, frames and checkpoints in every protocol and compression are clean")
    func benignFiles() throws {
        let place = try Workplace()
        let packages = [
            "scikit-learn==1.5.2", "numpy==2.0.2", "scipy==1.16.3", "pandas==2.2.3", "joblib==1.4.2", "lz4==4.3.3",
            "skops==0.12.0",
        ]
        try makeGood("benign.py", packages, in: place)
        let outcome = try place.finish(place.start(["scan", "--json", "good"]))
        #expect(outcome.status == 0, "\(outcome.errors.suffix(2000))")
        let rows = try verdicts(outcome.output)
        #expect(rows.count > 1500)
        for (path, row) in rows where row["verdict"]?.string != "clean" {
            Issue.record("\(path): \(row.compact)")
        }
    }

    /// Has a script write honest files with some packages into the folder `good`.
    ///
    /// An index may be away for a moment, which says nothing of the scan: what uv has cached does then, or the next try.
    private func makeGood(_ script: String, _ packages: [String], options: [String] = [], in place: Workplace) throws {
        var complaints = ""
        for offline in [[], ["--offline"], []] {
            let end = try run(
                ["uv", "run", "--quiet", "--no-project", "--python", "3.11"] + offline + options
                    + packages.flatMap { ["--with", $0] } + ["python", "\(Self.corpus)/\(script)", "good"],
                in: place, name: "good")
            if end == .exited(0) { return }
            complaints += try File.readText(Path.join(place.directory, "good.err")).suffix(2000)
        }
        Issue.record("\(script) failed three times:\n\(complaints)")
    }

    /// Writes a corpus with some packages, and expects every file of it to be clean.
    private func expectClean(
        _ script: String, _ packages: [String], options: [String] = [], more least: Int
    ) throws {
        let place = try Workplace()
        try makeGood(script, packages, options: options, in: place)
        let names = try Directory.list(Path.join(place.directory, "good")).filter { !$0.hasSuffix(".txt") }
        #expect(names.count > least)
        let outcome = try place.finish(place.start(["scan", "--json"] + names.map { "good/" + $0 }))
        #expect(outcome.status == 0, "\(outcome.errors.suffix(2000))")
        let rows = try verdicts(outcome.output)
        #expect(rows.count == names.count)
        for (path, row) in rows where row["verdict"]?.string != "clean" {
            Issue.record("\(path): \(row.compact)")
        }
    }

    @Test(
        "SavedModels of layers, tables, assets, text and data sets are clean, as is what TensorFlow Lite makes of them")
    func benignGraphs() throws {
        try expectClean(
            "benign_tensorflow.py",
            ["tensorflow-cpu==2.15.1", "tensorflow-text==2.15.0", "numpy<2", "setuptools<82"],
            more: 45)
    }

    @Test(
        "What PyTorch saves is clean: states, checkpoints, modules, odd tensors, TorchScript, exported programs",
        .enabled(if: TorchWheel.isThere, TorchWheel.absence))
    func benignTensors() throws {
        try expectClean(
            "benign_torch.py", ["torch==2.13.0+cpu", "numpy==2.0.2"],
            options: ["--find-links", TorchWheel.folder ?? ""], more: 350)
    }

    @Test("What is unknown is refused with its name and the line that allows it, and that line does")
    func allowing() throws {
        let place = try Workplace()
        let model = PickledClass(name: "mymodel", predict: "return rows")
        try model.write(to: place)
        let refused = try place.smokehouse("scan", "mymodel.pkl")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("would call mymodel.Model (byte 1)"))
        #expect(refused.errors.contains("if you trust it: allow: [mymodel.Model]"))
        #expect(try place.smokehouse("scan", "--allow", "mymodel.Model", "mymodel.pkl").status == 0)
        #expect(try place.smokehouse("scan", "--allow", "mymodel.*", "mymodel.pkl").status == 0)
        for (policy, verdict) in [("", "refused"), ("policy: {allow: [mymodel.Model]}", "compatible")] {
            try place.write(
                """
                version: 1
                \(policy)
                environments: {here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "\(place.directory)"}}}
                artifacts: {a: {path: mymodel.pkl, inputs: [[1.0]]}}

                """, to: "m.yaml")
            let outcome = try place.run("m.yaml")
            #expect(try outcome.requireResults().cell("a@here").verdict == verdict, "\(outcome.errors)")
        }
    }

    @Test(
        "A file that is exchanged or rewritten while its cell runs is no pass",
        arguments: [
            "open(path, 'ab').write(b' ')", "os.replace(path + '.new', path)", "os.remove(path)",
            "(lambda s: (open(path, 'r+b').write(b'x'), os.utime(path, ns=(s.st_atime_ns, s.st_mtime_ns))))(os.stat(path))",
            "os.chmod(path, 0o600)", "None",
        ])
    func changedDuringTheCell(deed: String) throws {
        let place = try Workplace()
        try PickledClass(
            name: "mymodel",
            predict: "import os; path = '\(place.directory)/mymodel.pkl'; os.path.exists(path) and \(deed); return rows"
        ).write(to: place)
        try File.write(
            File.read(Path.join(place.directory, "mymodel.pkl")), to: Path.join(place.directory, "mymodel.pkl.new"))
        try place.write(
            """
            version: 1
            policy: {allow: [mymodel.Model], sandbox: off}
            defaults: {inferences: 1}
            environments:
              here: {kind: workdir, python: python3.11, variables: {PYTHONPATH: "\(place.directory)"}}
            artifacts: {a: {path: mymodel.pkl, inputs: [[1.0]]}}

            """, to: "m.yaml")
        let outcome = try place.run("m.yaml")
        let cell = try outcome.requireResults().cell("a@here")
        if ["None", "os.chmod(path, 0o600)"].contains(deed) {
            #expect(cell.verdict == "compatible", "\(cell.reason) \(outcome.errors)")
        } else {
            #expect(cell.verdict == "refused", "\(cell.reason) \(outcome.errors)")
            #expect(cell.stage == "integrity")
            #expect(cell.reason.contains("was exchanged or rewritten while the cell ran"), "\(cell.reason)")
        }
    }

    @Test("A file that is put in an artifact's place after the scan is not loaded")
    func changedAfterTheScan() throws {
        let place = try Workplace()
        let canary = Path.join(place.directory, "canary")
        try PickledClass(name: "mymodel", predict: "return rows").write(to: place)
        try place.write("cos\nsystem\n(S'touch \(canary)'\ntR.", to: "other.pkl")
        // The interpreter is asked what it is after the scan, before anything is loaded.
        try place.write(
            """
            #!/bin/sh
            cd \(place.directory) && if [ -e other.pkl ]; then mv other.pkl mymodel.pkl; fi
            exec python3.11 "$@"

            """, to: "python")
        chmod(Path.join(place.directory, "python"), 0o755)
        try place.write(
            """
            version: 1
            policy: {allow: [mymodel.Model]}
            environments: {here: {kind: workdir, python: "\(place.directory)/python"}}
            artifacts: {a: {path: mymodel.pkl, inputs: [[1.0]]}}

            """, to: "m.yaml")
        let outcome = try place.run("m.yaml")
        let cell = try outcome.requireResults().cell("a@here")
        #expect(cell.verdict == "refused", "\(cell.reason) \(outcome.errors)")
        #expect(cell.stage == "integrity")
        #expect(cell.reason.contains("is no longer the file that was scanned"), "\(cell.reason)")
        #expect(!File.exists(Path.join(place.directory, "other.pkl")))
        #expect(!File.exists(canary))
    }

    @Test("Files that can't be read make 2, refused ones 1, clean ones 0; folders are walked")
    func exitCodes() throws {
        let place = try Workplace()
        let clean = Places.fixtures + "/joblibs/ridge-zlib.joblib"
        let hostile = Places.fixtures + "/pickles/hostile-obj-os-system.pkl"
        #expect(try place.smokehouse("scan", clean).status == 0)
        #expect(try place.smokehouse("scan", clean, "nowhere.pkl").status == 2)
        #expect(try place.smokehouse("scan", "nowhere.pkl", hostile, clean).status == 1)
        #expect(try place.smokehouse("scan").status == 2)
        try place.write("# Notes\n", to: "models/README.md")
        try place.write("class Net:\n    def forward(self): pass\n", to: "models/net.py")
        try place.write(File.read(clean), to: "models/inner.joblib")
        let folder = try place.smokehouse("scan", "--json", "models")
        #expect(folder.status == 0)
        #expect(try verdicts(folder.output).keys.sorted() == ["models/inner.joblib"])
        #expect(folder.errors.contains("1 clean; 2 other files passed over"))
        let saved = try place.smokehouse("scan", "--json", Places.fixtures + "/tensorflow/write-file")
        #expect(saved.status == 1)
        let row = try #require(try verdicts(saved.output).values.first)
        #expect(row["format"]?.string == "tensorflow-savedmodel")
        #expect(row["findings"]?.array?.first?["global"]?.string == "tf.raw_ops.WriteFile")
    }

    @Test("A folder is walked into its hidden parts, past links out of it and pipes, to any depth")
    func walking() throws {
        let place = try Workplace()
        let hostile = try File.read(Places.fixtures + "/pickles/hostile-obj-os-system.pkl")
        let deep = "d" + String(repeating: "/d", count: 40)
        for name in [".cache/a.pkl", ".b.pkl", "\(deep)/c.pkl", ".git/d.pkl"] {
            try place.write(hostile, to: "models/\(name)")
        }
        try place.write(hostile, to: "elsewhere.pkl")
        #expect(symlink("../elsewhere.pkl", place.directory + "/models/link.pkl") == 0)
        #expect(symlink("..", place.directory + "/models/up") == 0)
        #expect(mkfifo(place.directory + "/models/pipe", 0o600) == 0)
        let outcome = try place.smokehouse("scan", "--json", "models")
        #expect(outcome.status == 1)
        let found = try verdicts(outcome.output)
        let refused = found.filter { $0.value["verdict"]?.string == "refused" }.keys
        for name in [".cache/a.pkl", ".b.pkl", "\(deep)/c.pkl", "link.pkl"] {
            #expect(refused.contains("models/\(name)"), "\(name)")
        }
        #expect(!refused.contains("models/.git/d.pkl"))
        #expect(found["models/pipe"]?["verdict"]?.string == "unreadable")
    }

    @Test("Folders whose names look alike are walked each") func lookalikes() throws {
        let place = try Workplace()
        let hostile = try File.read(Places.fixtures + "/pickles/hostile-obj-os-system.pkl")
        for name in ["K/a.pkl", "\u{212A}/b.pkl"] { try place.write(hostile, to: "models/\(name)") }
        #expect(try place.smokehouse("scan", "models").errors.contains("2 refused"))
    }

    @Test("A file that is only part of a model is judged once with its folder, as pre-commit hands them over")
    func parts() throws {
        let place = try Workplace()
        for (model, verdict, status) in [("dense", "clean", 0), ("write-file", "refused", 1)] {
            let folder = Places.fixtures + "/tensorflow/\(model)"
            for name in ["saved_model.pb", "fingerprint.pb"] {
                try place.write(File.read(folder + "/saved_model.pb"), to: "\(model)/\(name)")
            }
            let outcome = try place.smokehouse(
                "scan", "--json", "\(model)/saved_model.pb", "\(model)/fingerprint.pb")
            #expect(outcome.status == Int32(status))
            let rows = try verdicts(outcome.output)
            #expect(rows.keys.sorted() == [model])
            #expect(rows[model]?["verdict"]?.string == verdict)
        }
        try place.write("neither", to: "alone/saved_model.pb")
        #expect(try place.smokehouse("scan", "alone/saved_model.pb").status == 2)
    }

    @Test("'-' scans what comes on standard input")
    func standardInput() throws {
        let place = try Workplace()
        for (name, status) in [("pickles/hostile-obj-os-system.pkl", 1), ("joblibs/ridge-zlib.joblib", 0)] {
            let words = [
                "sh", "-c", #""$1" scan - --json < "$2""#, "sh", Places.executable, Places.fixtures + "/\(name)",
            ]
            #expect(try run(words, in: place, name: "stdin") == .exited(Int32(status)))
            let output = try File.readText(Path.join(place.directory, "stdin.out"))
            #expect(try verdicts(output).keys.sorted() == ["-"])
        }
    }
}
