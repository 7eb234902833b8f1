import CLinux
import Glibc

/// The kernel's Landlock rules on files (Documentation/userspace-api/landlock.rst), for one process and all it starts.
enum Landlock {
    /// Rights on files that ABI 1 knows; each later ABI adds some.
    private static let (execute, writeFile, readFile, readFolder): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 4, 8)

    /// The newest ABI of this kernel; 0 where there is none.
    static var version: Int {
        // LANDLOCK_CREATE_RULESET_VERSION
        max(0, linux_call(444, 0, 0, 1, 0, 0, 0))
    }

    static func allRights(_ version: Int) -> UInt64 {
        var rights: UInt64 = 0x1FFF
        if version >= 2 { rights |= 1 << 13 }  // REFER
        if version >= 3 { rights |= 1 << 14 }  // TRUNCATE
        if version >= 5 { rights |= 1 << 15 }  // IOCTL_DEV
        return rights
    }

    static let reading = execute | readFile | readFolder

    /// What can be asked for a path that is no folder.
    private static func fileRights(_ version: Int) -> UInt64 {
        var rights = execute | writeFile | readFile
        if version >= 3 { rights |= 1 << 14 }
        if version >= 5 { rights |= 1 << 15 }
        return rights
    }

    /// A path that rules name, opened once.
    struct Place {
        let descriptor: Int32
        let isFolder: Bool

        /// `nil` where nothing is there.
        init?(_ path: String) {
            let pathOnly: Int32 = 0o10000000  // O_PATH
            descriptor = open(path, pathOnly | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            var status = stat()
            isFolder = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }

    /// struct landlock_ruleset_attr: rights on files, rights on the network, scopes.
    struct Attributes {
        private var words: (UInt64, UInt64, UInt64)
        /// As many bytes as the version knows.
        let size: Int

        init(_ version: Int, holdsTCP: Bool) {
            words = (allRights(version), holdsTCP && version >= 4 ? 3 : 0, version >= 6 ? 3 : 0)
            size = version >= 6 ? 24 : version >= 4 ? 16 : 8
        }

        mutating func withPointer<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
            withUnsafeMutablePointer(to: &words) { body(UnsafeMutableRawPointer($0)) }
        }
    }

    /// Below which places names can be listed, files read, and all be done.
    struct Access {
        let listable: [Place]
        let readable: [Place]
        let writable: [Place]
    }

    /// Whether files can be reached below some places as they say, and nowhere else, from now on.
    ///
    /// Signals and abstract UNIX sockets stay within, too, from ABI 6 on.
    ///
    /// - Parameter holdsTCP: whether no TCP connection is made or taken, from ABI 4 on.
    static func restrict(_ version: Int, _ access: Access, holdsTCP: Bool) -> Bool {
        var attributes = Attributes(version, holdsTCP: holdsTCP)
        let size = attributes.size
        let ruleset = attributes.withPointer { linux_call(444, Int(bitPattern: $0), size, 0, 0, 0, 0) }
        guard ruleset >= 0 else { return false }
        defer { close(Int32(ruleset)) }
        for place in access.listable { add(place, readFolder, version, ruleset) }
        for place in access.readable { add(place, reading, version, ruleset) }
        for place in access.writable { add(place, allRights(version), version, ruleset) }
        return linux_call(446, ruleset, 0, 0, 0, 0, 0) == 0
    }

    private static func add(_ place: Place, _ rights: UInt64, _ version: Int, _ ruleset: Int) {
        // struct landlock_path_beneath_attr, packed: rights, then the descriptor.
        var attributes: (UInt64, Int32) = (
            place.isFolder ? rights : rights & fileRights(version), place.descriptor
        )
        withUnsafeMutablePointer(to: &attributes) { pointer in
            _ = linux_call(445, ruleset, 1, Int(bitPattern: pointer), 0, 0, 0)
        }
    }
}
