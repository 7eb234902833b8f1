import Files
import Foundation
import JSON
import Tensors
import Testing

/// What a cell sees of the world around it, and what a run leaves for the next.
@Suite("Isolation", .tags(.environment))
struct IsolationTests {
    /// A model that says what its process was given, one `NAME=VALUE` a row.
    private static let witness = """
        facts = dict(os.environ)
        facts["cwd"] = os.getcwd()
        facts["path"] = os.pathsep.join(sys.path)
        facts["dont_write_bytecode"] = str(sys.dont_write_bytecode)
        facts["user_site"] = str(sys.flags.no_user_site)
        return [f"{name}={facts[name]}" for name in sorted(facts)]
        """

    private func witness(_ place: Workplace, kind: String, variables: [String: String?]) throws -> [String: String] {
        try PickledClass(name: "witness", predict: Self.witness).write(to: place)
        try place.write(
            """
            version: 1
            policy: {allow: ["witness.*"]}
            artifacts:
              witness: {path: witness.pkl, inputs: [[1.0]]}
            environments:
              here:
                kind: \(kind)
                python: "3.11"
                variables: {PYTHONPATH: \(place.directory), GREETING: hello}
            """, to: "m.yaml")
        let outcome = try place.run("m.yaml", "--keep", variables: variables)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let runs = try Directory.list(place.scratch).filter { $0.hasPrefix("smokehouse-") }
        let file = "\(place.scratch)/\(try #require(runs.first))/cells/witness@here/outputs/0000-predict.npy"
        let facts = try NPY.decode(try File.read(file)).strings.map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts[1]))
        }
        for run in runs { try Directory.removeTree(Path.join(place.scratch, run)) }
        return Dictionary(uniqueKeysWithValues: facts)
    }

    @Test("The caller's Python settings, threads and secrets never reach a cell", arguments: ["workdir", "venv"])
    func scrubbed(kind: String) throws {
        let place = try Workplace()
        try place.write("raise SystemExit('PYTHONSTARTUP ran')\n", to: "leak/startup.py")
        try place.write("raise SystemExit('sitecustomize of PYTHONPATH ran')\n", to: "leak/sitecustomize.py")
        try place.write("raise ImportError('a user module shadows json')\n", to: "leak/json.py")
        let leak = Path.join(place.directory, "leak")
        let plain = try witness(place, kind: kind, variables: [:])
        let leaking = try witness(
            place, kind: kind,
            variables: [
                "PYTHONPATH": leak, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONSTARTUP": leak + "/startup.py",
                "PYTHONHASHSEED": "7", "PYTHONWARNINGS": "error", "PYTHONHOME": nil, "OMP_NUM_THREADS": "7",
                "AWS_SECRET_ACCESS_KEY": "s3cr3t", "VIRTUAL_ENV": "/nowhere", "LD_PRELOAD": nil,
                "CUDA_VISIBLE_DEVICES": "3", "PIP_INDEX_URL": nil, "TF_CPP_MIN_LOG_LEVEL": "3",
            ])
        let own = ["HOME", "TMPDIR", "PWD", "cwd", "path"]
        for (name, value) in leaking where !own.contains(name) { #expect(plain[name] == value, "\(name)") }
        #expect(Set(plain.keys) == Set(leaking.keys))
        #expect(leaking["OMP_NUM_THREADS"] == "1")
        #expect(leaking["AWS_SECRET_ACCESS_KEY"] == nil)
        #expect(leaking["PYTHONPATH"] == place.directory)
        #expect(leaking["GREETING"] == "hello")
        #expect(leaking["path"]?.contains(leak) == false)
    }

    @Test("HOME, TMPDIR and the working directory are the cell's own")
    func own() throws {
        let place = try Workplace()
        let facts = try witness(place, kind: "workdir", variables: [:])
        for name in ["HOME", "TMPDIR", "cwd"] {
            let path = try #require(facts[name])
            #expect(path.hasPrefix(place.scratch + "/smokehouse-"), "\(name) is \(path)")
            #expect(path.contains("/cells/witness@here"), "\(name) is \(path)")
        }
        #expect(facts["HOME"] != facts["TMPDIR"])
        // Only --keep leaves them.
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 0)
        #expect(try Directory.list(place.scratch) == [])
    }

    private func environment(_ place: Workplace, packages: String = "six: \"1.16.0\"") throws {
        try PickledClass(name: "user", predict: "import six\nreturn [float(six.__version__.split('.')[1])]").write(
            to: place)
        try place.write(
            """
            version: 1
            policy: {allow: ["user.*"]}
            artifacts:
              user: {path: user.pkl, inputs: [[1.0]]}
            environments:
              six: {kind: venv, python: "3.11", packages: {\(packages)}, variables: {PYTHONPATH: \(place.directory)}}
            """, to: "m.yaml")
    }

    private func isReused(_ outcome: Outcome) throws -> Bool? {
        try outcome.requireResults().environments.first?["reused"]?.bool
    }

    @Test("A warm run starts no installer")
    func warm() throws {
        let place = try Workplace()
        try environment(place)
        let cache: [String: String?] = ["SMOKEHOUSE_CACHE": Path.join(place.directory, "cache")]
        let first = try place.run("m.yaml", variables: cache)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try isReused(first) == false)
        let nowhere: [String: String?] = ["SMOKEHOUSE_UV": "/nowhere/uv"]
        let second = try place.run("m.yaml", variables: cache.merging(nowhere) { $1 })
        #expect(second.status == 0, "\(second.errors)")
        #expect(try isReused(second) == true)
        // To see that this was no accident: something new does need the installer.
        try environment(place, packages: "six: \"1.15.0\"")
        let third = try place.run("m.yaml", variables: cache.merging(nowhere) { $1 })
        #expect(third.status == 3)
        #expect(try third.requireResults().cells.first?.reason.contains("/nowhere/uv") == true)
    }

    @Test("Two runs at once with an empty cache both succeed")
    func twoAtOnce() throws {
        let places = [try Workplace(), try Workplace()]
        let cache: [String: String?] = ["SMOKEHOUSE_CACHE": Path.join(places[0].directory, "cache")]
        for place in places { try environment(place) }
        let processes = try places.map { place in
            try place.start(["run", "m.yaml", "--json", "results.json"], variables: cache)
        }
        for (place, process) in zip(places, processes) {
            let outcome = try place.finish(process)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.requireResults().cells.map(\.verdict) == ["compatible"])
        }
        // They made one environment between them.
        let third = try places[1].run("m.yaml", variables: cache)
        #expect(try isReused(third) == true)
    }

    @Test("--fresh reuses nothing and leaves nothing in the store")
    func fresh() throws {
        let place = try Workplace()
        try environment(place)
        let folder = Path.join(place.directory, "cache")
        let cache: [String: String?] = ["SMOKEHOUSE_CACHE": folder]
        for _ in 0..<2 {
            let outcome = try place.run("m.yaml", "--fresh", variables: cache)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try isReused(outcome) == false)
        }
        for name in ["environments", "fresh"] {
            let kept = (try? Directory.list(Path.join(folder, name))) ?? []
            #expect(kept.filter { Directory.exists(Path.join(folder, "\(name)/\($0)")) } == [])
        }
        let warm = try place.run("m.yaml", variables: cache)
        #expect(try isReused(warm) == false)
        let again = try place.run("m.yaml", "--fresh", variables: cache)
        #expect(try isReused(again) == false)
    }
}
