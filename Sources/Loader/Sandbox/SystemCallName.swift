import CLinux

/// Names of the system calls that a filter refuses, for people.
enum SystemCallName {
    private static let names: [Int32: String] = [
        __NR_mount: "mount", __NR_umount2: "umount", __NR_pivot_root: "pivot_root", __NR_chroot: "chroot",
        428: "open_tree", 429: "move_mount", 430: "fsopen", 431: "fsconfig", 432: "fsmount", 433: "fspick",
        442: "mount_setattr", __NR_unshare: "unshare", __NR_setns: "setns", __NR_ptrace: "ptrace",
        __NR_process_vm_readv: "process_vm_readv", __NR_process_vm_writev: "process_vm_writev", __NR_kcmp: "kcmp",
        424: "pidfd_send_signal", 438: "pidfd_getfd", 440: "process_madvise", __NR_bpf: "bpf",
        __NR_perf_event_open: "perf_event_open", 447: "memfd_secret", __NR_vmsplice: "vmsplice",
        __NR_userfaultfd: "userfaultfd", 425: "io_uring_setup", 426: "io_uring_enter", 427: "io_uring_register",
        __NR_keyctl: "keyctl", __NR_add_key: "add_key", __NR_request_key: "request_key",
        __NR_kexec_load: "kexec_load", __NR_kexec_file_load: "kexec_file_load", __NR_init_module: "init_module",
        __NR_finit_module: "finit_module", __NR_delete_module: "delete_module", __NR_reboot: "reboot",
        __NR_swapon: "swapon", __NR_swapoff: "swapoff", __NR_acct: "acct", __NR_quotactl: "quotactl",
        __NR_syslog: "syslog", __NR_settimeofday: "settimeofday", __NR_clock_settime: "clock_settime",
        __NR_adjtimex: "adjtimex", __NR_clock_adjtime: "clock_adjtime", __NR_sethostname: "sethostname",
        __NR_setdomainname: "setdomainname", __NR_open_by_handle_at: "open_by_handle_at",
        __NR_name_to_handle_at: "name_to_handle_at",
        __NR_shmget: "shmget", __NR_shmat: "shmat", __NR_shmctl: "shmctl", __NR_semget: "semget",
        __NR_semop: "semop", __NR_semtimedop: "semtimedop", __NR_semctl: "semctl", __NR_msgget: "msgget",
        __NR_msgsnd: "msgsnd", __NR_msgrcv: "msgrcv", __NR_msgctl: "msgctl", __NR_mq_open: "mq_open",
        __NR_mq_unlink: "mq_unlink",
    ]

    static func of(_ number: Int32) -> String { names[number] ?? "system call \(number)" }
}
