import Files
import Foundation
import Glibc
import JSON
import Testing

/// What Landlock of older kernels does not cover, with a library in the session that answers its version as they would.
@Suite("Old versions of Landlock", .tags(.environment))
struct OldLandlockTests {
    /// The one that comes with Swift, or another.
    static let compiler = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .flatMap { ["\($0)/clang", "\($0)/cc"] }.first(where: File.isExecutable)

    private static var isRunnable: Bool {
        compiler != nil && getuid() == 0 && File.exists("/usr/bin/python3") && HostileArtifacts.isOpenToOthers
    }

    /// Runs a place's matrix where Landlock is of a version.
    private func run(_ place: Workplace, landlock version: Int, network: String, withheld: String) throws -> Outcome {
        try place.write(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdarg.h>
            long syscall(long number, ...) {
                static long (*real)(long, ...);
                if (!real) real = dlsym(RTLD_NEXT, "syscall");
                va_list list;
                va_start(list, number);
                long words[6];
                for (int index = 0; index < 6; index++) words[index] = va_arg(list, long);
                va_end(list);
                if (number == 444 && !words[0] && words[2] == 1) return \(version);
                return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
            }
            """, to: "version.c")
        let library = place.directory + "/version.so"
        let compiling = try ChildProcess(
            try #require(Self.compiler), ["-shared", "-fPIC", "-o", library, place.directory + "/version.c", "-ldl"],
            in: place.directory, variables: ["PATH": "/usr/bin:/bin"], output: place.directory + "/compiled",
            errors: place.directory + "/complaints")
        guard case .exited(0) = try compiling.wait() else {
            throw FileError(operation: "compile", path: library, code: EIO)
        }
        var text = try File.readText(place.directory + "/m.yaml")
        text = text.replacing("inferences: 2", with: "inferences: 2, network: \(network)")
        text = text.replacing("{PYTHONPATH", with: "{LD_PRELOAD: \(library), PYTHONPATH")
        try place.write(text, to: "m.yaml")
        let script = Places.repository + "Tests/Acceptance/withhold.py"
        return try HostileArtifacts.run(
            place, through: ["/usr/bin/python3", script, withheld, "--"], asOther: false)
    }

    @Test(
        "Files that are not the cell's are not emptied", .enabled(if: isRunnable), arguments: ["namespaces", "nothing"])
    func truncation(withheld: String) throws {
        let place = try HostileArtifacts.place(
            """
            for path in ('HOME/.netrc', 'HERE/modules/healthy.py', 'HERE/artifact.pkl'):
                deny(lambda: os.truncate(path, 0))
                deny(lambda: os.open(path, os.O_RDONLY | os.O_TRUNC))
                deny(lambda: os.open(path, 3 | os.O_TRUNC))
            with open('own', 'w') as file: file.write('text')
            with open('own', 'r+') as file: file.truncate(1)
            assert open('own').read() == 't'
            """)
        let outcome = try run(place, landlock: 2, network: "none", withheld: withheld)
        let results = try outcome.requireResults()
        let cell = try results.cell("artifact@here")
        #expect(["compatible", "warned"].contains(cell.verdict), "\(cell.reason)")
        for name in ["home/.netrc", "modules/healthy.py", "artifact.pkl"] {
            #expect(try File.size(place.directory + "/" + name) > 0, "\(name)")
        }
        #expect(try results.environment("here")["sandbox"]?["layers"]?.strings?.contains("Landlock 2") == true)
    }

    @Test(
        "A name in the host's network reaches no UNIX socket", .enabled(if: isRunnable),
        arguments: ["namespaces", "nothing"])
    func names(withheld: String) throws {
        let name = "smokehouse-\(UUID())"
        let place = try HostileArtifacts.place(
            """
            import socket
            name = b'\\0\(name)'
            deny(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect(name))
            deny(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', name))
            deny(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendmsg([b'x'], [], 0, name))
            socket.socket(socket.AF_INET)
            """)
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0[1...].copyBytes(from: name.utf8) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(3 + name.utf8.count)) == 0
            }
        }
        try #require(isBound)
        let outcome = try run(place, landlock: 5, network: "host", withheld: withheld)
        let cell = try outcome.requireResults().cell("artifact@here")
        #expect(["compatible", "warned"].contains(cell.verdict), "\(cell.reason)")
        var byte: UInt8 = 0
        #expect(recv(socket, &byte, 1, 0) == -1)
    }
}
