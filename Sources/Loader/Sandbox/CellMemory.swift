import CLinux
import Glibc

/// The memory of a cell's processes, where the arguments of their calls point to.
enum CellMemory {
    /// The text that ends with a zero at an address.
    static func text(_ process: pid_t, _ address: UInt64) -> String? {
        guard var bytes = bytes(process, address, 4096) ?? bytes(process, address, 256) else { return nil }
        if let end = bytes.firstIndex(of: 0) { bytes.removeSubrange(end...) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the memory of a process cannot be read at any address.
    static func isHidden(_ process: pid_t) -> Bool {
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) { bytes in
            var local = iovec(iov_base: bytes.baseAddress, iov_len: 1)
            // No page is there, which is another error.
            var remote = iovec(iov_base: nil, iov_len: 1)
            return withUnsafeMutablePointer(to: &local) { local in
                withUnsafeMutablePointer(to: &remote) { transfer(process, local, $0) }
            }
        } == -EPERM
    }

    private static func transfer(
        _ process: pid_t,
        _ local: UnsafeMutablePointer<iovec>,
        _ remote: UnsafeMutablePointer<iovec>,
    ) -> Int {
        linux_call(
            Int(__NR_process_vm_readv), Int(process), Int(bitPattern: local), 1, Int(bitPattern: remote), 1, 0)
    }

    /// Up to `count` bytes at an address; fewer where its page ends (process_vm_readv(2)).
    static func bytes(_ process: pid_t, _ address: UInt64, _ count: Int) -> [UInt8]? {
        let page = UInt64(4096)
        let head = min(count, Int(page - address % page))
        var bytes = read(process, address, head)
        if bytes?.count == head, head < count, bytes?.contains(0) == false,
            let more = read(process, address + UInt64(head), count - head)
        {
            bytes?.append(contentsOf: more)
        }
        return bytes
    }

    static func read(_ process: pid_t, _ address: UInt64, _ count: Int) -> [UInt8]? {
        var size = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var local = iovec(iov_base: buffer.baseAddress, iov_len: count)
            var remote = iovec(iov_base: UnsafeMutableRawPointer(bitPattern: UInt(address)), iov_len: count)
            size = withUnsafeMutablePointer(to: &local) { local in
                withUnsafeMutablePointer(to: &remote) { transfer(process, local, $0) }
            }
            initialized = max(0, size)
        }
        return size > 0 ? bytes : nil
    }
}
