import Files
import Foundation
import Matrix
import Probe
import Testing
import YAML

@testable import Orchestrator

/// What cells are shown of folders that hold more than what is theirs.
@Suite("Files that cells may see")
final class SandboxPathsTests {
    private let root: String

    init() throws { root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "paths-") }

    deinit { try? Directory.removeTree(root) }

    private func write(_ names: String..., text: String = "") throws {
        for name in names {
            try Directory.create(Path.parent("\(root)/\(name)"))
            try File.write(text, to: "\(root)/\(name)")
        }
    }

    private func names(_ paths: [String]) -> [String] { paths.map { Path.relative($0, to: root) }.sorted() }

    @Test("Beside code are other code and what it names, not what else a project's folder holds")
    func code() throws {
        try write(
            "p/load.py",
            text: """
                import os, helpers, json
                from inner.deep import f
                HERE = os.path.dirname(__file__)
                vocabulary = open(HERE + "/vocab.txt"), os.path.join(HERE, 'tables', 'a.csv'), open(HERE + '/.env')
                """)
        try write("p/helpers.py", text: "labels = 'labels.json'")
        try write(
            "p/.env", "p/.git/config", "p/secrets.json", "p/vocab.txt", "p/tables/a.csv", "p/labels.json",
            "p/inner/deep.py", "p/package/__init__.py", "p/package/.env", "p/package/a.py", "p/other/keys.txt",
            "p/data.bin")
        #expect(
            names(CodeFolder.visible(from: "\(root)/p/load.py")) == [
                "p/helpers.py", "p/inner", "p/labels.json", "p/load.py", "p/package/__init__.py", "p/package/a.py",
                "p/tables", "p/vocab.txt",
            ])
        try write("r/load.py", text: "import importlib\nimportlib.import_module('spaces.deep'), 'data.csv'")
        try write("r/spaces/deep.py", "r/data/keys.txt")
        #expect(names(CodeFolder.visible(from: "\(root)/r/load.py")) == ["r/load.py", "r/spaces"])
        try write("q/load.py", text: "import package")
        try write("q/package/__init__.py", "q/package/a.py")
        #expect(CodeFolder.visible(from: "\(root)/q/load.py") == ["\(root)/q"])
    }

    @Test("What a cell did not find although it is there is told, with the way to show it")
    func unseen() throws {
        try write("src/p/load.py", "src/p/hidden.txt", "src/p/.env", "src/outer.py", "src/package/__init__.py")
        let mark = Mark(line: 1, column: 1)
        var artifact = Artifact(name: "m", mark: mark, path: "\(root)/m", pathMark: mark)
        artifact.entry = EntryPoint(file: "\(root)/src/p/load.py", function: "load")
        let unseen = UnseenFile(artifact: artifact, isInContainer: false)
        func note(_ type: String, _ message: String, module: String? = nil) -> String {
            unseen.note(Failure(type: type, message: message, module: module)) ?? ""
        }
        let missing = "[Errno 2] No such file or directory: "
        let hidden = note("FileNotFoundError", missing + "'\(root)/src/p/hidden.txt'")
        #expect(hidden.hasPrefix("it is there, but not shown to cells: "))
        #expect(note("FileNotFoundError", missing + "'hidden.txt'").hasPrefix("it lies beside the code"))
        #expect(note("FileNotFoundError", missing + "'\(root)/src/p/none.txt'") == "")
        #expect(note("FileNotFoundError", missing + "'none.txt'") == "")
        #expect(note("ValueError", missing + "'\(root)/src/p/hidden.txt'") == "")
        for module in ["outer", "package.part"] {
            #expect(note("ModuleNotFoundError", "No module", module: module).contains("is not shown to cells"))
        }
        #expect(note("ModuleNotFoundError", "No module", module: "none") == "")
        #expect(note("ModuleNotFoundError", "No module", module: "../p") == "")
    }

    @Test("Of a folder with very many files only what the code names is shown")
    func many() throws {
        try write("p/load.py", text: "import m7")
        try write("p/.env")
        for number in 0..<200 { try write("p/m\(number).py") }
        #expect(names(CodeFolder.visible(from: "\(root)/p/load.py")) == ["p/load.py", "p/m7.py"])
    }

    @Test("A Python's own folder is shown as a whole, of another one that it lies in only Python")
    func prefixes() throws {
        for own in ["3.11.7", "cpython-3.11-linux", "python", "conda"] {
            try write("\(own)/bin/python3", "\(own)/lib/python3.11/os.py", "\(own)/share/man/a.1")
            if own == "conda" { try write("conda/conda-meta/history", "conda/ssl/x") }
            #expect(PythonPrefix(path: "\(root)/\(own)", version: "3.11").visible == ["\(root)/\(own)"])
        }
        try write(
            "home/.netrc", "home/bin/python3", "home/bin/script", "home/lib/python3.11/os.py",
            "home/lib/libpython3.11.so.1.0",
            "home/lib/mail/inbox", "home/include/python3.11/Python.h", "home/include/own.h", "home/share/keyrings/a")
        try write("local/bin/python3", "local/lib/python3.11/os.py", "local/share/keyrings/login.keyring")
        let expected = ["bin/python3", "lib/python3.11", "pyvenv.cfg"]
        #expect(
            names(PythonPrefix(path: "\(root)/home", version: "3.11").visible)
                == (expected + ["include/python3.11", "lib/libpython3.11.so.1.0"]).sorted().map { "home/" + $0 })
        #expect(
            names(PythonPrefix(path: "\(root)/local", version: "3.11").visible) == expected.map { "local/" + $0 })
    }

    @Test(
        "Files that belong to an artifact are known by what follows its name",
        arguments: [
            ("_01.npy", true), ("_12.npy.z", true), (".kv.vectors.npy", true), (".data", true), ("_data", true),
            (".data-00000-of-00001", true), (".index", true), ("2", false), ("-secrets.json", false), (".json", false),
            ("_secret.npy", false), (".env", false), ("", false),
        ])
    func companions(rest: String, isCompanion: Bool) {
        #expect(SandboxPaths.isCompanion(rest[...]) == isCompanion)
    }
}
