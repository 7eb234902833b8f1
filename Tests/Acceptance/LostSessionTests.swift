import Files
import Foundation
import Glibc
import Testing

/// What happens to cells' processes when the one that watches them is gone.
@Suite("Lost sessions", .tags(.environment), .enabled(if: File.exists("/usr/bin/python3")))
struct LostSessionTests {
    /// Leaves a process with a name that says who is to be killed, and the next time looks whether it is still there.
    private static let stray = """
        import ctypes
        def names():
            for process in filter(str.isdigit, os.listdir('/proc')):
                try: yield open('/proc/' + process + '/comm').read().strip()
                except OSError: pass
        if ALONE:
            assert 'NAME' not in names(), 'it is still there'
        elif os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(0.3)  # until the one between has ended
                ctypes.CDLL(None).prctl(15, b'NAME', 0, 0, 0)
                time.sleep(60)
            os._exit(0)
        else: time.sleep(15)
        """
    private static let patient = "if not ALONE: time.sleep(15)"
    private static let alone = """
        ALONE = os.path.exists('HERE/modules/alone')
        """

    @Test("A process that outlives its session's supervisor is gone before the cells run again")
    func strays() throws {
        let name = "stray\(getpid() % 1_000_000)"
        let place = try HostileArtifacts.place([
            ("artifact", Self.alone + "\n" + Self.stray.replacing("NAME", with: name)),
            ("patient", Self.alone + "\n" + Self.patient),
        ])
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing("\"3.11\"", with: "/usr/bin/python3").replacing("inferences: 2", with: "inferences: 1"),
            to: "m.yaml")
        let withhold = ["/usr/bin/python3", Places.repository + "Tests/Acceptance/withhold.py", "namespaces", "--"]
        let process = try place.start(
            ["run", "m.yaml", "--json", "results.json", "--progress", "plain"], through: withhold,
            variables: try HostileArtifacts.variables(place))
        #expect(killSupervisor(of: name, in: place))
        let outcome = try place.finish(process)
        let results = try outcome.requireResults()
        for name in ["artifact", "patient"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)\n\(outcome.errors)")
        }
    }

    /// Waits for the process and kills the supervisor of the cell that has adopted it.
    private func killSupervisor(of name: String, in place: Workplace) -> Bool {
        for _ in 0..<600 {
            for process in ((try? Directory.list("/proc")) ?? []).compactMap({ pid_t($0) }) {
                guard (try? File.readText("/proc/\(process)/comm")) == name + "\n",
                    let supervisor = parent(of: process).flatMap(parent),
                    (try? File.readText("/proc/\(supervisor)/cmdline"))?.contains(place.directory) == true
                else { continue }
                // The next session's cells see it, as they see the modules.
                guard (try? place.write("", to: "modules/alone")) != nil else { return false }
                return kill(supervisor, SIGKILL) == 0
            }
            usleep(50_000)
        }
        return false
    }

    private func parent(of process: pid_t) -> pid_t? {
        let lines = ((try? File.readText("/proc/\(process)/status")) ?? "").split(separator: "\n")
        return lines.first { $0.hasPrefix("PPid:") }.flatMap { pid_t($0.filter(\.isNumber)) }
    }
}
