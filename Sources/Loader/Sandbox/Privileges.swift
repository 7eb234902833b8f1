import CLinux
import Glibc

/// The rights of a process over the system.
enum Privileges {
    /// Gives up every capability for good (capabilities(7)) and lets no program that is started gain any.
    static func drop() -> Bool {
        // PR_CAP_AMBIENT_CLEAR_ALL, then the bounding set while CAP_SETPCAP is still held.
        _ = linux_control(47, 4, 0, 0, 0)
        for capability in 0..<64 as Range<UInt> where linux_control(24, capability, 0, 0, 0) == -EINVAL { break }
        var header: (UInt32, Int32) = (0x2008_0522, 0)
        var data: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
        let dropped = withUnsafeMutablePointer(to: &header) { header in
            withUnsafeMutablePointer(to: &data) { data in
                linux_call(Int(__NR_capset), Int(bitPattern: header), Int(bitPattern: data), 0, 0, 0, 0)
            }
        }
        return linux_control(38, 1, 0, 0, 0) == 0 && dropped == 0  // PR_SET_NO_NEW_PRIVS
    }

    /// Keeps one capability over exec (ambient), as any user in a user namespace of its own.
    static func keepOverExec(_ capability: Int) {
        var header: (UInt32, Int32) = (0x2008_0522, 0)
        var data: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
        withUnsafeMutablePointer(to: &header) { header in
            withUnsafeMutablePointer(to: &data) { data in
                let (head, body) = (Int(bitPattern: header), Int(bitPattern: data))
                guard linux_call(Int(__NR_capget), head, body, 0, 0, 0, 0) == 0 else { return }
                data.pointee.2 |= 1 << UInt32(capability)
                _ = linux_call(Int(__NR_capset), head, body, 0, 0, 0, 0)
            }
        }
        _ = linux_control(47, 2, UInt(capability), 0, 0)  // PR_CAP_AMBIENT_RAISE
    }

    /// Whether this process holds a capability in its user namespace.
    static func holds(_ capability: Int) -> Bool {
        var header: (UInt32, Int32) = (0x2008_0522, 0)
        var data: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0)
        let result = withUnsafeMutablePointer(to: &header) { header in
            withUnsafeMutablePointer(to: &data) { data in
                linux_call(Int(__NR_capget), Int(bitPattern: header), Int(bitPattern: data), 0, 0, 0, 0)
            }
        }
        return result == 0 && data.0 & (1 << UInt32(capability)) != 0
    }
}
