import CLinux
import Files
import Glibc

/// The file system that a session sees: a new root with what its steps name, everything else left out.
enum SessionMounts {
    /// Builds the root and moves into it, in a mount namespace of this process' own.
    static func make(_ steps: [LauncherArguments.Step]) throws(FileError) {
        try mount(nil, "/", nil, MountFlags.privateAll, nil)
        // Any folder serves as the place to stand on while the roots change.
        try mount("tmpfs", "/tmp", "tmpfs", MountFlags.plain, "mode=755")
        guard mkdir("/tmp/new", 0o755) == 0, mkdir("/tmp/old", 0o755) == 0 else {
            throw FileError(operation: "create", path: "/tmp/new", code: errno)
        }
        try pivot("/tmp", "/tmp/old")
        guard chdir("/") == 0 else { throw FileError(operation: "enter", path: "/", code: errno) }
        try mount("tmpfs", "/new", "tmpfs", MountFlags.plain, "mode=755,size=16m")
        for step in steps { try make(step) }
        guard umount2("/old", 2) == 0, chdir("/new") == 0 else {  // MNT_DETACH
            throw FileError(operation: "leave", path: "/old", code: errno)
        }
        try pivot(".", ".")
        guard umount2(".", 2) == 0, chdir("/") == 0 else {
            throw FileError(operation: "leave", path: ".", code: errno)
        }
        if steps.contains(.sealRoot) { try setAttributes("/", MountFlags.readOnly, recursive: false) }
    }

    private static func make(_ step: LauncherArguments.Step) throws(FileError) {
        switch step {
        case .bind(let source, let target, let isWritable, let hasDevices):
            let (from, to) = ("/old" + source, "/new" + target)
            var status = stat()
            guard stat(from, &status) == 0 else { throw FileError(operation: "read", path: source, code: errno) }
            if status.st_mode & S_IFMT == S_IFDIR {
                try Directory.create(to)
            } else {
                try Directory.create(Path.parent(to))
                close(open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
            }
            try mount(from, to, nil, MountFlags.bindAll, nil)
            try setAttributes(
                to, noSetUser | (hasDevices ? 0 : noDevices) | (isWritable ? 0 : MountFlags.readOnly), recursive: true)
        case .temporary(let target, let size):
            try Directory.create("/new" + target)
            let data = "mode=1777" + (size.map { ",size=\($0)" } ?? "")
            try mount("tmpfs", "/new" + target, "tmpfs", MountFlags.plain, data)
        case .processes(let target):
            try Directory.create("/new" + target)
            try mount("proc", "/new" + target, "proc", MountFlags.plain, nil)
        case .link(let link, let target):
            try Directory.create(Path.parent("/new" + target))
            guard symlink(link, "/new" + target) == 0 || errno == EEXIST else {
                throw FileError(operation: "create", path: target, code: errno)
            }
        case .folder(let target):
            try Directory.create("/new" + target)
        case .sealRoot:
            break
        }
    }

    // NOSUID, NODEV
    private static let (noSetUser, noDevices): (UInt64, UInt64) = (2, 4)

    private static func setAttributes(_ path: String, _ set: UInt64, recursive: Bool) throws(FileError) {
        let result = MountFlags.change(path, set: set, recursive: recursive)
        guard result == 0 else { throw FileError(operation: "protect", path: path, code: Int32(-result)) }
    }

    private static func mount(
        _ source: String?,
        _ target: String,
        _ kind: String?,
        _ flags: UInt,
        _ data: String?,
    ) throws(FileError) {
        guard Glibc.mount(source, target, kind, flags, data) == 0 else {
            throw FileError(operation: "mount", path: target, code: errno)
        }
    }

    private static func pivot(_ root: String, _ old: String) throws(FileError) {
        let result = root.withCString { root in
            old.withCString { linux_call(Int(__NR_pivot_root), Int(bitPattern: root), Int(bitPattern: $0), 0, 0, 0, 0) }
        }
        guard result == 0 else { throw FileError(operation: "enter", path: root, code: Int32(-result)) }
    }
}
