import Files
import Foundation
import Glibc
import Testing

/// Artifacts that reach for what is not theirs, and the place that they run in.
enum HostileArtifacts {
    /// Statements of `predict` that raise where they succeed in what they must not.
    static let deeds: [(name: String, body: String)] = [
        (
            "tcp",
            "import socket\ndeny(lambda: socket.create_connection(('127.0.0.1', PORT), 2))"
        ),
        ("outside", "import socket\ndeny(lambda: socket.create_connection(('203.0.113.5', 80), 2))"),
        (
            "udp",
            "import socket\n"
                + "deny(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.5', 9)))"
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
        (
            "interprocess",
            "import ctypes\nlibc = ctypes.CDLL(None)\n"
                + "made = libc.shmget(0, 4096, 0o1600), libc.semget(0, 1, 0o1600), libc.msgget(0, 0o1600)\n"
                + "libc.shmctl(made[0], 0, None), libc.semctl(made[1], 0, 0), libc.msgctl(made[2], 0, None)\n"
                + "assert made == (-1, -1, -1)"
        ),
        (
            "sibling",
            "import ctypes\nnumber = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]\n"
                + "child = ctypes.CDLL(None).syscall(number, 0x8000 | 17, 0, 0, 0, 0)\n"
                + "if child == 0: os._exit(0)\nassert child == -1"
        ),
        ("orphans", "import ctypes\nassert ctypes.CDLL(None).prctl(36, 0, 0, 0, 0) == -1"),
        ("undumpable", "import ctypes\nassert ctypes.CDLL(None).prctl(4, 0, 0, 0, 0) == -1"),
        (
            "owner",
            "import fcntl\nends = os.pipe()\n"
                + "deny(lambda: fcntl.fcntl(ends[0], fcntl.F_SETOWN, os.getppid()))\n"
                + "deny(lambda: fcntl.fcntl(ends[0], 15, (0).to_bytes(4, 'little') + os.getppid().to_bytes(4, 'little')))\n"
                + "for request in (0x8901, 0x8902): deny(lambda: fcntl.ioctl(ends[0], request, os.getppid()))"
        ),
        // The group is its own, so that nobody is the worse for it where it succeeds.
        ("priority", "deny(lambda: os.setpriority(os.PRIO_PGRP, 0, 1))"),
        (
            "session",
            "path = open('/proc/%d/cmdline' % os.getppid()).read().split('\\0')[-2]\n"
                + "assert path.endswith('/session.json')\ndeny(lambda: open(path).read())"
        ),
        ("setuid", "deny(lambda: os.setuid(os.getuid() + 1))"),
        (
            "unseen-memory",
            "import ctypes\nassert ctypes.CDLL(None).syscall(447, 0) == -1"
        ),
        (
            "piped-memory",
            """
            import ctypes
            number = 278 if os.uname().machine == 'x86_64' else 75
            assert ctypes.CDLL(None).syscall(number, os.pipe()[1], None, 0, 0) == -1
            """
        ),
        (
            "marked",
            """
            import ctypes
            number = 257 if os.uname().machine == 'x86_64' else 56
            assert ctypes.CDLL(None).syscall(number, -100, b'/usr/bin/env', 0o1, 0x40000000) == -1
            """
        ),
        ("clock", "deny(lambda: time.clock_settime(time.CLOCK_REALTIME, 1e9))"),
        (
            "shared-memory",
            "try: open('SHARED', 'w').write('x')\nexcept OSError: pass"
        ),
        (
            "programs",
            "import subprocess\nassert subprocess.run(['/bin/sh', '-c', 'echo x > HOME/by-shell']).returncode != 0"
        ),
    ]

    /// Deeds that the supervisor takes down, each with what the report calls it.
    static let reported = [
        "outside": "connect to 203.0.113.5:80", "udp": "connect to 203.0.113.5:9", "raw": "open a socket",
        "home": "/written", "artifact": "/artifact.pkl", "supervisor": "signal process", "ptrace": "call ptrace",
        "descriptor": "call pidfd_send_signal",
        "mount": "call mount", "namespace": "call unshare", "clock": "call clock_settime",
        "marked": "write /usr/bin/env", "unseen-memory": "call memfd_secret", "piped-memory": "call vmsplice",
        "interprocess": "call shmget", "priority": "reschedule all",
        "sibling": "start a process beside its own", "orphans": "hide its orphans", "undumpable": "hide its memory",
        "owner": "signal process", "programs": "/by-shell",
    ]

    /// A file in the host's shared memory that an artifact of a place tries to make; another for each, as tests run side
    /// by side and some systems can't hold it.
    static func shared(_ place: Workplace) -> String {
        "/dev/shm/smokehouse-escape" + place.directory.replacing("/", with: "-")
    }

    /// A place with an artifact `artifact` that does `body`.
    static func place(_ body: String, port: Int = 1, policy: String = "") throws -> Workplace {
        try place([("artifact", body)], port: port, policy: policy)
    }

    /// A place with an artifact for each deed and a healthy one beside them, and a home with a secret.
    static func place(_ deeds: [(name: String, body: String)], port: Int = 1, policy: String = "") throws -> Workplace {
        let place = try Workplace()
        let home = place.directory + "/home"
        try place.write("machine example.org password s3cr3t\n", to: "home/.netrc")
        try place.write("not yours\n", to: "other.txt")
        var artifacts = ""
        for (name, body) in deeds + [("healthy", "time.sleep(0.02)")] {
            let code = body.replacing("HOME", with: home).replacing("HERE", with: place.directory)
                .replacing("SHARED", with: shared(place))
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

    static func variables(_ place: Workplace, bubblewrap: Bool = true) throws -> [String: String?] {
        let own = ProcessInfo.processInfo.environment
        var variables: [String: String?] = ["HOME": place.directory + "/home"]
        variables["PYENV_ROOT"] = own["PYENV_ROOT"] ?? "\(own["HOME"] ?? "/root")/.pyenv"
        if !bubblewrap {
            variables["PATH"] = try hidingBubblewrap(place, (own["PATH"] ?? "").split(separator: ":").map(String.init))
        }
        return variables
    }

    /// Folders of links to all programs but bubblewrap, for those folders that hold it.
    private static func hidingBubblewrap(_ place: Workplace, _ folders: [String]) throws -> String {
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

    static var hasBubblewrap: Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { File.isExecutable("\($0)/bwrap") }
    }

    /// Runs the matrix with the system's Python, as root or as another user who owns the place's folders.
    ///
    /// - Parameter words: a program to start smokehouse by.
    static func run(_ place: Workplace, through words: [String] = [], asOther: Bool) throws -> Outcome {
        let text = try File.readText(place.directory + "/m.yaml")
        try place.write(text.replacing("\"3.11\"", with: "/usr/bin/python3"), to: "m.yaml")
        try Directory.create(place.scratch)
        var command = words
        if asOther {
            chmod(Places.root, 0o711)
            for name in ["", "/home", "/scratch"] { chown(place.directory + name, 65534, 65534) }
            command = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] + words
        }
        command += [Places.executable, "run", "m.yaml", "--json", "results.json", "--progress", "plain"]
        let process = try ChildProcess(
            command[0],
            Array(command.dropFirst()),
            in: place.directory,
            variables: [
                "PATH": "/usr/bin:/bin", "HOME": place.directory + "/home", "TMPDIR": place.scratch,
                "SMOKEHOUSE_CACHE": place.directory + "/cache",
            ],
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        return try place.finish(process)
    }

    /// Folders above the products and the tests' own that other users may pass through.
    static var isOpenToOthers: Bool {
        var path = Places.executable
        while path != "/" {
            path = Path.parent(path)
            var status = Glibc.stat()
            guard stat(path, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
        }
        return true
    }
}
