import CLinux
import Glibc

/// A system call that changes files, and where among its arguments their paths stand.
struct FileCall {
    let name: String
    /// The argument with the path that is changed.
    let path: Int
    /// The argument with the descriptor of the folder that a relative path starts from; `nil` for the working directory.
    let folder: Int?
    /// What it is answered where nothing but the filter keeps it from files outside; 0 pretends that it was done.
    var otherwise: Int32?

    /// What it takes away from another place, for calls that move: the same, of the arguments for that.
    var origin: FileCall? {
        guard name == Self.moving else { return nil }
        return FileCall(name: "rename", path: folder == nil ? 0 : 1, folder: folder == nil ? nil : 0)
    }

    /// Whether a link at the end of the path is followed.
    var followsLinks: Bool { name == "write" || name == "truncate" }

    static let all: [Int32: FileCall] = {
        var all: [Int32: FileCall] = [
            __NR_openat: FileCall(name: "write", path: 1, folder: 0),
            __NR_openat2: FileCall(name: "write", path: 1, folder: 0),
            __NR_mkdirat: FileCall(name: "make the folder", path: 1, folder: 0),
            __NR_unlinkat: FileCall(name: "remove", path: 1, folder: 0),
            __NR_renameat: FileCall(name: moving, path: 3, folder: 2),
            __NR_renameat2: FileCall(name: moving, path: 3, folder: 2),
            __NR_linkat: FileCall(name: "link to", path: 3, folder: 2),
            __NR_symlinkat: FileCall(name: "link to", path: 2, folder: 1),
            __NR_mknodat: FileCall(name: "make", path: 1, folder: 0),
            __NR_truncate: FileCall(name: "truncate", path: 0, folder: nil),
            __NR_fchmodat: FileCall(name: mode, path: 1, folder: 0, otherwise: 0),
            452: FileCall(name: mode, path: 1, folder: 0, otherwise: 0),  // fchmodat2
            __NR_utimensat: FileCall(name: times, path: 1, folder: 0, otherwise: 0),
            __NR_fchownat: FileCall(name: owner, path: 1, folder: 0, otherwise: EPERM),
            __NR_setxattr: FileCall(name: attributes, path: 0, folder: nil, otherwise: EPERM),
            __NR_lsetxattr: FileCall(name: attributes, path: 0, folder: nil, otherwise: EPERM),
            __NR_removexattr: FileCall(name: attributes, path: 0, folder: nil, otherwise: EPERM),
            __NR_lremovexattr: FileCall(name: attributes, path: 0, folder: nil, otherwise: EPERM),
            // setxattrat, removexattrat, file_setattr
            463: FileCall(name: attributes, path: 1, folder: 0, otherwise: EPERM),
            466: FileCall(name: attributes, path: 1, folder: 0, otherwise: EPERM),
            469: FileCall(name: attributes, path: 1, folder: 0, otherwise: EPERM),
        ]
        let old: [(Int, FileCall)] = [
            (linux_nr_open, FileCall(name: "write", path: 0, folder: nil)),
            (linux_nr_creat, FileCall(name: "write", path: 0, folder: nil)),
            (linux_nr_mkdir, FileCall(name: "make the folder", path: 0, folder: nil)),
            (linux_nr_rmdir, FileCall(name: "remove", path: 0, folder: nil)),
            (linux_nr_unlink, FileCall(name: "remove", path: 0, folder: nil)),
            (linux_nr_rename, FileCall(name: moving, path: 1, folder: nil)),
            (linux_nr_link, FileCall(name: "link to", path: 1, folder: nil)),
            (linux_nr_symlink, FileCall(name: "link to", path: 1, folder: nil)),
            (linux_nr_mknod, FileCall(name: "make", path: 0, folder: nil)),
            (linux_nr_chmod, FileCall(name: mode, path: 0, folder: nil, otherwise: 0)),
            (linux_nr_utime, FileCall(name: times, path: 0, folder: nil, otherwise: 0)),
            (linux_nr_utimes, FileCall(name: times, path: 0, folder: nil, otherwise: 0)),
            (linux_nr_futimesat, FileCall(name: times, path: 1, folder: 0, otherwise: 0)),
            (linux_nr_chown, FileCall(name: owner, path: 0, folder: nil, otherwise: EPERM)),
            (linux_nr_lchown, FileCall(name: owner, path: 0, folder: nil, otherwise: EPERM)),
        ]
        for (number, call) in old where number >= 0 { all[Int32(number)] = call }
        return all
    }()

    private static let moving = "rename to"
    private static let (mode, times, owner, attributes) = (
        "change the mode of", "change the times of", "change the owner of", "change attributes of"
    )
}

/// A system call that acts on another process.
struct ProcessCall {
    let name: String
    let number: Int32
    /// The argument with the process.
    let argument: Int
    /// Whether 0 stands for the caller alone.
    var zeroIsOwn = true
    /// The argument that says whether the number is a process', a group's or a user's, with its value for a process.
    var kind: (argument: Int, process: UInt32)?

    static let all = signalling + scheduling

    private static let signalling: [ProcessCall] = [
        ProcessCall(name: "signal", number: __NR_kill, argument: 0, zeroIsOwn: false),
        ProcessCall(name: "signal", number: __NR_tkill, argument: 0),
        ProcessCall(name: "signal", number: __NR_tgkill, argument: 0),
        ProcessCall(name: "signal", number: __NR_rt_sigqueueinfo, argument: 0),
        ProcessCall(name: "signal", number: __NR_rt_tgsigqueueinfo, argument: 0),
        ProcessCall(name: "take hold of", number: 434, argument: 0),  // pidfd_open
        ProcessCall(name: "join the group of", number: __NR_setpgid, argument: 1),
    ]

    /// Those that Landlock does not hold.
    static let scheduling: [ProcessCall] = [
        ProcessCall(name: "reschedule", number: __NR_sched_setaffinity, argument: 0),
        ProcessCall(name: "reschedule", number: __NR_sched_setscheduler, argument: 0),
        ProcessCall(name: "reschedule", number: __NR_sched_setparam, argument: 0),
        ProcessCall(name: "reschedule", number: __NR_sched_setattr, argument: 0),
        ProcessCall(name: "reschedule", number: __NR_setpriority, argument: 1, kind: (0, 0)),
        ProcessCall(name: "reschedule", number: __NR_ioprio_set, argument: 1, kind: (0, 1)),
        ProcessCall(name: "move pages of", number: __NR_migrate_pages, argument: 0),
        ProcessCall(name: "move pages of", number: __NR_move_pages, argument: 0),
    ]

    /// fcntl(2) with F_SETOWN: the descriptor's signals go to a process.
    static let owner = ProcessCall(name: "signal", number: __NR_fcntl, argument: 2)

    static let byNumber: [Int32: ProcessCall] = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })
}
