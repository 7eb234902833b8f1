import Files
import Foundation
import Glibc
import JSON
import Testing

/// What a loaded artifact can't do, trusted or not, and what a report says of its trying.
@Suite("Least privilege", .tags(.environment))
struct LeastPrivilegeTests {
    /// Statements of `predict` that raise where they succeed in what they must not.
    private static let deeds: [(name: String, body: String)] = [
        (
            "tcp",
            "import socket\ns = socket.socket()\ns.settimeout(2)\ndeny(lambda: s.connect(('127.0.0.1', PORT)))"
        ),
        ("outside", "import socket\ndeny(lambda: socket.create_connection(('203.0.113.5', 80), 2))"),
        (
            "udp",
            "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                + "deny(lambda: s.sendto(b'x', ('203.0.113.5', 9)))"
        ),
        ("raw", "import socket\ndeny(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))"),
        ("vsock", "import socket\ndeny(lambda: socket.socket(40, socket.SOCK_STREAM))"),
        ("dns", "import socket\ndeny(lambda: socket.getaddrinfo('example.org', 80))"),
        ("home", "deny(lambda: open('HOME/written', 'w'))"),
        ("secret", "deny(lambda: open('HOME/.netrc').read())"),
        ("shadow", "deny(lambda: open('/etc/shadow').read())"),
        ("artifact", "deny(lambda: open('HERE/artifact.pkl', 'w'))"),
        ("neighbour", "deny(lambda: open('HERE/healthy.pkl', 'w'))\ndeny(lambda: open('HERE/other.txt').read())"),
        (
            "cells",
            "folder = os.path.dirname(os.path.dirname(os.getcwd()))\n"
                + "seen = []\ndeny(lambda: seen.extend(open(os.path.join(folder, n, 'stdout.log')).read() for n in"
                + " os.listdir(folder) if not n.startswith('cells')) or seen or 1 / 0)"
        ),
        ("supervisor", "deny(lambda: os.kill(os.getppid(), 9))\ndeny(lambda: os.kill(-1, 9))"),
        (
            "descriptor",
            "import signal\nfolder = os.open('/proc/%d' % os.getppid(), os.O_RDONLY)\n"
                + "deny(lambda: signal.pidfd_send_signal(folder, 9))"
        ),
        ("ptrace", "import ctypes\nlibc = ctypes.CDLL(None)\nassert libc.ptrace(16, os.getppid(), 0, 0) == -1"),
        (
            "memory-of-others",
            "deny(lambda: open('/proc/%d/mem' % os.getppid(), 'rb').read(1))\n"
                + "deny(lambda: open('/proc/%d/environ' % os.getppid()).read())"
        ),
        ("mount", "import ctypes\nassert ctypes.CDLL(None).mount(b'x', b'/mnt', b'tmpfs', 0, None) == -1"),
        ("namespace", "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == -1"),
        ("setuid", "deny(lambda: os.setuid(os.getuid() + 1))"),
        ("clock", "deny(lambda: time.clock_settime(time.CLOCK_REALTIME, 1e9))"),
        ("shared-memory", "open('/dev/shm/smokehouse-escape', 'w').write('x')"),
        (
            "programs",
            "import subprocess\nassert subprocess.run(['/bin/sh', '-c', 'echo x > HOME/by-shell']).returncode != 0"
        ),
    ]

    /// Deeds that the supervisor takes down, each with what the report calls it.
    private static let reported = [
        "outside": "connect to 203.0.113.5:80", "udp": "connect to 203.0.113.5:9", "raw": "open a socket",
        "home": "/written", "artifact": "/artifact.pkl", "supervisor": "signal process", "ptrace": "call ptrace",
        "descriptor": "call pidfd_send_signal",
        "mount": "call mount", "namespace": "call unshare", "clock": "call clock_settime", "programs": "/by-shell",
    ]

    /// A place with an artifact `artifact` that does `body`.
    private func place(_ body: String, port: Int = 1, policy: String = "") throws -> Workplace {
        try place([("artifact", body)], port: port, policy: policy)
    }

    /// A place with an artifact for each deed and a healthy one beside them, and a home with a secret.
    private func place(_ deeds: [(name: String, body: String)], port: Int = 1, policy: String = "") throws -> Workplace
    {
        let place = try Workplace()
        let home = place.directory + "/home"
        try place.write("machine example.org password s3cr3t\n", to: "home/.netrc")
        try place.write("not yours\n", to: "other.txt")
        var artifacts = ""
        for (name, body) in deeds + [("healthy", "time.sleep(0.02)")] {
            let code = body.replacing("HOME", with: home).replacing("HERE", with: place.directory)
                .replacing("PORT", with: "\(port)")
            try PickledClass(
                name: name,
                predict: """
                    def deny(deed):
                        try: deed()
                        except (OSError, ZeroDivisionError): return
                        raise AssertionError('not denied')
                    """ + "\n" + code + "\nreturn [1.0]"
            ).write(to: place)
            artifacts += "\n  \(name): {path: \(name).pkl, inputs: [[1.0]]}"
            // The modules are seen by all; their folder holds nothing else.
            try place.write(try File.readText("\(place.directory)/\(name).py"), to: "modules/\(name).py")
        }
        try place.write(
            """
            version: 1
            policy: {pickle: trusted\(policy)}
            defaults: {inferences: 2, timeout: {inference: 20s}}
            artifacts:\(artifacts)
            environments:
              here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: \(place.directory)/modules}}
            """, to: "m.yaml")
        return place
    }

    private func variables(_ place: Workplace, bubblewrap: Bool = true) throws -> [String: String?] {
        let own = ProcessInfo.processInfo.environment
        var variables: [String: String?] = ["HOME": place.directory + "/home"]
        variables["PYENV_ROOT"] = own["PYENV_ROOT"] ?? "\(own["HOME"] ?? "/root")/.pyenv"
        if !bubblewrap {
            variables["PATH"] = try hidingBubblewrap(place, (own["PATH"] ?? "").split(separator: ":").map(String.init))
        }
        return variables
    }

    /// Folders of links to all programs but bubblewrap, for those folders that hold it.
    private func hidingBubblewrap(_ place: Workplace, _ folders: [String]) throws -> String {
        try folders.enumerated().map { index, folder in
            guard File.exists(folder + "/bwrap") else { return folder }
            let copy = "\(place.directory)/path\(index)"
            try Directory.create(copy)
            for name in try Directory.list(folder) where name != "bwrap" {
                symlink("\(folder)/\(name)", "\(copy)/\(name)")
            }
            return copy
        }.joined(separator: ":")
    }

    private var hasBubblewrap: Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { File.isExecutable("\($0)/bwrap") }
    }

    @Test("A listener on the host hears nothing")
    func listener() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        try #require(isBound)
        let port = Int(UInt16(bigEndian: address.sin_port))
        let place = try place(Self.deeds[0].body, port: port)
        let outcome = try place.run("m.yaml", variables: try variables(place))
        #expect(try outcome.requireResults().cell("artifact@here").verdict == "compatible")
        #expect(accept(socket, nil, nil) == -1)
        // To see that it does hear: with the host's network the same model is heard.
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("inferences: 2", with: "inferences: 2, network: host"), to: "m.yaml")
        let heard = try place.run("m.yaml", variables: try variables(place))
        #expect(try heard.requireResults().cell("artifact@here").verdict == "incompatible")
        #expect(accept(socket, nil, nil) >= 0)
    }

    /// Folders above the products and the tests' own that other users may pass through.
    private static var isOpenToOthers: Bool {
        var path = Places.executable
        while path != "/" {
            path = Path.parent(path)
            var status = Glibc.stat()
            guard stat(path, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
        }
        return true
    }

    @Test(
        "Another user than root is held as well",
        .enabled(if: getuid() == 0 && File.exists("/usr/bin/python3") && isOpenToOthers),
    )
    func otherUser() throws {
        let body = Self.deeds.filter { ["outside", "home", "artifact", "supervisor", "mount"].contains($0.name) }
            .map(\.body).joined(separator: "\n")
        let place = try place(body)
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("\"3.11\"", with: "/usr/bin/python3"), to: "m.yaml")
        try Directory.create(place.scratch)
        chmod(Places.root, 0o711)
        for name in ["", "/home", "/scratch"] { chown(place.directory + name, 65534, 65534) }
        let process = try ChildProcess(
            "/usr/bin/setpriv",
            [
                "--reuid", "65534", "--regid", "65534", "--clear-groups", Places.executable, "run", "m.yaml", "--json",
                "results.json", "--progress", "plain",
            ],
            in: place.directory,
            variables: [
                "PATH": "/usr/bin:/bin", "HOME": place.directory + "/home", "TMPDIR": place.scratch,
                "SMOKEHOUSE_CACHE": place.directory + "/cache",
            ],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let outcome = try place.finish(process)
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.verdict == "warned", "\(cell.reason)")
        #expect((cell.json["refused"]?.array ?? []).count >= 5)
    }

    @Test("Nothing forbidden succeeds, and what was tried is told", arguments: [true, false])
    func deeds(bubblewrap: Bool) throws {
        let place = try place(Self.deeds)
        let outcome = try place.run("m.yaml", variables: try variables(place, bubblewrap: bubblewrap))
        let results = try outcome.requireResults()
        for (name, _) in Self.deeds {
            let cell = try results.cell("\(name)@here")
            let attempts = (cell.json["refused"]?.array ?? []).map {
                "\($0["deed"]?.string ?? "") \($0["target"]?.string ?? "")"
            }
            if let told = Self.reported[name] {
                #expect(cell.verdict == "warned", "\(name): \(cell.reason)\n\(outcome.errors)")
                #expect(attempts.contains { $0.contains(told) }, "\(name): \(attempts)")
            } else {
                #expect(["compatible", "warned"].contains(cell.verdict), "\(name): \(cell.reason)\n\(outcome.errors)")
            }
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
        let layer = bubblewrap && hasBubblewrap ? "bubblewrap" : "own launcher"
        #expect(try results.environment("here")["sandbox"]?["layers"]?.strings?.first == layer)
        #expect(try File.readText(place.directory + "/junit.xml").contains("refused: "))
        #expect(try Directory.list(place.directory + "/home") == [".netrc"])
        #expect(!File.exists("/dev/shm/smokehouse-escape"))
        #expect(ProcessTable.processes(naming: place.directory) == [])
        #expect(try !File.readText("/proc/mounts").contains(place.directory))
    }

    @Test("A fork bomb and endless files end the artifact alone")
    func floods() throws {
        let floods: [(String, String, String)] = [
            ("fork", "while True:\n    if os.fork() == 0: time.sleep(600)", "incompatible"),
            ("file", "open('endless', 'wb').truncate(1 << 40)", "incompatible"),
            (
                "disk",
                """
                for number in range(1 << 20):
                    with open(str(number), 'wb') as file: os.posix_fallocate(file.fileno(), 0, 1 << 26)
                    time.sleep(0.01)
                """, "crashed"
            ),
        ]
        let place = try place(floods.map { ($0.0, $0.1) })
        let outcome = try place.run("m.yaml", variables: try variables(place))
        let results = try outcome.requireResults()
        for (name, _, verdict) in floods {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == verdict, "\(name): \(cell.reason)")
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
        #expect(ProcessTable.processes(naming: place.directory) == [])
    }

    @Test("Links and pipes in the place of a cell's outputs and logs are not followed")
    func planted() throws {
        let plant = """
            self.calls = getattr(self, 'calls', 0) + 1
            if self.calls == 3:
                for folder, _, names in list(os.walk(os.path.dirname(os.getcwd()))):
                    for name in names:
                        if name.endswith('.npy') or name.endswith('.log'):
                            os.remove(folder + '/' + name)
                            PLANT
            """
        let place = try place([
            ("links", plant.replacing("PLANT", with: "os.symlink('HOME/.netrc', folder + '/' + name)")),
            ("pipes", plant.replacing("PLANT", with: "os.mkfifo(folder + '/' + name)")),
        ])
        let outcome = try place.run("m.yaml", variables: try variables(place))
        let results = try outcome.requireResults()
        for name in ["links", "pipes"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict != "compatible", "\(name)")
            #expect(cell.reason.contains("cannot be read back"), "\(cell.reason)")
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
        #expect(try !File.readText(place.directory + "/results.json").contains("s3cr3t"))
        let runs = place.directory + "/.smokehouse/runs"
        for run in try Directory.list(runs) where Directory.exists("\(runs)/\(run)/logs") {
            for log in try Directory.list("\(runs)/\(run)/logs") {
                #expect(try !File.readText("\(runs)/\(run)/logs/\(log)").contains("s3cr3t"))
            }
        }
    }

    @Test("Links to an interpreter lead there without showing what lies beside them", arguments: [true, false])
    func links(bubblewrap: Bool) throws {
        let place = try place("deny(lambda: open('HOME/.netrc').read())")
        let variables = try variables(place, bubblewrap: bubblewrap)
        let plain = try place.run("m.yaml", variables: variables).requireResults()
        let interpreter = try #require(try plain.environment("here")["interpreter"]?.string)
        // A folder that is a link, then a link beside a link: as uv and users make them.
        try Directory.create(place.directory + "/home/bin")
        try Directory.create(place.directory + "/share")
        symlink(Path.parent(Path.parent(interpreter)), place.directory + "/share/python")
        symlink("../../share/python/bin/" + Path.name(interpreter), place.directory + "/home/bin/python3")
        symlink("python3", place.directory + "/home/bin/python")
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("\"3.11\"", with: place.directory + "/home/bin/python"), to: "m.yaml")
        let linked = try place.run("m.yaml", variables: variables).requireResults()
        for results in [plain, linked] {
            #expect(results.verdicts == ["artifact@here": "compatible", "healthy@here": "compatible"])
        }
        #expect(try linked.environment("here")["interpreter"]?.string == place.directory + "/home/bin/python")
    }

    @Test("'network: host' gives the network back, and 'sandbox: off' everything")
    func optingOut() throws {
        let place = try place("import socket\nsocket.socket().bind(('127.0.0.1', 0))\nopen('HOME/written', 'w')")
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("trusted}", with: "trusted, sandbox: off}"), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: try variables(place))
        #expect(try outcome.requireResults().cell("artifact@here").verdict == "compatible")
        #expect(File.exists(place.directory + "/home/written"))
        #expect(try outcome.requireResults().environment("here")["sandbox"] == nil)
    }

    @Test("Where 'required' can be kept the cells run, and the results say what held")
    func required() throws {
        let place = try place("pass", policy: ", sandbox: required")
        let outcome = try place.run("m.yaml", variables: try variables(place))
        let results = try outcome.requireResults()
        #expect(results.verdicts == ["artifact@here": "compatible", "healthy@here": "compatible"])
        let sandbox = try #require(try results.environment("here")["sandbox"])
        #expect(sandbox["layers"]?.strings?.contains("seccomp") == true)
        #expect(sandbox["missing"]?.strings == [])
    }
}
