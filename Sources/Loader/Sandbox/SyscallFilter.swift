import CLinux
import Glibc

/// The seccomp program (seccomp(2), SECCOMP_SET_MODE_FILTER) that a cell's process runs under.
///
/// Most calls pass at once; what no inference needs is refused; what depends on its target is put to the supervisor, which
/// answers and keeps the attempt as evidence. Without a listener, the kernel's own rules stand for the supervisor's.
struct SyscallFilter {
    /// What the cell's other layers leave for the filter to hold.
    struct Needs: Equatable {
        /// Whether attempts can be put to the supervisor.
        var listener: Bool
        /// Whether the process has a network of its own, so that sockets reach nothing outside.
        var ownNetwork: Bool
        /// Whether the matrix gives the artifact the host's network.
        var hostNetwork: Bool
        /// Whether mounts hide the host's files and sockets, and keep the modes, owners and times of those that are seen.
        var ownMounts: Bool
        /// Landlock's ABI; 0 for none.
        var landlock: Int

        /// Whether files that can be read can be emptied: Landlock knows of that from ABI 3 on.
        var opensTruncation: Bool { !ownMounts && landlock < 3 }
        /// Whether UNIX sockets of the host could be reached: by paths, or by names, which Landlock keeps from ABI 6 on.
        var opensLocal: Bool { !ownMounts || !ownNetwork && landlock < 6 }
    }

    /// The mode bit by which our own writers say that an open is no attempt; the kernel ignores it (open(2) masks modes).
    /// A message of our own has it in a place that the kernel does not look at.
    ///
    /// Who else sets it goes untold as well, but with these flags alone, which open nothing that is there.
    static let ownMode: UInt32 = 0x4000_0000
    static let ownFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC

    let needs: Needs
    var program: [sock_filter] = []

    static let (load, equal, anyBit, atLeast, answer): (UInt16, UInt16, UInt16, UInt16, UInt16) = (
        0x20, 0x15, 0x45, 0x35, 0x06
    )
    static let and: UInt16 = 0x54
    static let allow: UInt32 = 0x7FFF_0000
    static let notify: UInt32 = 0x7FC0_0000
    static func failure(_ code: Int32) -> UInt32 { 0x0005_0000 | UInt32(code) }

    init(_ needs: Needs) {
        self.needs = needs
        // struct seccomp_data: number at 0, architecture at 4, arguments from 16 on, 8 bytes each.
        add(Self.load, 4)
        add(Self.equal, linux_audit_architecture, 1, 0)
        add(Self.answer, Self.failure(ENOSYS))
        add(Self.load, 0)
        // The x32 interface of x86-64.
        add(Self.atLeast, 0x4000_0000, 0, 1)
        add(Self.answer, Self.failure(ENOSYS))
        for number in Self.forbidden { rule(number, refusal) }
        // Its flags lie in memory, out of a filter's sight; the C library falls back to clone(2).
        rule(__NR_clone3, Self.failure(ENOSYS))
        addClone()
        addFiles()
        addSockets()
        addTargets()
        addOwners()
        addTraits()
        addRequests()
        add(Self.answer, Self.allow)
    }

    var refusal: UInt32 { needs.listener ? Self.notify : Self.failure(EPERM) }
    var question: UInt32 { needs.listener ? Self.notify : Self.allow }

    // MARK: - Groups of calls

    /// Calls that are refused whatever their arguments.
    static let forbidden: [Int32] = [
        __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, 428, 429, 430, 431, 432, 433, 442, 467,
        __NR_unshare, __NR_setns,
        __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_kcmp, 424, 438, 440, 448,
        __NR_bpf, __NR_perf_event_open, __NR_userfaultfd, 425, 426, 427,
        // Memory that nobody else sees, and so nobody counts; in a pipe each byte holds a page of any size.
        447, __NR_vmsplice,
        __NR_keyctl, __NR_add_key, __NR_request_key,
        __NR_kexec_load, __NR_kexec_file_load, __NR_init_module, __NR_finit_module, __NR_delete_module,
        __NR_reboot, __NR_swapon, __NR_swapoff, __NR_acct, __NR_quotactl, 443, __NR_syslog, __NR_vhangup,
        __NR_settimeofday, __NR_clock_settime, __NR_adjtimex, __NR_clock_adjtime,
        __NR_sethostname, __NR_setdomainname, __NR_open_by_handle_at, __NR_name_to_handle_at, __NR_fanotify_init,
        // System V's shared memory, semaphores and queues, and POSIX' queues: all of a user's processes reach them.
        __NR_shmget, __NR_shmat, __NR_shmctl, __NR_semget, __NR_semop, __NR_semtimedop, __NR_semctl,
        __NR_msgget, __NR_msgsnd, __NR_msgrcv, __NR_msgctl, __NR_mq_open, __NR_mq_unlink,
        __NR_lookup_dcookie, __NR_nfsservctl, Int32(linux_nr_iopl), Int32(linux_nr_ioperm), Int32(linux_nr_uselib),
    ]

    /// Flags of clone(2) that are refused: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; it cannot ask for
    /// NEWTIME.
    static let namespaces: UInt32 = 0x7E02_0000
    /// CLONE_PARENT: the supervisor's child, which would be counted as nobody's.
    static let sibling: UInt32 = 0x8000

    /// New processes are counted by the supervisor, threads are not; none may make a namespace, nor a process beside its own.
    private mutating func addClone() {
        rule(Int32(linux_nr_fork), question)
        rule(Int32(linux_nr_vfork), question)
        let thread: UInt32 = 0x0001_0000
        block(__NR_clone) { filter in
            filter.argument(0)
            filter.add(Self.anyBit, Self.namespaces | Self.sibling, 0, 1)
            filter.add(Self.answer, filter.refusal)
            filter.add(Self.anyBit, thread, 0, 1)
            filter.add(Self.answer, Self.allow)
            filter.add(Self.answer, filter.question)
        }
    }

    /// Writing outside is held by Landlock and the mounts; the supervisor only takes the path down.
    private mutating func addFiles() {
        for (number, flags) in [(Int32(linux_nr_open), 1), (__NR_openat, 2)] { addOpening(number, flags: flags) }
        // Its flags lie in memory.
        if needs.opensTruncation { rule(__NR_openat2, Self.failure(ENOSYS)) }
        if needs.listener {
            for number in FileCall.all.keys.sorted() where number != __NR_openat && number != Int32(linux_nr_open) {
                rule(number, Self.notify)
            }
        } else if needs.opensTruncation {
            rule(__NR_truncate, Self.failure(EACCES))
        }
        guard !needs.ownMounts else { return }
        // Landlock does not cover these: the success of some is pretended, nothing changes.
        for (number, call) in FileCall.all.sorted(by: { $0.key < $1.key }) {
            if let code = call.otherwise { rule(number, Self.failure(code)) }
        }
        rule(__NR_fchmod, Self.failure(0))
        for number in [__NR_fchown, __NR_fsetxattr, __NR_fremovexattr] { rule(number, Self.failure(EPERM)) }
    }

    private mutating func addOpening(_ number: Int32, flags: Int) {
        guard needs.listener || needs.opensTruncation else { return }
        block(number) { filter in
            if filter.needs.opensTruncation {
                // O_TRUNC empties the file also where it is opened to be read, or for neither, as 3 means.
                filter.argument(flags)
                filter.add(Self.anyBit, UInt32(O_TRUNC), 0, 4)
                filter.add(Self.and, UInt32(O_ACCMODE))
                filter.add(Self.equal, UInt32(O_WRONLY), 2, 0)
                filter.add(Self.equal, UInt32(O_RDWR), 1, 0)
                filter.add(Self.answer, Self.failure(EACCES))
            }
            if filter.needs.listener {
                filter.argument(flags)
                filter.add(Self.anyBit, UInt32(O_WRONLY | O_RDWR | O_CREAT | O_TRUNC), 1, 0)
                filter.add(Self.answer, Self.allow)
                filter.argument(flags + 1)
                filter.add(Self.anyBit, Self.ownMode, 0, 3)
                filter.argument(flags)
                filter.add(Self.equal, UInt32(Self.ownFlags), 0, 1)
                filter.add(Self.answer, Self.allow)
                filter.add(Self.answer, Self.notify)
            } else {
                filter.add(Self.answer, Self.allow)
            }
        }
    }

    /// Calls on another process: the supervisor lets those on the cell's own pass.
    private mutating func addTargets() {
        block(__NR_prlimit64) { filter in
            filter.argument(0)
            filter.accept(0)
            filter.add(Self.answer, filter.refusal)
        }
        for call in needs.listener ? ProcessCall.all : ProcessCall.scheduling {
            block(call.number) { filter in
                if let kind = call.kind {
                    filter.argument(kind.argument)
                    filter.add(Self.equal, kind.process, 1, 0)
                    filter.add(Self.answer, filter.refusal)
                }
                filter.argument(call.argument)
                if call.zeroIsOwn { filter.accept(0) }
                filter.add(Self.answer, filter.refusal)
            }
        }
    }

    /// fcntl(2): whom a descriptor signals (F_SETOWN, F_SETOWN_EX), which the kernel does in the owner's name.
    private mutating func addOwners() {
        block(__NR_fcntl) { filter in
            filter.argument(1)
            filter.add(Self.equal, UInt32(Self.setOwnerExtended), 0, 1)
            filter.add(Self.answer, filter.refusal)
            filter.add(Self.equal, UInt32(F_SETOWN), 1, 0)
            filter.add(Self.answer, Self.allow)
            filter.argument(2)
            filter.accept(0)
            filter.add(Self.answer, filter.refusal)
        }
    }

    /// F_SETOWN_EX, whose owner stands in memory.
    static let setOwnerExtended: Int32 = 15

    /// prctl(2): what would take processes out of the supervisor's sight, by their parents or by their files in `/proc`.
    private mutating func addTraits() {
        block(__NR_prctl) { filter in
            filter.argument(1)
            filter.add(Self.equal, 0, 1, 0)
            filter.add(Self.answer, Self.allow)
            filter.argument(0)
            // PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE
            filter.add(Self.equal, 36, 0, 1)
            filter.add(Self.answer, filter.refusal)
            filter.add(Self.equal, 4, 0, 1)
            filter.add(Self.answer, filter.refusal)
            filter.add(Self.answer, Self.allow)
        }
    }

    /// ioctl(2): a terminal's input forged, the terminal taken over or its foreground; whom a descriptor signals.
    private mutating func addRequests() {
        block(__NR_ioctl) { filter in
            filter.argument(1)
            // TIOCSTI, TIOCLINUX, TIOCSCTTY, TIOCSPGRP, FIOSETOWN, SIOCSPGRP
            for request in [0x5412, 0x541C, 0x540E, 0x5410, 0x8901, 0x8902] as [UInt32] {
                filter.add(Self.equal, request, 0, 1)
                filter.add(Self.answer, Self.failure(EPERM))
            }
            filter.add(Self.answer, Self.allow)
        }
    }

    // MARK: - Instructions

    mutating func add(_ code: UInt16, _ value: UInt32, _ matching: UInt8 = 0, _ other: UInt8 = 0) {
        program.append(sock_filter(code: code, jt: matching, jf: other, k: value))
    }

    mutating func argument(_ index: Int) {
        add(Self.load, UInt32(16 + 8 * index))
    }

    mutating func accept(_ value: UInt32) {
        add(Self.equal, value, 0, 1)
        add(Self.answer, Self.allow)
    }

    mutating func rule(_ number: Int32, _ action: UInt32) {
        guard number >= 0 else { return }
        add(Self.equal, UInt32(number), 0, 1)
        add(Self.answer, action)
    }

    /// Instructions for one call, all of which must end in an answer.
    mutating func block(_ number: Int32, _ body: (inout SyscallFilter) -> Void) {
        guard number >= 0 else { return }
        let start = program.count
        add(Self.equal, UInt32(number), 0, 0)
        body(&self)
        program[start].jf = UInt8(program.count - start - 1)
    }
}
