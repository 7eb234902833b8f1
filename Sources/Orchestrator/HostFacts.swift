import Files
import Glibc
import Results

extension Host {
    /// The machine that this process runs on.
    static var current: Host {
        let release = (try? File.readText("/etc/os-release")) ?? ""
        let name = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        var names = utsname()
        uname(&names)
        let architecture = withUnsafePointer(to: &names.machine) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
        return Host(
            system: name.map { String($0.dropFirst("PRETTY_NAME=".count)).filter { $0 != "\"" } } ?? "Linux",
            architecture: architecture,
            cores: availableCores,
            memory: sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)),
        )
    }

    /// The cores that this process may use, which taskset and container limits make fewer than the machine has.
    public static var availableCores: Int {
        var set = cpu_set_t()
        guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { return sysconf(Int32(_SC_NPROCESSORS_ONLN)) }
        return withUnsafeBytes(of: set) { bytes in bytes.reduce(0) { $0 + $1.nonzeroBitCount } }
    }
}
