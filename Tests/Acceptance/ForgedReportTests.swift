import Files
import JSON
import Testing

/// What an artifact can say in the name of the loader, and what becomes of the cells beside it.
@Suite("Forged reports", .tags(.environment))
struct ForgedReportTests {
    /// Says an event over the pipe that the cell reports by.
    private static let say = """
        import ctypes, json, stat
        def say(event):
            line = json.dumps(dict(event, cell='x')).encode() + b'\\n'
            for descriptor in sorted(map(int, os.listdir('/proc/self/fd')), reverse=True):
                try: is_pipe = descriptor > 2 and stat.S_ISFIFO(os.fstat(descriptor).st_mode)
                except OSError: continue
                if is_pipe: return os.write(descriptor, line)

        """

    private static let deeds: [(name: String, body: String)] = [
        (
            "connect",
            """
            import socket
            address = ctypes.create_string_buffer(b'\\x02\\0', 16)
            number = {'x86_64': 42, 'aarch64': 203}[os.uname().machine]
            assert ctypes.CDLL(None).syscall(number, socket.socket().fileno(), address, ctypes.c_long(-1)) == -1
            """
        ),
        ("kill", "assert ctypes.CDLL(None).kill(-2147483648, 9) == -1"),
        (
            "raised",
            """
            say({"event": "raised", "stage": "inference", "inference": 2 ** 63 - 1, "failure":
                {"type": "MemoryError", "message": "m", "traceback": "", "is-environment": False}})
            """
        ),
        ("inferred", "say({'event': 'inferred', 'inference': {'index': 2 ** 63 - 1, 'seconds': 0, 'outputs': []}})"),
        ("warning", "import warnings\nwarnings.warn('x' * 200_000)"),
        ("message", "raise ValueError('x' * 3_000_000)"),
        ("outputs", "return {'output with a rather long name, number %06d' % i: 1.0 for i in range(1500)}"),
        ("done", "say({'event': 'ended', 'complete': True, 'out-of-memory': False})\nos._exit(0)"),
        (
            "sparse",
            """
            with open(os.path.dirname(os.environ['TMPDIR']) + '/outputs/big.npy', 'wb') as file: file.truncate(1500 << 20)
            outputs = [{"name": "predict", "path": "outputs/big.npy"}]
            say({"event": "inferred", "inference": {"index": 0, "seconds": 0, "outputs": outputs}})
            """
        ),
        (
            "strings",
            """
            with open(os.path.dirname(os.environ['TMPDIR']) + '/outputs/big.npy', 'wb') as file:
                head = b"{'descr': '<U1', 'fortran_order': False, 'shape': (200000000,), }"
                file.write(b'\\x93NUMPY\\1\\0v\\0' + head.ljust(117) + b'\\n')
                file.truncate(128 + 800000000)
            outputs = [{"name": "predict", "path": "outputs/big.npy"}]
            say({"event": "inferred", "inference": {"index": 0, "seconds": 0, "outputs": outputs}})
            """
        ),
        (
            "name",
            """
            outputs = [{"name": "x" * 3_000_000, "path": "outputs/none.npy"}]
            say({"event": "inferred", "inference": {"index": 0, "seconds": 0, "outputs": outputs}})
            """
        ),
    ]

    @Test("No word of an artifact brings down the loader, the run or its neighbours")
    func neighbours() throws {
        let place = try HostileArtifacts.place(Self.deeds.map { ($0.name, Self.say + $0.body) })
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        #expect(outcome.status == 1, "\(outcome.errors)")
        for name in ["healthy", "kill", "raised", "inferred", "outputs"] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
        }
        for name in ["connect", "warning"] {
            let cell = try results.cell("\(name)@here")
            #expect(["compatible", "warned"].contains(cell.verdict), "\(name): \(cell.reason)")
        }
        let message = try results.cell("message@here")
        #expect(message.verdict == "incompatible" && message.message?.hasSuffix("xxx") == true)
        let done = try results.cell("done@here")
        #expect(done.verdict == "crashed", "\(done.reason)")
        #expect(done.reason.hasPrefix("the model ended its process with status 0 during inference 1"))
        let sparse = try results.cell("sparse@here")
        #expect(sparse.verdict == "incompatible")
        #expect(sparse.reason.hasPrefix("the outputs are larger than 1024 MiB; "), "\(sparse.reason)")
        let strings = try results.cell("strings@here")
        #expect(strings.reason.hasPrefix("the outputs are more than 4194304 strings; "), "\(strings.reason)")
        let name = try results.cell("name@here")
        #expect(name.verdict == "incompatible" && name.reason.utf8.count < 2000)
    }
}
