import Files
import Glibc
import JSON
import Testing

/// `resources:` holds what an artifact takes, all its processes together, and its verdict says that memory ran out.
@Suite("Limits on memory, processors and processes", .tags(.environment))
struct MemoryLimitTests {
    private static let deeds: [(name: String, body: String)] = [
        ("alone", "hoard = []\nwhile True: hoard.append(bytearray(1 << 20))"),
        (
            "shared",
            """
            import mmap
            hoard = []
            while True:
                hoard.append(mmap.mmap(-1, 1 << 22))
                hoard[-1].write(b'x' * (1 << 22))
            """
        ),
        (
            "children",
            """
            hoard = []
            for _ in range(8):
                if os.fork() == 0:
                    while len(hoard) < 64: hoard.append(bytearray(1 << 20))
                    time.sleep(60)
            time.sleep(15)
            """
        ),
        ("modest", "hoard = bytearray(64 << 20)"),
        ("processes", "while True:\n    if os.fork() == 0: time.sleep(60)"),
        (
            "threads",
            "import threading\nwhile True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
        ),
    ]

    private func place() throws -> Workplace {
        let place = try HostileArtifacts.place(Self.deeds)
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing("inferences: 2", with: "inferences: 2, resources: {memory: 192MiB, cpus: 0.5, pids: 12}"),
            to: "m.yaml")
        return place
    }

    private func expectHeld(_ results: Results, in environment: String, _ errors: String) throws {
        for name in ["alone", "shared", "children"] {
            let cell = try results.cell("\(name)@\(environment)")
            #expect(cell.verdict == "crashed", "\(name): \(cell.reason)\n\(errors)")
            #expect(cell.reason.hasPrefix("memory ran out during inference 1 (limit 192 MiB;"), "\(cell.reason)")
        }
        for name in ["processes", "threads"] {
            let cell = try results.cell("\(name)@\(environment)")
            #expect(["incompatible", "crashed"].contains(cell.verdict), "\(name): \(cell.reason)")
            #expect(!cell.reason.contains("memory"), "\(name): \(cell.reason)")
        }
        for name in ["modest", "healthy"] {
            let cell = try results.cell("\(name)@\(environment)")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)\n\(errors)")
        }
    }

    @Test("A flood of memory ends the artifact alone, in a clean directory and in a virtual environment")
    func floods() throws {
        let place = try place()
        let text = try File.readText(place.directory + "/m.yaml")
        let environment = try #require(text.split(separator: "\n").last { $0.contains("kind: workdir") })
        let venv = environment.replacing("here:", with: "there:").replacing("workdir", with: "venv")
        try place.write(text + "\n" + venv + "\n", to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        try expectHeld(results, in: "here", outcome.errors)
        try expectHeld(results, in: "there", outcome.errors)
        #expect(ProcessTable.processes(naming: place.directory) == [])
        #expect(controlGroups == [])
    }

    @Test(
        "Without control groups every process has its limit, and all are watched together",
        .enabled(if: getuid() == 0 && File.exists("/usr/bin/python3") && HostileArtifacts.isOpenToOthers),
    )
    func withoutGroups() throws {
        let place = try place()
        let outcome = try HostileArtifacts.run(place, asOther: true)
        let results = try outcome.requireResults()
        try expectHeld(results, in: "here", outcome.errors)
        let layers = try results.environment("here")["sandbox"]?["layers"]?.strings ?? []
        #expect(!layers.contains { $0.hasPrefix("cgroup") })
        #expect(ProcessTable.processes(naming: place.directory) == [])
    }

    /// Groups that runs have left whose process is gone.
    private var controlGroups: [String] {
        var folders = ["/sys/fs/cgroup"]
        var found: [String] = []
        for _ in 0..<4 {
            let below = folders.flatMap { folder in
                ((try? Directory.list(folder)) ?? []).map { "\(folder)/\($0)" }.filter(Directory.exists)
            }
            found += below.filter { path in
                let name = Path.name(path)
                guard name.hasPrefix("smokehouse-") else { return false }
                let process = name.dropFirst("smokehouse-".count).prefix { $0.isNumber }
                return !File.exists("/proc/\(process)")
            }
            folders = below
        }
        return found
    }
}
