import Files
import Foundation
import Glibc
import JSON
import Testing

/// What a cell writes and takes counts wherever it hides it, and is gone after the run.
@Suite("Limits that cells evade", .tags(.environment), .enabled(if: File.exists("/usr/bin/python3")))
struct SandboxWatchTests {
    /// Fills the disk a little at a time in `x`, which a deed has made a place for; half more than it may.
    private static let fill = """
        for number in range(96):
            file = os.open(str(number), os.O_RDWR | os.O_CREAT, dir_fd=x)
            DONE
            os.posix_fallocate(file, 0, 1 << 26)
            os.close(file)
            time.sleep(0.01)
        time.sleep(8)
        """

    private static let deeds: [(name: String, body: String)] = [
        (
            "deep",
            """
            for _ in range(30):
                os.mkdir('d' * 250)
                os.chdir('d' * 250)
            x = os.open('.', os.O_RDONLY)
            """ + "\n" + fill.replacing("DONE", with: "")
        ),
        (
            "unnamed",
            "os.mkdir(b'\\xff')\nx = os.open(b'\\xff', os.O_RDONLY)\n" + fill.replacing("DONE", with: "")
        ),
        (
            "mapped",
            """
            import ctypes
            libc = ctypes.CDLL(None)
            libc.mmap.restype = ctypes.c_void_p
            libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
            x = os.open('.', os.O_RDONLY)
            """ + "\n" + fill.replacing("DONE", with: "libc.mmap(None, 4096, 1, 1, file, 0); os.unlink(str(number))")
        ),
    ]

    /// A folder that its owner may not look into; root may.
    private static let hidden = """
        os.mkdir('d')
        files = [os.open('d/%d' % number, os.O_RDWR | os.O_CREAT) for number in range(96)]
        os.chmod('d', 0)
        for file in files:
            os.posix_fallocate(file, 0, 1 << 26)
            time.sleep(0.01)
        time.sleep(8)
        """
    private static let sealed = """
        folder = str(time.time())
        os.makedirs(folder + '/b/c')
        for name in ['/b', '']: os.chmod(folder + name, 0)
        time.sleep(0.5)
        """

    private func expectOver(_ names: [String], _ place: Workplace, _ outcome: Outcome) throws {
        let results = try outcome.requireResults()
        for name in names {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "crashed", "\(name): \(cell.reason)")
            let attempts = (cell.json["refused"]?.array ?? []).map { $0["deed"]?.string ?? "" }
            #expect(!Set(attempts).isDisjoint(with: ["write", "hide"]), "\(name): \(attempts)")
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
        #expect(try Directory.list(place.scratch) == [])
    }

    @Test("Files below paths that are too long, with names that are no text, or only mapped count")
    func files() throws {
        let place = try HostileArtifacts.place(Self.deeds)
        let variables = try HostileArtifacts.variables(place)
        var outcome = try place.run("m.yaml", variables: variables)
        // What other tests give back to the disk meanwhile makes up for what is only mapped, but not each time.
        for _ in 0..<3 where try outcome.requireResults().cell("mapped@here").verdict == "compatible" {
            outcome = try place.run("m.yaml", variables: variables)
        }
        try expectOver(Self.deeds.map(\.name), place, outcome)
    }

    @Test(
        "A folder that hides what is in it from its owner counts, and is removed",
        .enabled(if: getuid() == 0 && HostileArtifacts.isOpenToOthers),
    )
    func hidden() throws {
        let place = try HostileArtifacts.place([("hidden", Self.hidden), ("sealed", Self.sealed)])
        let outcome = try HostileArtifacts.run(place, asOther: true)
        try expectOver(["hidden"], place, outcome)
        #expect(try outcome.requireResults().cell("sealed@here").verdict == "compatible")
    }

    @Test(
        "Memory of processes whose first thread has ended counts, and that of descriptors and bytes in sockets' queues",
        .enabled(if: getuid() == 0 && HostileArtifacts.isOpenToOthers),
    )
    func memory() throws {
        let place = try HostileArtifacts.place([
            (
                "leader",
                """
                import ctypes, threading
                def hog():
                    time.sleep(0.2)
                    hoard = [bytearray(b'q' * (1 << 20)) for _ in range(100)]
                    time.sleep(10)
                for _ in range(8):
                    if os.fork() == 0:
                        threading.Thread(target=hog).start()
                        ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
                time.sleep(10)
                """
            ),
            (
                "queue",
                """
                import array, socket
                ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
                for _ in range(10):
                    file = os.memfd_create('m')
                    for _ in range(100): os.write(file, b'z' * (1 << 20))
                    ends[0].sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [file]))])
                    os.close(file)
                time.sleep(10)
                """
            ),
            (
                "sockets",
                """
                import socket
                kept = []
                try:
                    while True:
                        for end in socket.socketpair():
                            kept.append(end)
                            end.setblocking(False)
                            try:
                                while True: end.send(b'z' * 65536)
                            except BlockingIOError: pass
                except OSError: time.sleep(10)
                """
            ),
        ])
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing("inferences: 2", with: "inferences: 2, resources: {memory: 192MiB}"), to: "m.yaml")
        let outcome = try HostileArtifacts.run(place, asOther: true)
        let results = try outcome.requireResults()
        for name in ["leader", "queue", "sockets"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "crashed", "\(name): \(cell.reason)")
            #expect(cell.reason.hasPrefix("memory ran out"), "\(name): \(cell.reason)")
        }
        #expect(try results.cell("healthy@here").verdict == "compatible")
    }

    @Test("A temporary file of one is not blamed for what others write at the same time")
    func others() throws {
        let fill = """
            time.sleep(0.5)
            file = os.open('x', os.O_RDWR | os.O_CREAT)
            os.posix_fallocate(file, 0, 3 << 30)
            time.sleep(2)
            os.close(file)
            os.unlink('x')
            """
        let place = try HostileArtifacts.place([
            (
                "temporary",
                """
                import tempfile
                with tempfile.TemporaryFile() as file:
                    file.write(b'x' * 5000)
                    file.flush()
                    time.sleep(3)
                """
            ),
            ("one", fill), ("two", fill),
            (
                // More mappings than are read through for a file that is hidden among them.
                "many",
                """
                import ctypes
                map = ctypes.CDLL(None).mmap
                map.restype = ctypes.c_void_p
                map.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
                for number in range(50000): map(None, 4096, 1 + number % 2 * 2, 0x22, -1, 0)
                time.sleep(3)
                """
            ),
        ])
        let outcome = try place.run("m.yaml", "--jobs", "4", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        for name in ["temporary", "one", "two"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
        }
        let many = try results.cell("many@here")
        #expect(many.reason.hasPrefix("killed: it was to write more than"), "\(many.reason)")
    }

    @Test(
        "A process that lets nobody see what it has open is ended",
        .enabled(if: getuid() == 0 && HostileArtifacts.isOpenToOthers),
    )
    func undumpable() throws {
        // Whoever runs a program that it may not read is not dumpable either.
        let place = try HostileArtifacts.place(
            """
            import shutil
            for name in ('sleep', 'touch'):
                shutil.copyfile('/bin/' + name, name)
                os.chmod(name, 0o111)
            os.spawnl(os.P_WAIT, './touch', 'touch', '/usr/touched')
            if os.fork() == 0: os.execv('./sleep', ['sleep', '20'])
            time.sleep(5)
            """)
        let results = try HostileArtifacts.run(place, asOther: true).requireResults()
        let cell = try results.cell("artifact@here")
        #expect(cell.reason.hasPrefix("killed: it was to hide a process from its limits"), "\(cell.reason)")
        #expect((cell.json["refused"]?.array ?? []).contains { $0["target"] == "its memory" })
        #expect(try results.cell("healthy@here").verdict == "compatible")
    }

    @Test("What takes long to count or to look up is no way to keep the neighbours waiting")
    func starving() throws {
        let place = try HostileArtifacts.place([
            (
                "open",
                """
                for _ in range(40):
                    if os.fork() == 0:
                        for _ in range(1000): os.open('/dev/null', os.O_RDONLY)
                        time.sleep(20)
                time.sleep(20)
                """
            ),
            (
                "deep",
                """
                here = os.getcwd()
                for number in range(30): os.makedirs(str(number) + '/a' * 63)
                path = '0' + '/a' * 63
                for number in range(1, 30):
                    os.rename(str(number), path + '/a')
                    path += '/a' * 64
                seconds = []
                for _ in range(5):
                    start = time.time()
                    os.close(os.open(os.path.join(here, path, 'x'), os.O_WRONLY | os.O_CREAT))
                    seconds.append(time.time() - start)
                assert min(seconds) < 0.1, seconds
                os._exit(0)
                """
            ),
        ])
        let results = try place.run("m.yaml", variables: try HostileArtifacts.variables(place)).requireResults()
        let open = try results.cell("open@here")
        #expect(open.reason.hasPrefix("killed: it was to open more than 32768 files"), "\(open.reason)")
        let deep = try results.cell("deep@here")
        #expect(deep.reason.hasPrefix("the model ended its process with status 0"), "\(deep.reason)")
        #expect(try results.cell("healthy@here").verdict == "compatible")
    }

    @Test("Refusing process after process takes no count of them each time, which neighbours would wait for")
    func refusals() throws {
        let place = try HostileArtifacts.place(
            """
            import threading
            for _ in range(63):
                if os.fork() == 0:
                    for _ in range(20): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
                    time.sleep(30)
                    os._exit(0)
            time.sleep(1)
            refused, end = 0, time.time() + 3
            while time.time() < end:
                try: os.fork() or os._exit(0)
                except BlockingIOError: refused += 1
            assert refused > 500, refused
            os._exit(0)
            """)
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(cell.reason.hasPrefix("the model ended its process"), "\(cell.reason)")
        #expect(try outcome.requireResults().cell("healthy@here").verdict == "compatible")
    }
}
