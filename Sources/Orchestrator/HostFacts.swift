import Environments
import Files
import Glibc
public import Results

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

    /// The cores that this process may use, which taskset and a container's quota make fewer than the machine has.
    public static var availableCores: Int {
        let status = (try? File.readText("/proc/self/status")) ?? ""
        let mask = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? ""
        let allowed = mask.dropFirst("Cpus_allowed:".count).reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
        let cores = allowed > 0 ? allowed : sysconf(Int32(_SC_NPROCESSORS_ONLN))
        return min(cores, ProcessorQuota.current ?? cores)
    }
}
