import Files
import Glibc
import Testing

@testable import Environments

/// Which control groups this process is in, and which of them may be left or divided, from what the kernel's files say.
@Suite("Control groups")
struct ControlGroupTests {
    /// A folder in the place of `/sys/fs/cgroup`.
    private func tree(_ files: [String: String]) throws -> String {
        let root = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-groups-")
        for (path, text) in files {
            try Directory.create(Path.parent(Path.join(root, path)))
            try File.write(text, to: Path.join(root, path))
        }
        return root
    }

    @Test(
        "The smallest quota of processors counts, a group's own or one above it",
        arguments: [
            (["a/b/cpu.max": "max 100000\n", "a/cpu.max": "max 100000\n"], nil),
            (["a/b/cpu.max": "150000 100000\n", "a/cpu.max": "max 100000\n"], 2),
            (["a/b/cpu.max": "400000 100000\n", "a/cpu.max": "50000 100000\n"], 1),
            (["a/b/cpu.cfs_quota_us": "300000\n", "a/b/cpu.cfs_period_us": "100000\n"], 3),
            (["a/b/cpu.cfs_quota_us": "-1\n", "a/b/cpu.cfs_period_us": "100000\n"], nil),
            (["a/b/cpu.max": "nonsense\n"], nil),
        ] as [([String: String], Int?)])
    func quota(files: [String: String], processors: Int?) throws {
        let root = try tree(files.merging(["a/cgroup.procs": "", "a/b/cgroup.procs": ""]) { $1 })
        defer { try? Directory.removeTree(root) }
        #expect(ProcessorQuota.least(from: root + "/a/b") == processors)
    }

    @Test("Version 2's group is found where a systemd has mounted it")
    func unified() throws {
        let root = try tree(["user.slice/user-1000.slice/session-8.scope/cgroup.procs": "\(getpid())\n"])
        defer { try? Directory.removeTree(root) }
        let own = OwnControlGroups(
            groups: "0::/user.slice/user-1000.slice/session-8.scope\n",
            mounts: "26 23 0:23 / \(root) rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
        )
        #expect(own.unified == root + "/user.slice/user-1000.slice/session-8.scope")
        #expect(own.separate == [:])
    }

    @Test("Version 1's groups are found by controller, and below what a container shows")
    func separate() throws {
        let root = try tree(["memory/inner/tasks": "", "cpu/inner/tasks": ""])
        defer { try? Directory.removeTree(root) }
        let own = OwnControlGroups(
            groups: "4:memory:/docker/1/inner\n3:cpu,cpuacct:/docker/1/inner\n2:freezer:/\n",
            mounts: """
                30 29 0:26 /docker/1 \(root)/memory rw - cgroup cgroup rw,memory
                31 29 0:27 /docker/1 \(root)/cpu rw - cgroup cgroup rw,cpu,cpuacct
                """,
        )
        #expect(own.separate == ["memory": root + "/memory/inner", "cpu": root + "/cpu/inner"])
        #expect(own.unified == nil)
    }

    @Test(
        "A group with a limit of its own is not left",
        arguments: [
            ("memory.max", "max\n", false), ("memory.max", "4294967296\n", true), ("memory.high", "1048576\n", true),
            ("cpu.max", "max 100000\n", false), ("cpu.max", "50000 100000\n", true), ("pids.max", "1200\n", false),
        ],
    )
    func limits(file: String, text: String, isLimited: Bool) throws {
        let root = try tree([
            "a.slice/cgroup.type": "domain\n", "a.slice/\(file)": text, "a.slice/b.scope/cgroup.type": "domain\n",
        ])
        defer { try? Directory.removeTree(root) }
        let group = UnifiedGroup(folder: root + "/a.slice/b.scope")
        #expect(group.confines.contains(where: \.isLimited) == isLimited)
    }

    @Test("What holds all of a user's sessions holds a scope of that user as well")
    func slices() throws {
        let root = try tree([
            "user-7.slice/cgroup.type": "domain\n", "user-7.slice/memory.max": "1\n",
            "user-7.slice/session-1.scope/cgroup.type": "domain\n",
        ])
        defer { try? Directory.removeTree(root) }
        let group = UnifiedGroup(folder: root + "/user-7.slice/session-1.scope")
        #expect(group.confines == [group])
    }

    @Test("A group is ours where all its processes are this one and its children")
    func ours() throws {
        let root = try tree(["cgroup.procs": "\(getpid())\n"])
        defer { try? Directory.removeTree(root) }
        let group = UnifiedGroup(folder: root)
        #expect(group.isOurs)
        try File.write("\(getpid())\n\(getppid())\n", to: root + "/cgroup.procs")
        #expect(!group.isOurs)
        try File.write("", to: root + "/cgroup.procs")
        #expect(!group.isOurs)
    }

    @Test("A user asks the user's systemd, root the system's, also where no session says where it is")
    func scope() {
        let words = SystemdScope.words(for: 42, user: 1000, named: "smokehouse-42-1")
        #expect(words.first == "--user")
        #expect(words.contains("smokehouse-42-1.scope"))
        #expect(SystemdScope.words(for: 42, user: 0, named: "n").first == "--system")
        #expect(SystemdScope.variables([:], user: 1000)["XDG_RUNTIME_DIR"] == "/run/user/1000")
        #expect(SystemdScope.variables(["XDG_RUNTIME_DIR": "/mine"], user: 1000)["XDG_RUNTIME_DIR"] == "/mine")
        #expect(SystemdScope.variables([:], user: 0) == [:])
    }
}
