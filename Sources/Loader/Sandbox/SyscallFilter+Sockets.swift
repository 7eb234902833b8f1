import CLinux
import Glibc

/// What may be made of sockets, and sent to whom.
extension SyscallFilter {
    mutating func addSockets() {
        block(__NR_socket) { filter in
            filter.argument(0)
            filter.addLocal()
            guard filter.needs.hostNetwork || filter.needs.ownNetwork else {
                filter.add(Self.answer, filter.refusal)
                return
            }
            filter.accept(UInt32(AF_NETLINK))
            filter.add(Self.equal, UInt32(AF_INET), 2, 0)
            filter.add(Self.equal, UInt32(AF_INET6), 1, 0)
            filter.add(Self.answer, filter.refusal)
            filter.refuse(types: Self.rawTypes, filter.refusal)
            filter.add(Self.answer, Self.allow)
        }
        addDestinations()
        guard needs.opensLocal else { return }
        // A pair of datagram sockets reaches any other that has a name.
        block(__NR_socketpair) { filter in
            filter.refuse(types: Self.datagramTypes, Self.failure(EACCES))
            filter.add(Self.answer, Self.allow)
        }
    }

    /// SOCK_RAW and SOCK_PACKET, which see what is not theirs.
    private static let rawTypes: [UInt32] = [3, 10]
    /// SOCK_DGRAM, and SOCK_RAW, which means the same for UNIX sockets.
    private static let datagramTypes: [UInt32] = [2, 3]

    /// UNIX sockets, the family being loaded. Where the host's can be reached none may: what connects is always
    /// refused, and what needs no connection is not made.
    private mutating func addLocal() {
        guard needs.opensLocal else { return accept(UInt32(AF_UNIX)) }
        let start = program.count
        add(Self.equal, UInt32(AF_UNIX), 0, 0)
        if needs.hostNetwork {
            // There, connections are made that nobody looks at.
            add(Self.answer, Self.failure(EACCES))
        } else {
            refuse(types: Self.datagramTypes, refusal)
            add(Self.answer, Self.allow)
        }
        program[start].jf = UInt8(program.count - start - 1)
    }

    /// Answers for types of sockets, without the flags that may be added to them.
    private mutating func refuse(types: [UInt32], _ action: UInt32) {
        argument(1)
        add(Self.and, 0xF)
        for type in types {
            add(Self.equal, type, 0, 1)
            add(Self.answer, action)
        }
    }

    /// Calls with an address.
    private mutating func addDestinations() {
        guard !needs.hostNetwork else { return }
        let question = needs.ownMounts && needs.ownNetwork || needs.listener ? question : Self.failure(EACCES)
        rule(__NR_connect, question)
        block(__NR_sendto) { filter in
            // Connected sockets give no address: both halves of it are zero.
            filter.argument(4)
            filter.add(Self.equal, 0, 0, 3)
            filter.add(Self.load, 16 + 8 * 4 + 4)
            filter.accept(0)
            filter.add(Self.answer, question)
        }
        // Elsewhere there are no sockets that these could send from.
        guard needs.listener, needs.ownNetwork else { return }
        rule(__NR_sendmmsg, Self.notify)
        block(__NR_sendmsg) { filter in
            // Our own comes before anybody listens: it brings the listener.
            filter.argument(3)
            filter.accept(Self.ownMode)
            filter.add(Self.answer, Self.notify)
        }
    }
}
