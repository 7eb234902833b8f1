import Files
import Foundation
import Testing

@Suite("What an artifact wants installed", .tags(.environment))
struct OwnRequirementsTests {
    /// A model of the fixtures whose files are changed, run with the Python and the packages that it asks for.
    private func run(
        _ place: Workplace, policy: String = "{}", environment: String = "python: \"3.11\"",
        _ change: (String) throws -> Void
    ) throws -> CellView {
        let model = Path.join(place.directory, "model")
        try FileManager.default.copyItem(atPath: Path.join(Places.fixtures, "mlflow/sklearn-mlflow3"), toPath: model)
        try change(model)
        try place.write(
            """
            version: 1
            policy: \(policy)
            artifacts:
              model: {path: model, reference: '\(Places.fixtures)/mlflow/sklearn-mlflow3.reference.npz'}
            environments:
              own: {kind: venv, \(environment), packages: from-artifact}

            """, to: "smoke.yaml")
        return try place.run("smoke.yaml").requireResults().cell("model@own")
    }

    private func append(_ line: String, to file: String) throws {
        try File.write(File.readText(file) + "\n\(line)\n", to: file)
    }

    @Test("Its own packages are not built, unless it is trusted", arguments: [false, true])
    func paths(isTrusted: Bool) throws {
        let place = try Workplace()
        let canary = Path.join(place.directory, "canary")
        let cell = try run(place, policy: isTrusted ? "{pickle: trusted}" : "{}") { model in
            try Directory.create(Path.join(model, "own"))
            try File.write(
                "open('\(canary)', 'w')\nfrom setuptools import setup\nsetup(name='own', version='1')\n",
                to: Path.join(model, "own/setup.py"))
            try append("./own", to: Path.join(model, "requirements.txt"))
        }
        #expect(File.exists(canary) == isTrusted)
        #expect(cell.verdict == (isTrusted ? "compatible" : "refused"), "\(cell.reason)")
        if !isTrusted { #expect(cell.reason.contains("'./own' (requirements.txt:"), "\(cell.reason)") }
    }

    @Test("What has no wheel is not built either")
    func builds() throws {
        let cell = try run(Workplace()) { try append("future==0.18.3", to: Path.join($0, "requirements.txt")) }
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("future==0.18.3 has no usable wheels"), "\(cell.reason)")
        #expect(cell.reason.contains("installed from wheels alone"), "\(cell.reason)")
    }

    @Test("A program in the place of its Python's version is not started")
    func programs() throws {
        let place = try Workplace()
        let canary = Path.join(place.directory, "canary")
        let cell = try run(place, environment: "python: from-artifact") { model in
            try File.write("#!/bin/sh\ntouch '\(canary)'\n", to: Path.join(model, "python"), mode: 0o755)
            for name in ["conda.yaml", "python_env.yaml"] { try Directory.removeTree(Path.join(model, name)) }
            let file = Path.join(model, "MLmodel")
            try File.write(
                File.readText(file).replacing(#/python_version: .*/#, with: "python_version: model/python"), to: file)
        }
        #expect(!File.exists(canary))
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason.contains("does not say which Python saved it"), "\(cell.reason)")
    }

    @Test("An installer's settings in its folder are not heeded")
    func settings() throws {
        let cell = try run(Workplace()) { model in
            try File.write("[pip]\nno-index = true\n", to: Path.join(model, "uv.toml"))
        }
        #expect(cell.verdict == "compatible", "\(cell.reason)")
    }

    @Test("An index that it names must be one of the matrix'")
    func indexes() throws {
        let line = "--extra-index-url http://someone:secret@127.0.0.1:9/simple"
        let cell = try run(Workplace()) { try append(line, to: Path.join($0, "requirements.txt")) }
        #expect(cell.verdict == "refused")
        #expect(cell.reason.contains("127.0.0.1:9/simple; if you trust it, name it in 'indexes'"), "\(cell.reason)")
        #expect(!cell.reason.contains("secret"))
    }

    @Test("What its packages do at their start does not reach the bytecode that other environments share")
    func bytecode() throws {
        let place = try Workplace()
        let canary = "canary-\(UUID().uuidString)"
        let poison =
            "import os, sys; share = os.path.realpath(sys.prefix + '/.bytecode-share'); "
            + "open(os.path.join(share, '\(canary)'), 'w')"
        let wheel = """
            import zipfile, sys
            with zipfile.ZipFile("poison-1-py3-none-any.whl", "w") as wheel:
                wheel.writestr("poison.py", sys.argv[1])
                wheel.writestr("poison.pth", "import poison\\n")
                about = "poison-1.dist-info/"
                wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: poison\\nVersion: 1\\n")
                wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                wheel.writestr(about + "RECORD", "poison.py,,\\npoison.pth,,\\n%sMETADATA,,\\n%sWHEEL,,\\n%sRECORD,,\\n" % (about, about, about))

            """
        try Directory.create(place.scratch)
        let end = try ChildProcess(
            "/usr/bin/env", ["python3", "-c", wheel, poison], in: place.directory, variables: place.variables,
            output: Path.join(place.directory, "wheel.out"), errors: Path.join(place.directory, "wheel.err")
        ).wait(upTo: 300)
        #expect(end == .exited(0))
        let cell = try run(place, environment: "python: \"3.11\", find-links: .") {
            try append("poison==1", to: Path.join($0, "requirements.txt"))
        }
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        let share = try place.smokehouse("cache", "dir").output.split(separator: "\n").first.map(String.init) ?? ""
        let found = try Directory.list(Path.join(share, "bytecode")).filter { tag in
            File.exists(Path.join(share, "bytecode/\(tag)/\(canary)"))
        }
        #expect(found == [])
    }
}
