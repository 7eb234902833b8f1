import Files
import Foundation
import Glibc
import JSON
import Testing

/// What lies beside files that cells need, and is not theirs.
@Suite("Secrets beside what cells need", .tags(.environment), .enabled(if: File.exists("/usr/bin/python3")))
struct SandboxSecretsTests {
    @Test(
        "With the home or ~/.local as the prefix of the interpreter, only Python of it is readable",
        arguments: ["home", "home/.local"],
    )
    func prefix(folder: String) throws {
        let place = try HostileArtifacts.place(
            """
            deny(lambda: open('HOME/.netrc').read())
            deny(lambda: open('HOME/.local/share/keyrings/login').read())
            """)
        try place.write("k3y", to: "home/.local/share/keyrings/login")
        let prefix = Path.join(place.directory, folder)
        for name in ["bin", "lib"] { try Directory.create("\(prefix)/\(name)") }
        let python = try #require(File.resolved("/usr/bin/python3"))
        // By another process: what other tests start meanwhile would have the copy open to write, and nobody could run it.
        let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: [python, prefix + "/bin/python3"])
        copy.waitUntilExit()
        try #require(copy.terminationStatus == 0)
        try FileManager.default.createSymbolicLink(
            atPath: "\(prefix)/lib/\(Path.name(python))", withDestinationPath: "/usr/lib/\(Path.name(python))")
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("\"3.11\"", with: prefix + "/bin/python3"), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        #expect(
            try outcome.requireResults().verdicts == [
                "artifact@here": "compatible", "healthy@here": "compatible",
            ], "\(outcome.errors)")
    }

    @Test("What an environment's packages do at their import reaches no cells but its own")
    func imports() throws {
        let place = try HostileArtifacts.place("import sys\nassert sys.planted == 'Read-only file system', sys.planted")
        try place.write(
            """
            import os, sys
            try: os.mkdir(os.path.join(os.getcwd(), '../../cells/planted'))
            except OSError as error: sys.planted = error.strerror
            else: sys.planted = 'made'
            """, to: "modules/sitecustomize.py")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
    }

    @Test("In a cache of links a file's companions are those beside what it leads to")
    func linked() throws {
        let place = try HostileArtifacts.place(
            "for name in ('_01.npy', '.data'): assert open('HERE/artifact.pkl' + name).read() == 'x'")
        for name in ["a", "b", "c"] { try place.write("x", to: "blobs/\(name)") }
        try FileManager.default.moveItem(
            atPath: place.directory + "/artifact.pkl", toPath: place.directory + "/blobs/m")
        for (name, blob) in [("", "m"), ("_01.npy", "a"), (".data", "b")] {
            symlink("blobs/\(blob)", "\(place.directory)/artifact.pkl\(name)")
        }
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.verdict == "compatible", "\(cell.reason)\n\(outcome.errors)")
    }

    @Test("An entry reads the code beside it and what it names, not what else lies there or beside the artifact")
    func entry() throws {
        let place = try Workplace()
        let readable = ["project/vocab.txt", "project/tables/a.txt", "project/package/a.txt", "model_01.npy", "model"]
        let secret = ["project/.env", "project/.git/config", "project/keys.txt", "model-secrets.json", "model2"]
        let linked = ["model_02.npy", "model.data"]
        for name in readable + secret { try place.write("x", to: name) }
        symlink("/etc/hostname", place.directory + "/" + linked[0])
        symlink("model2", place.directory + "/" + linked[1])
        try place.write("", to: "project/package/__init__.py")
        try place.write("answer = 1.0", to: "project/helpers.py")
        try place.write(
            """
            import os, helpers, package
            NAMED = "vocab.txt", "tables/a.txt", ".env"
            def load(path):
                def can(name):
                    try: return bool(open(os.path.join(os.path.dirname(path), name)).read())
                    except OSError: return False
                for name in os.environ["READABLE"].split(): assert can(name), name
                for name in os.environ["SECRET"].split(): assert not can(name), name
                return lambda rows: [helpers.answer]
            """, to: "project/load.py")
        try place.write(
            """
            version: 1
            defaults: {inferences: 1}
            artifacts:
              model:
                {path: model, format: python, entry: "project/load.py:load", inputs: [[1.0]]}
            environments:
              here:
                kind: workdir
                python: /usr/bin/python3
                variables:
                  READABLE: "\(readable.joined(separator: " "))"
                  SECRET: "\((secret + linked).joined(separator: " "))"
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: [:])
        let cell = try outcome.requireResults().cell("model@here")
        #expect(cell.verdict == "compatible", "\(cell.reason)\n\(outcome.errors)")
    }

    /// Makes wheels and a project with a build backend of its own, which all name a folder in a `.pth` file.
    private static let wheels = """
        import os, sys, zipfile
        def wheel(path, name, files):
            info = name + "-1.0.dist-info/"
            files[info + "METADATA"] = "Metadata-Version: 2.1\\nName: %s\\nVersion: 1.0\\n" % name
            files[info + "WHEEL"] = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
            files[info + "RECORD"] = "".join(file + ",,\\n" for file in list(files) + [info + "RECORD"])
            with zipfile.ZipFile(os.path.join(path, name + "-1.0-py3-none-any.whl"), "w") as archive:
                for file, text in files.items(): archive.writestr(file, text)
            return name + "-1.0-py3-none-any.whl"
        def get_requires_for_build_editable(settings=None): return []
        def build_editable(folder, settings=None, metadata=None):
            return wheel(folder, "project", {"project.pth": os.path.join(os.getcwd(), "src") + "\\n"})
        if __name__ == "__main__":
            os.makedirs("wheels")
            wheel("wheels", "nosy", {"nosy.py": "", "nosy.pth": os.path.join(os.getcwd(), "home") + "\\n"})
        """

    @Test("A wheel shows cells no folder besides its own files; what is installed from its source is shown that")
    func wheels() throws {
        let place = try HostileArtifacts.place(
            "import nosy, inner\ndeny(lambda: open('HOME/.netrc').read())\ndeny(lambda: open('HERE/project/.env').read())"
        )
        try place.write(Self.wheels, to: "wheel.py")
        try place.write(Self.wheels, to: "project/backend.py")
        try place.write("", to: "project/src/inner.py")
        try place.write("k3y", to: "project/.env")
        try place.write(
            """
            [build-system]
            requires = []
            build-backend = "backend"
            backend-path = ["."]
            [project]
            name = "project"
            version = "1.0"
            """, to: "project/pyproject.toml")
        try place.write("-e ./project\n", to: "requirements.txt")
        let made = try ChildProcess(
            "/usr/bin/python3", ["wheel.py"], in: place.directory, variables: [:],
            output: place.directory + "/stdout", errors: place.directory + "/stderr")
        #expect(try made.wait() == .exited(0))
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing(
                "kind: workdir,",
                with: "kind: venv, packages: {nosy: \"1.0\"}, requirements: requirements.txt, find-links: [wheels],"),
            to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.verdict == "compatible", "\(cell.reason)\n\(outcome.errors)")
    }
}
