import Files
import Glibc
import JSON
import Testing

/// What artifacts can't do where layers of the sandbox are missing: the others hold, and what they can't hold is said.
@Suite("Layers of the sandbox", .tags(.environment))
struct SandboxLayersTests {
    /// A system that lacks something.
    struct System: Sendable, CustomTestStringConvertible {
        let withheld: [String]
        /// The deeds that succeed.
        var gaps: Set<String> = []
        /// What the results say is not held.
        var missing: [String] = []

        var testDescription: String { "without " + withheld.joined(separator: ", ") }
    }

    /// The deeds that succeed where nothing holds files.
    private static let openFiles: Set<String> = [
        "home", "secret", "shadow", "artifact", "neighbour", "cells", "shared-memory", "programs", "marked",
    ]

    static let systems = [
        System(withheld: ["namespaces"]),
        // It still has mounts of its own, which hide files and other cells.
        System(
            withheld: ["landlock"],
            missing: ["cells of one environment can read and write each other's files"]
        ),
        System(
            withheld: ["namespaces", "seccomp"],
            // A signal to every process is no error where it reaches none.
            gaps: [
                "udp", "dns", "vsock", "unseen-memory", "piped-memory", "supervisor", "interprocess", "priority",
                "sibling", "orphans",
                "undumpable",
                "owner",
            ],
            missing: ["the network is open, but for TCP", "system calls are not filtered"],
        ),
        System(
            withheld: ["namespaces", "landlock"],
            gaps: openFiles,
            missing: ["files outside can be read and written"],
        ),
        // Nothing is told, and a signal to every process is no error where it reaches none.
        System(withheld: ["listener"], gaps: ["supervisor"]),
        System(withheld: ["namespaces", "listener"], gaps: ["supervisor"]),
        // Landlock above forbids mounts as well.
        System(withheld: ["rulesets"], gaps: openFiles, missing: ["files outside can be read and written"]),
    ]

    /// Whom the program runs as: another user than root must be held as well.
    enum User: Sendable { case root, other }

    private static var isRunnable: Bool {
        getuid() == 0 && File.exists("/usr/bin/python3") && HostileArtifacts.isOpenToOthers
    }

    @Test(
        "What one layer lets through the others hold, and what none holds is said", .enabled(if: isRunnable),
        arguments: systems, [User.root, .other],
    )
    func layers(system: System, user: User) throws {
        let forks = (name: "forks", body: "while True:\n    if os.fork() == 0: time.sleep(600)")
        let place = try HostileArtifacts.place(HostileArtifacts.deeds + [forks])
        let outcome = try run(place, system, user)
        let results = try outcome.requireResults()
        let sandbox = try #require(try results.environment("here")["sandbox"])
        #expect(sandbox["missing"]?.strings == system.missing)
        for (name, _) in HostileArtifacts.deeds where !system.gaps.contains(name) {
            let cell = try results.cell("\(name)@here")
            #expect(["compatible", "warned"].contains(cell.verdict), "\(name): \(cell.reason)\n\(outcome.errors)")
        }
        #expect(["incompatible", "crashed"].contains(try results.cell("forks@here").verdict))
        if !system.gaps.contains("neighbour") {
            #expect(try results.cell("healthy@here").verdict == "compatible")
        }
        #expect(ProcessTable.processes(naming: place.directory) == [])
        if !system.gaps.contains("home") {
            #expect(try Directory.list(place.directory + "/home") == [".netrc"])
            #expect(!File.exists(HostileArtifacts.shared(place)))
        }
        unlink(HostileArtifacts.shared(place))
    }

    @Test(
        "Where 'required' cannot be kept nothing is loaded, and the reason names what is missing",
        .enabled(if: isRunnable), arguments: systems,
    )
    func required(system: System) throws {
        let place = try HostileArtifacts.place("open('HOME/loaded', 'w')", policy: ", sandbox: required")
        let cell = try run(place, system, .root).requireResults().cell("healthy@here")
        if system.missing.isEmpty {
            #expect(cell.verdict == "compatible", "\(cell.reason)")
        } else {
            #expect(cell.verdict == "refused")
            for missing in system.missing { #expect(cell.reason.contains(missing), "\(cell.reason)") }
        }
        #expect(!File.exists(place.directory + "/home/loaded"))
    }

    /// Where no mounts hide them, the host's UNIX sockets are out of reach all the same.
    @Test("No artifact reaches a UNIX socket of the host", .enabled(if: isRunnable), arguments: ["none", "host"])
    func sockets(network: String) throws {
        let place = try HostileArtifacts.place(
            """
            import socket
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
                deny(lambda: socket.socket(socket.AF_UNIX, kind).connect('HERE/stream'))
                deny(lambda: socket.socket(socket.AF_UNIX, kind).sendto(b'x', 'HERE/datagrams'))
                deny(lambda: socket.socket(socket.AF_UNIX, kind).sendmsg([b'x'], [], 0, 'HERE/datagrams'))
                deny(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendmsg([b'x'], [], 0, 'HERE/datagrams'))
                os.path.exists('link') or os.symlink('HERE/stream', 'link')
                deny(lambda: socket.socket(socket.AF_UNIX, kind).connect(os.path.abspath('link')))
            one, other = socket.socketpair()
            one.send(b'x')
            assert other.recv(1) == b'x'
            """)
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("inferences: 2", with: "inferences: 2, network: \(network)"), to: "m.yaml")
        let sockets = try [("stream", SOCK_STREAM), ("datagrams", SOCK_DGRAM)].map { name, kind in
            let socket = socket(AF_UNIX, Int32(kind.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) {
                $0.copyBytes(from: "\(place.directory)/\(name)".utf8)
            }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let isBound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
            }
            try #require(isBound)
            return socket
        }
        defer { for socket in sockets { close(socket) } }
        listen(sockets[0], 8)
        let cell = try run(place, System(withheld: ["namespaces"]), .root).requireResults().cell("artifact@here")
        #expect(["compatible", "warned"].contains(cell.verdict), "\(cell.reason)")
        #expect(accept(sockets[0], nil, nil) == -1)
        var byte: UInt8 = 0
        #expect(recv(sockets[1], &byte, 1, 0) == -1)
    }

    @Test("The user's terminal is out of reach by any name", .enabled(if: isRunnable), arguments: [true, false])
    func terminal(namespaces: Bool) throws {
        let place = try HostileArtifacts.place(
            """
            deny(lambda: os.open('/dev/tty', os.O_RDONLY))
            deny(lambda: os.open('/dev/tty', os.O_RDWR))
            os.listdir('/dev')
            if os.fork() == 0:
                os.setsid()
                try:
                    for number in range(64):
                        deny(lambda: os.open('/dev/pts/%d' % number, os.O_RDONLY))
                        deny(lambda: os.open('/dev/pts/%d' % number, os.O_RDONLY | os.O_NOCTTY))
                        deny(lambda: os.open('/dev/pts/%d' % number, os.O_WRONLY | os.O_NOCTTY))
                except BaseException: os._exit(1)
                os._exit(0)
            assert os.wait()[1] == 0
            """)
        let spawn = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
        let outcome = try run(
            place, System(withheld: namespaces ? [] : ["namespaces"]), .root,
            through: ["/usr/bin/python3", "-c", spawn])
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(["compatible", "warned"].contains(cell.verdict), "\(cell.reason)")
    }

    private func run(
        _ place: Workplace,
        _ system: System,
        _ user: User,
        through words: [String] = [],
    ) throws -> Outcome {
        let script = Places.repository + "Tests/Acceptance/withhold.py"
        let withhold = ["/usr/bin/python3", script, system.withheld.joined(separator: ","), "--"]
        return try HostileArtifacts.run(place, through: words + withhold, asOther: user == .other)
    }
}
