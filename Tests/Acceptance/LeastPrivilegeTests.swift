import Files
import Foundation
import Glibc
import JSON
import Testing

/// What a loaded artifact can't do, trusted or not, and what a report says of its trying.
@Suite("Least privilege", .tags(.environment))
struct LeastPrivilegeTests {
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
        let place = try HostileArtifacts.place(HostileArtifacts.deeds[0].body, port: port)
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        #expect(try outcome.requireResults().cell("artifact@here").verdict == "compatible")
        #expect(accept(socket, nil, nil) == -1)
        // To see that it does hear: with the host's network the same model is heard.
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("inferences: 2", with: "inferences: 2, network: host"), to: "m.yaml")
        let heard = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        #expect(try heard.requireResults().cell("artifact@here").verdict == "incompatible")
        #expect(accept(socket, nil, nil) >= 0)
    }

    @Test(
        "Another user than root is held as well",
        .enabled(if: getuid() == 0 && File.exists("/usr/bin/python3") && HostileArtifacts.isOpenToOthers),
    )
    func otherUser() throws {
        let body = HostileArtifacts.deeds.filter {
            ["outside", "home", "artifact", "supervisor", "mount"].contains($0.name)
        }
        .map(\.body).joined(separator: "\n")
        let outcome = try HostileArtifacts.run(try HostileArtifacts.place(body), asOther: true)
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.verdict == "warned", "\(cell.reason)")
        #expect((cell.json["refused"]?.array ?? []).count >= 5)
    }

    @Test("Nothing forbidden succeeds, and what was tried is told", arguments: [true, false])
    func deeds(bubblewrap: Bool) throws {
        let place = try HostileArtifacts.place(HostileArtifacts.deeds)
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place, bubblewrap: bubblewrap))
        let results = try outcome.requireResults()
        for (name, _) in HostileArtifacts.deeds {
            let cell = try results.cell("\(name)@here")
            let attempts = (cell.json["refused"]?.array ?? []).map {
                "\($0["deed"]?.string ?? "") \($0["target"]?.string ?? "")"
            }
            if let told = HostileArtifacts.reported[name] {
                #expect(cell.verdict == "warned", "\(name): \(cell.reason)\n\(outcome.errors)")
                #expect(attempts.contains { $0.contains(told) }, "\(name): \(attempts)")
            } else {
                #expect(["compatible", "warned"].contains(cell.verdict), "\(name): \(cell.reason)\n\(outcome.errors)")
            }
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
        let layer = bubblewrap && HostileArtifacts.hasBubblewrap ? "bubblewrap" : "own launcher"
        #expect(try results.environment("here")["sandbox"]?["layers"]?.strings?.first == layer)
        #expect(try File.readText(place.directory + "/junit.xml").contains("refused: "))
        #expect(try Directory.list(place.directory + "/home") == [".netrc"])
        #expect(!File.exists(HostileArtifacts.shared(place)))
        #expect(ProcessTable.processes(naming: place.directory) == [])
        #expect(try !File.readText("/proc/mounts").contains(place.directory))
    }

    @Test("What is tried in roundabout ways is told by its target")
    func roundabout() throws {
        let datagrams = "import socket\ndatagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        let deeds: [(name: String, body: String, told: String)] = [
            ("above", "os.path.islink('a') or os.symlink('/usr', 'a')\ndeny(lambda: open('a/x', 'w'))", "write /usr/x"),
            ("parent", "os.path.islink('a') or os.symlink('/usr', 'a')\ndeny(lambda: open('a/../x', 'w'))", "write /x"),
            (
                "opened", "usr = os.open('/usr', os.O_RDONLY)\ndeny(lambda: open('/proc/self/fd/%d/x' % usr, 'w'))",
                "write /usr/x"
            ),
            (
                "device", "usr = os.open('/usr', os.O_RDONLY)\ndeny(lambda: open('/dev/fd/%d/y' % usr, 'w'))",
                "write /usr/y"
            ),
            ("moved", "deny(lambda: os.rename('/usr/bin/env', 'mine'))", "rename /usr/bin/env"),
            (
                "combined", "os.path.islink('a') or os.symlink('/usr', 'a')\ndeny(lambda: open('a/\\u0338x', 'w'))",
                "write /usr/\u{338}x"
            ),
            ("link", "os.path.islink('a') or os.symlink('/usr/x', 'a')\ndeny(lambda: open('a', 'w'))", "write /usr/x"),
            ("unseen", "os.path.islink('a') or os.symlink('HOME', 'a')\ndeny(lambda: open('a/x', 'w'))", "/home/x"),
            ("root", "deny(lambda: open('/proc/self/root/usr/x', 'w'))", "write /proc/self/root/usr/x"),
            ("mode", "deny(lambda: os.chmod('/usr/bin/env', 0o777))", "change the mode of /usr/bin/env"),
            ("times", "deny(lambda: os.utime('/usr/bin/env', (1, 1)))", "change the times of /usr/bin/env"),
            ("owner", "deny(lambda: os.chown('/usr/bin/env', 1, 1))", "change the owner of /usr/bin/env"),
            ("kernel", "deny(lambda: open('/proc/sys/kernel/panic', 'w'))", "write /proc/sys/kernel/panic"),
            ("bytecode", "deny(lambda: open('/usr/__pycache__/x', 'w'))", "write /usr/__pycache__/x"),
            (
                "message", datagrams + "deny(lambda: datagrams.sendmsg([b'x'], [], 0, ('203.0.113.5', 9)))",
                "connect to 203.0.113.5:9"
            ),
            (
                "boundary",
                datagrams
                    + """
                    import ctypes, struct
                    libc = ctypes.CDLL(None)
                    libc.mmap.restype = ctypes.c_void_p
                    # The address has no bits in its lower half.
                    place = libc.mmap(ctypes.c_void_p(7 << 32), 4096, 3, 0x32, -1, 0)
                    ctypes.memmove(place, struct.pack('=H', 2) + struct.pack('!H4s8x', 9, bytes([203, 0, 113, 5])), 16)
                    assert libc.sendto(datagrams.fileno(), b'x', 1, 0, ctypes.c_void_p(place), 16) == -1
                    """, "connect to 203.0.113.5:9"
            ),
            (
                "drowned",
                "for number in range(99): deny(lambda: open('/usr/%d' % number, 'w'))\n" + datagrams
                    + "deny(lambda: datagrams.connect(('203.0.113.5', 9)))", "connect to 203.0.113.5:9"
            ),
        ]
        // What is its own by a link, and what it says of its own threads, is no attempt.
        let own = """
            import shutil, socket, tempfile, threading
            folder = tempfile.mkdtemp()
            os.symlink(folder, folder + '/own')
            open(folder + '/own/file', 'w').close()
            os.symlink('/usr', folder + '/system')
            os.unlink(folder + '/system')
            os.chmod(folder + '/own/file', 0o600)
            os.utime(folder + '/own/file')
            shutil.rmtree(folder)
            open('/proc/self/cwd/own', 'w').close()
            open('/proc/self/fd/%d/own' % os.open('.', os.O_RDONLY), 'w').close()
            deny(lambda: open('/proc/self/task/%d/comm' % threading.get_native_id(), 'w'))
            one, other = socket.socketpair()
            one.sendmsg([b'x'])
            assert other.recv(1) == b'x'
            deny(lambda: open('/var/cache/fontconfig/a-le64.cache-8', 'w'))
            deny(lambda: open('/var/lib/libuuid/clock.txt', 'w'))
            """
        let place = try HostileArtifacts.place(deeds.map { ($0.name, $0.body) } + [("own", own)])
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        for (name, _, told) in deeds {
            let cell = try results.cell("\(name)@here")
            let attempts = (cell.json["refused"]?.array ?? []).map {
                "\($0["deed"]?.string ?? "") \($0["target"]?.string ?? "")"
            }
            #expect(cell.verdict == "warned", "\(name): \(cell.reason)")
            #expect(attempts.contains { $0.hasSuffix(told) }, "\(name): \(attempts)")
        }
        #expect(try results.cell("own@here").verdict == "compatible")
        #expect(try results.cell("healthy@here").verdict == "compatible")
    }

    @Test("What a session writes its cells leave as it is, modes, times and attributes too", arguments: [true, false])
    func modes(bubblewrap: Bool) throws {
        let share = "HERE/cache/bytecode"
        let place = try HostileArtifacts.place(
            """
            mounts = [line.split()[4] for line in open('/proc/self/mountinfo')]
            session, = (mount for mount in mounts if '/sessions/' in mount)
            shared = [os.path.join(f, name) for f, names, files in os.walk('\(share)') for name in names + files]
            assert '\(share)' in mounts and shared
            for path in ['\(share)', session] + shared:
                deny(lambda: os.chmod(path, 0o777))
                deny(lambda: os.chown(path, os.getuid(), os.getgid()))
                deny(lambda: os.utime(path, (1, 1)))
                deny(lambda: os.setxattr(path, 'user.smokehouse', b'1'))
                deny(lambda: os.fchmod(os.open(path, os.O_RDONLY), 0))
            os.chmod('.', 0o700)
            """)
        let text = try File.readText(place.directory + "/m.yaml")
        let kind = "kind: venv, packages: {six: 1.16.0}"
        try place.write(text.replacing("kind: workdir", with: kind), to: "m.yaml")
        var variables = try HostileArtifacts.variables(place, bubblewrap: bubblewrap)
        variables["SMOKEHOUSE_CACHE"] = place.directory + "/cache"
        // uv's own cache is in the home.
        variables.removeValue(forKey: "HOME")
        let cell = try place.run("m.yaml", variables: variables).requireResults().cell("artifact@here")
        #expect(["compatible", "warned"].contains(cell.verdict), "\(cell.reason)")
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
        let place = try HostileArtifacts.place(floods.map { ($0.0, $0.1) })
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
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
        let place = try HostileArtifacts.place([
            ("links", plant.replacing("PLANT", with: "os.symlink('HOME/.netrc', folder + '/' + name)")),
            ("pipes", plant.replacing("PLANT", with: "os.mkfifo(folder + '/' + name)")),
        ])
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
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
        let place = try HostileArtifacts.place("deny(lambda: open('HOME/.netrc').read())")
        let variables = try HostileArtifacts.variables(place, bubblewrap: bubblewrap)
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
        let place = try HostileArtifacts.place(
            "import socket\nsocket.socket().bind(('127.0.0.1', 0))\nopen('HOME/written', 'w')")
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("trusted}", with: "trusted, sandbox: off}"), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        #expect(try outcome.requireResults().cell("artifact@here").verdict == "compatible")
        #expect(File.exists(place.directory + "/home/written"))
        #expect(try outcome.requireResults().environment("here")["sandbox"] == nil)
    }

    @Test("Where 'required' can be kept the cells run, and the results say what held")
    func required() throws {
        let place = try HostileArtifacts.place("pass", policy: ", sandbox: required")
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        #expect(results.verdicts == ["artifact@here": "compatible", "healthy@here": "compatible"])
        let sandbox = try #require(try results.environment("here")["sandbox"])
        #expect(sandbox["layers"]?.strings?.contains("seccomp") == true)
        #expect(sandbox["missing"]?.strings == [])
    }
}
