import CLinux
import Glibc

/// What waits in sockets, or pipes, to be read: memory of the kernel's that no process has, for which no limit of theirs counts.
enum SocketQueues {
    /// So many sockets hold too little to be asked.
    static let harmless = 32

    struct Place {
        let process: pid_t
        let descriptor: Int32
    }

    /// Bytes in the queues of sockets, each asked by a copy of its descriptor (pidfd_getfd(2), from Linux 5.6).
    static func bytes(_ sockets: [Place]) -> Int {
        var sum = 0
        var (process, holder) = (pid_t(0), -1)
        for socket in sockets {
            if socket.process != process {
                if holder >= 0 { close(Int32(holder)) }
                process = socket.process
                holder = linux_call(434, Int(process), 0, 0, 0, 0, 0)  // pidfd_open
            }
            guard holder >= 0 else { continue }
            let copy = Int32(linux_call(438, holder, Int(socket.descriptor), 0, 0, 0, 0))
            guard copy >= 0 else { continue }
            // SIOCOUTQ, SIOCINQ: what is there on its way out or in.
            sum += max(asked(copy, 0x5411), asked(copy, 0x541B))
            close(copy)
        }
        if holder >= 0 { close(Int32(holder)) }
        return sum
    }

    private static func asked(_ descriptor: Int32, _ request: UInt) -> Int {
        var count: Int32 = 0
        return linux_ioctl(descriptor, request, &count) == 0 ? Int(count) : 0
    }
}
