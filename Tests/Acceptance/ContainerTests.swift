import Files
import Foundation
import JSON
import Tensors
import Testing

/// What artifacts meet in a container, against every engine alike.
@Suite("Containers", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence))
struct ContainerTests {
    /// Artifacts of the user's own code, each of which does one thing.
    private static let code = """
        import os, socket, sys
        import helper

        def attempt(action):
            try:
                return "done: %r" % (action(),)
            except BaseException as error:
                return "%s: %s" % (type(error).__name__, error)

        def witness(path):
            host = open(path).read().strip()
            def facts(rows):
                status = dict(line.rstrip().split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
                seen = {
                    "uid": str(os.getuid()),
                    "capabilities": status["CapEff"] + status["CapBnd"],
                    "privileges": status["NoNewPrivs"],
                    "interfaces": ",".join(sorted(os.listdir("/sys/class/net"))),
                    "connect": attempt(lambda: socket.create_connection(("1.1.1.1", 53), 3)),
                    "resolve": attempt(lambda: socket.getaddrinfo("example.org", 80)),
                    "root": attempt(lambda: open("/written", "w")),
                    "etc": attempt(lambda: open("/etc/written", "w")),
                    "artifact": attempt(lambda: open(path, "a")),
                    "code": attempt(lambda: open(__file__, "a")),
                    "loader": attempt(lambda: open("/smokehouse/loader/smoke-loader", "a")),
                    "other": attempt(lambda: open(host + "/secret.txt").read()),
                    "folder": attempt(lambda: os.listdir(host)),
                    "artifacts": attempt(lambda: [
                        name for folder in os.listdir("/smokehouse/artifacts")
                        for name in os.listdir("/smokehouse/artifacts/" + folder)]),
                    "beside": ",".join(os.listdir(os.path.dirname(path))),
                    "beside code": ",".join(sorted(os.listdir(os.path.dirname(__file__)))),
                    "scratch": attempt(lambda: open("/tmp/scratch", "w").write("x")),
                    "own": attempt(lambda: open("note", "w").write("x")),
                    "variables": ",".join(sorted(os.environ)),
                    "mount": attempt(lambda: os.chroot("/tmp")),
                }
                return ["%s=%s" % pair for pair in sorted(seen.items())]
            return facts

        def other(path):
            return lambda rows: [open(path).read()]

        def thief(path):
            def steal(rows):
                open(path).read()
                taken = []
                for number in range(40):
                    for name in ["other", "eater", "falls", "leaves", "forks"]:
                        place = "/smokehouse/artifacts/%d/%s.txt" % (number, name)
                        if attempt(lambda: open(place).read()).startswith("done"):
                            taken.append(place)
                seen = {
                    "artifacts": ",".join(taken),
                    "list": attempt(lambda: os.listdir("/smokehouse/artifacts")),
                    "cells": attempt(lambda: os.listdir("/smokehouse/cells/other@box")),
                    "work": attempt(lambda: open("/smokehouse/cells/other@box/work/note", "w")),
                    "session": attempt(lambda: open("/smokehouse/session/session.json").read()),
                    "copies": attempt(lambda: os.listdir("/smokehouse/session/copies")),
                    "events": attempt(lambda: os.open("/smokehouse/session/events", os.O_WRONLY | os.O_NONBLOCK)),
                    "memory": attempt(lambda: open("/proc/%d/mem" % os.getppid(), "rb")),
                    "signal": attempt(lambda: os.kill(os.getppid(), 0)),
                }
                return ["%s=%s" % pair for pair in sorted(seen.items())]
            return steal

        def places():
            return ["/tmp", "/run", "/run/lock", "/var/tmp", "/dev/shm", os.environ["HOME"], os.environ["TMPDIR"]]

        def shared_memory(flags):
            import ctypes
            return ctypes.CDLL(None).shmget(0x5eed, 4096, flags)

        def message_queue(flags):
            import ctypes
            return ctypes.CDLL(None).mq_open(b"/left", flags, 0o666, None)

        def keyring(*arguments):
            import ctypes
            # add_key(2), keyctl(2)
            number = {"x86_64": (248, 250), "aarch64": (217, 219)}[os.uname().machine][arguments[0] == 10]
            return ctypes.CDLL(None).syscall(number, *arguments)

        def leaver(path):
            def leave(rows):
                seen = {}
                for place in places():
                    def put():
                        os.mkdir(place + "/left")
                        open(place + "/left/.note", "w").write("x")
                        os.symlink("/", place + "/left/root")
                        os.mkfifo(place + "/left-pipe")
                        # A name that is no text, and below a path that is too long.
                        open(place.encode() + b"/\\x01\\xff-left", "w").write("x")
                        here = os.open(place, os.O_RDONLY)
                        for _ in range(30):
                            os.mkdir("left" * 60, dir_fd=here)
                            here = os.open("left" * 60, os.O_RDONLY, dir_fd=here)
                        os.chmod(place + "/left", 0)
                    seen[place] = attempt(put)
                seen["shared memory"] = "done" if shared_memory(0o1666) >= 0 else "refused"
                seen["message queue"] = "done" if message_queue(os.O_CREAT | os.O_RDWR) >= 0 else "refused"
                # The user's keyring, which outlives containers.
                seen["key"] = "done" if keyring(b"user", b"left", b"x", 1, -4) >= 0 else "refused"
                ready, told = os.pipe()
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() > 0:
                        os._exit(0)
                    for descriptor in [0, 1, 2, ready]:
                        os.close(descriptor)
                    os.write(told, str(os.getpid()).encode())
                    os.close(told)
                    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", "left-behind"])
                os.close(told)
                seen["process"] = "done" if os.read(ready, 20) else "refused"
                return ["%s=%s" % pair for pair in sorted(seen.items())]
            return leave

        def finder(path):
            def find(rows):
                seen = {place: attempt(lambda: sorted(name for name in os.listdir(place) if "left" in name))
                        for place in places()}
                seen["shared memory"] = "there" if shared_memory(0) >= 0 else "gone"
                seen["message queue"] = "there" if message_queue(os.O_RDWR) >= 0 else "gone"
                seen["key"] = "there" if keyring(10, -4, b"user", b"left", 0) >= 0 else "gone"
                commands = [open("/proc/%s/cmdline" % name).read() for name in os.listdir("/proc") if name.isdigit()]
                seen["process"] = "there" if any("left-behind" in command for command in commands) else "gone"
                return ["%s=%s" % pair for pair in sorted(seen.items())]
            return find

        def eater(path):
            def eat(rows):
                held = []
                while True:
                    held.append(bytearray(b"x" * (1 << 24)))
            return eat

        def falls(path):
            return lambda rows: os.kill(os.getpid(), 11)

        def leaves(path):
            return lambda rows: os._exit(7)

        def forks(path):
            def fork(rows):
                count = 0
                try:
                    while count < 4000:
                        if os.fork() == 0:
                            import time
                            time.sleep(60)
                            os._exit(0)
                        count += 1
                except OSError as error:
                    return ["forks=stopped below 60" if count < 60 else "forks=stopped after %d" % count]
                return ["forks=not stopped"]
            return fork

        def burns(path):
            def burn(rows):
                import time
                start, used = time.monotonic(), time.process_time()
                while time.monotonic() - start < 1:
                    pass
                share = time.process_time() - used
                return ["share=below a half" if share < 0.5 else "share=%.2f" % share]
            return burn
        """

    private static let names = [
        "witness", "other", "thief", "leaver", "finder", "eater", "falls", "leaves", "forks", "burns",
    ]

    private struct Shared {
        let outcome: Outcome
        let facts: [String: String]
        /// What an artifact found that shares its container with others.
        let theft: [String: String]
        /// How far the artifacts came that want all processes and all of the processor.
        let forks: [String: String]
        let burns: [String: String]
        /// What an artifact left where any may write, and what the next one found of it.
        let left: [String: String]
        let found: [String: String]
    }

    /// One run for each engine, which the tests below look at.
    private static let runs: [Engine: Result<Shared, any Error>] = Dictionary(
        uniqueKeysWithValues: Engine.available.map { engine in (engine, Result { try run(engine) }) })

    private static func run(_ engine: Engine) throws -> Shared {
        let place = try Workplace()
        try place.write(code, to: "code/probe.py")
        try place.write("", to: "code/helper.py")
        try place.write("TOKEN=s3cr3t\n", to: "code/.env")
        for name in names { try place.write(place.directory + "\n", to: "\(name).txt") }
        try place.write("a secret\n", to: "secret.txt")
        // A file that only we may read is as good as any other.
        chmod(Path.join(place.directory, "other.txt"), 0o600)
        let artifacts = names.map { name in
            let isolation = name == "witness" ? "\n    isolation: environment" : ""
            return """
                  \(name):
                    path: \(name).txt
                    format: python
                    entry: code/probe.py:\(name)
                    inputs: [[1.0]]
                    inferences: 1\(isolation)

                """
        }
        try place.write(
            """
            version: 1
            defaults: {timeout: {load: 60s, inference: 60s}}
            artifacts:
            \(artifacts.joined())
            environments:
              box:
                kind: container
                image: \(Engine.base)
                resources: {memory: 192MiB, cpus: 1, pids: 60}
                only: [\(names.dropLast().joined(separator: ", "))]
              slow: {kind: container, image: "\(Engine.base)", resources: {cpus: 0.25}, only: [burns]}
              here: {kind: workdir, python: python3, only: [other]}

            """, to: "m.yaml")
        var variables: [String: String?] = engine.variables
        variables["AWS_SECRET_ACCESS_KEY"] = "s3cr3t"
        let outcome = try place.run("m.yaml", "--keep", variables: variables)
        _ = try outcome.requireResults()
        let runs = try Directory.list(place.scratch).filter { $0.hasPrefix("smokehouse-") }
        let cells = "\(place.scratch)/\(try #require(runs.first))/cells"
        func facts(_ cell: String) throws -> [String: String] {
            let folder = "\(cells)/\(cell)/outputs"
            let name = try #require(try Directory.list(folder).first, "no output: \(outcome.errors)")
            let lines = try NPY.decode(try File.read(Path.join(folder, name))).strings
            let pairs = lines.map { line in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
        return Shared(
            outcome: outcome, facts: try facts("witness@box"), theft: try facts("thief@box"),
            forks: try facts("forks@box"), burns: try facts("burns@slow"),
            left: try facts("leaver@box"), found: try facts("finder@box"))
    }

    private func shared(_ engine: Engine) throws -> Shared { try #require(Self.runs[engine]).get() }

    @Test("An artifact has no rights, no network and no way to write or to see another", arguments: Engine.available)
    func held(engine: Engine) throws {
        let run = try shared(engine)
        let facts = run.facts
        func denied(_ name: String, _ error: String) {
            let said = facts[name] ?? ""
            #expect(said.hasPrefix(error), "\(name): \(said)")
        }
        #expect(facts["uid"] != "0")
        #expect(facts["capabilities"] == String(repeating: "0", count: 32))
        #expect(facts["privileges"] == "1")
        #expect(facts["interfaces"] == "lo")
        denied("connect", "OSError")
        denied("resolve", "gaierror")
        for name in ["root", "etc", "artifact", "code", "loader"] {
            #expect(
                ["OSError: [Errno 30]", "PermissionError"].contains { facts[name]?.hasPrefix($0) == true },
                "\(name): \(facts[name] ?? "")")
        }
        denied("other", "FileNotFoundError")
        denied("folder", "FileNotFoundError")
        denied("mount", "PermissionError")
        #expect(facts["beside"] == "witness.txt")
        #expect(facts["beside code"] == "helper.py,probe.py")
        let listed = facts["artifacts"] ?? ""
        #expect(listed.hasPrefix("PermissionError") || listed == "done: ['witness.txt']", "\(listed)")
        #expect(facts["scratch"] == "done: 1")
        #expect(facts["own"] == "done: 1")
        #expect(facts["variables"]?.contains("AWS") == false)
        #expect(!File.exists("/written") && !File.exists("/etc/written"))
    }

    @Test(
        "An artifact that shares its container with others reads and writes nothing of theirs",
        arguments: Engine.available)
    func apart(engine: Engine) throws {
        let run = try shared(engine)
        let environment = try #require(
            run.outcome.requireResults().json["environments"]?.array?.first { $0["id"]?.string == "box" })
        let layers = environment["sandbox"]?["layers"]?.strings ?? []
        #expect(layers.contains("container"))
        // It has no name any more once the loader has opened it.
        #expect(run.theft["events"]?.hasPrefix("FileNotFoundError") == true, "\(run.theft["events"] ?? "")")
        // The kernel or the engine's own filter may not let us.
        guard layers.contains(where: { $0.hasPrefix("Landlock") }) else {
            #expect(environment["sandbox"]?["missing"]?.strings?.isEmpty == false)
            return
        }
        #expect(run.theft["artifacts"] == "")
        for name in ["list", "cells", "work", "session", "copies", "memory"] {
            #expect(run.theft[name]?.hasPrefix("PermissionError") == true, "\(name): \(run.theft[name] ?? "")")
        }
    }

    @Test("What an artifact leaves where any may write reaches no other", arguments: Engine.available)
    func swept(engine: Engine) throws {
        let run = try shared(engine)
        // What is not there or not open to an artifact holds nothing for the next.
        for place in ["/tmp", "/var/tmp", "/dev/shm"] {
            #expect(run.left[place]?.hasPrefix("done") == true, "\(place): \(run.left[place] ?? "")")
        }
        #expect(run.left["shared memory"] == "done" && run.left["process"] == "done", "\(run.left)")
        #expect(run.found.count == run.left.count)
        for (name, found) in run.found where name.hasPrefix("/") && run.left[name]?.hasPrefix("done") == true {
            #expect(found == "done: []", "\(name): \(found)")
        }
        for name in ["shared memory", "message queue", "key", "process"] {
            #expect(run.found[name] == "gone", "\(name)")
        }
    }

    @Test("An artifact that only its owner may read is read, as on the host", arguments: Engine.available)
    func ownersFile(engine: Engine) throws {
        let results = try shared(engine).outcome.requireResults()
        let inside = try results.cell("other@box")
        #expect(inside.verdict == "compatible", "\(inside.reason)")
        #expect(inside.json["output-digest"] == (try results.cell("other@here")).json["output-digest"])
    }

    @Test("Memory, signals, exits and processes without end are told apart", arguments: Engine.available)
    func endings(engine: Engine) throws {
        let results = try shared(engine).outcome.requireResults()
        let eater = try results.cell("eater@box")
        #expect(eater.verdict == "crashed" && eater.reason.contains("memory"), "\(eater.verdict) \(eater.reason)")
        let falls = try results.cell("falls@box")
        #expect(falls.verdict == "crashed" && falls.reason.contains("SIGSEGV"), "\(falls.verdict) \(falls.reason)")
        let leaves = try results.cell("leaves@box")
        #expect(leaves.verdict == "crashed" && leaves.reason.contains("7"), "\(leaves.verdict) \(leaves.reason)")
        let forks = try results.cell("forks@box")
        #expect(["compatible", "incompatible", "crashed"].contains(forks.verdict), "\(forks.verdict) \(forks.reason)")
        #expect(try shared(engine).forks["forks"] == "stopped below 60")
    }

    @Test("A quarter of a processor is no more than that", arguments: Engine.available)
    func processor(engine: Engine) throws { #expect(try shared(engine).burns["share"] == "below a half") }

    @Test("The image, its digest and the engine are in the results", arguments: Engine.available)
    func recorded(engine: Engine) throws {
        let results = try shared(engine).outcome.requireResults()
        let environment = try #require(results.json["environments"]?.array?.first { $0["id"]?.string == "box" })
        #expect(environment["image"]?["name"]?.string == Engine.base)
        #expect(environment["image"]?["id"]?.string?.hasPrefix("sha256:") == true)
        #expect(environment["image"]?["platform"]?.string == "linux/amd64")
        #expect(environment["image"]?["engine"]?.string?.lowercased().hasPrefix(engine.rawValue) == true)
    }
}
