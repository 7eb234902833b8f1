import Files
import Glibc
import JSON
import Testing

/// Processes and files whose names are made for those who read `/proc`, and memory that has no size there.
@Suite("Names that mislead the watch", .tags(.environment), .enabled(if: File.exists("/usr/bin/python3")))
struct MisleadingProcessTests {
    @Test("A process that calls itself a child of a cell that runs ends with the one that left it")
    func command() throws {
        // The last character of the name is a sign that takes the parenthesis behind it along.
        let leave = """
            import ctypes
            if os.path.exists('done'): return [1.0]
            open('done', 'w').close()
            others = []
            while not others:
                time.sleep(0.05)
                numbers = [int(name) for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()]
                parents = [open('/proc/%d/stat' % number).read().rsplit(')', 1)[1].split()[1] for number in numbers]
                others = [number for number, parent in zip(numbers, parents) if parent == str(os.getppid())]
            heard, told = os.pipe()
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    ctypes.CDLL(None).prctl(15, b') S 1 %d \\xd8\\x80' % others[0], 0, 0, 0)
                    for descriptor in range(3): os.dup2(os.open('/dev/null', os.O_RDWR), descriptor)
                    os.write(told, b'x')
                    time.sleep(60)
                os._exit(0)
            os.read(heard, 1)
            """
        let see = """
            time.sleep(5)
            names = [open('/proc/%s/comm' % name, 'rb').read() for name in os.listdir('/proc') if name.isdigit()]
            assert not [name for name in names if name.startswith(b')')], names
            """
        let place = try HostileArtifacts.place([("leaves", leave), ("stays", see)])
        let outcome = try place.run("m.yaml", "--jobs", "3", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        for name in ["leaves", "stays"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
        }
    }

    @Test(
        "Memory counts beside a file whose name ends with a return, in pipes, and as files in shared memory",
        .enabled(if: getuid() == 0 && HostileArtifacts.isOpenToOthers),
    )
    func memory() throws {
        let place = try HostileArtifacts.place([
            (
                "beside",
                """
                import ctypes
                libc = ctypes.CDLL(None)
                libc.mmap.restype = ctypes.c_void_p
                libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
                libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
                file, memory, size = os.open('x\\r', os.O_RDWR | os.O_CREAT), os.memfd_create('m'), 384 << 20
                os.truncate(file, 4096)
                os.truncate(memory, size)
                place = libc.mmap(None, size + 4096, 0, 0x22, -1, 0)
                libc.mmap(place, 4096, 1, 0x11, file, 0)
                libc.mmap(place + 4096, size, 3, 0x11, memory, 0)
                os.close(memory)
                for start in range(place + 4096, place + 4096 + size, 32 << 20):
                    ctypes.memset(start, 1, 32 << 20)
                    libc.madvise(start, 32 << 20, 4)
                time.sleep(5)
                """
            ),
            (
                "piped",
                """
                def free(): return int(open('/proc/meminfo').read().split('MemFree:')[1].split()[0]) >> 10
                before, pipes = free(), []
                for number in range(14):
                    pipes.append(os.pipe())
                    file = os.open('x', os.O_RDWR | os.O_CREAT)
                    os.write(file, b'x' * (32 << 20))
                    for place in range(16): os.sendfile(pipes[-1][1], file, place << 21, 1)
                    os.truncate(file, 0)
                    os.close(file)
                time.sleep(3)
                # Where pages of files are small, another way to the same end.
                if before - free() < 300: hoard = [bytearray(1 << 20) for _ in range(400)]
                time.sleep(3)
                """
            ),
            (
                "entries",
                """
                try:
                    for number in range(200000): os.close(os.open('/dev/shm/%d' % number, os.O_CREAT))
                    raise AssertionError('as many files as it likes')
                except OSError: pass
                """
            ),
        ])
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(
            text.replacing("inferences: 2", with: "inferences: 2, resources: {memory: 192MiB}"), to: "m.yaml")
        let results = try HostileArtifacts.run(place, asOther: true).requireResults()
        for name in ["beside", "piped"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.reason.hasPrefix("memory ran out"), "\(name): \(cell.verdict) \(cell.reason)")
        }
        for name in ["entries", "healthy"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
        }
    }
}
