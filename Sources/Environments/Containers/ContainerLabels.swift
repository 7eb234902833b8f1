import Files
import Glibc

/// What is written on everything that we make with an engine, so that it can be found again.
public struct ContainerLabels: Sendable, Hashable {
    /// On every container: the run that made it.
    static let run = "smokehouse.run"
    /// On every container: the process that made it, as `Owner` writes it.
    static let owner = "smokehouse.owner"
    /// On every image: what it was made from.
    static let key = "smokehouse.key"
    /// On every image: `build` or `packages`.
    static let kind = "smokehouse.kind"
    /// On images of packages: when an index was asked, in seconds since 1970.
    static let resolved = "smokehouse.resolved"

    /// Unique to this process' run.
    let run: String

    /// A new run's.
    init() { run = String(UInt64.random(in: 1 << 32 ... .max), radix: 36) }

    /// A container's labels.
    var container: [String: String] { [Self.run: run, Self.owner: Owner.current.text] }

    /// A process, as one that looks at its containers later can tell whether it lives on.
    struct Owner: Sendable, Hashable {
        let machine: String
        let boot: String
        /// The namespace in which the id means something.
        let namespace: String
        let process: pid_t
        /// Ticks from boot to the process' start: ids are used again.
        let started: String

        static let current: Owner = {
            func line(_ path: String) -> String {
                let text = (try? File.readText(path, limit: 256)) ?? ""
                return text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
            }
            let own = getpid()
            return Owner(
                machine: line("/etc/machine-id"),
                boot: line("/proc/sys/kernel/random/boot_id"),
                namespace: processNamespace,
                process: own,
                started: startTime(of: own) ?? "",
            )
        }()

        var text: String { [machine, boot, namespace, "\(process)", started].joined(separator: "/") }

        init(machine: String, boot: String, namespace: String, process: pid_t, started: String) {
            self.machine = machine
            self.boot = boot
            self.namespace = namespace
            self.process = process
            self.started = started
        }

        init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, let process = pid_t(parts[3]) else { return nil }
            self.init(machine: parts[0], boot: parts[1], namespace: parts[2], process: process, started: parts[4])
        }

        /// Whether the process is surely gone: false where that cannot be seen from here.
        var isDead: Bool {
            let own = Self.current
            guard machine == own.machine else { return false }
            guard boot == own.boot else { return true }
            return namespace == own.namespace && Self.startTime(of: process) != started
        }

        private static var processNamespace: String {
            var status = stat()
            return stat("/proc/self/ns/pid", &status) == 0 ? "\(status.st_ino)" : ""
        }

        /// Field 22 of `/proc/PID/stat` (proc(5)); `nil` where there is no such process, or only its remains.
        private static func startTime(of process: pid_t) -> String? {
            guard let text = try? File.readText("/proc/\(process)/stat", limit: 4096), let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            return fields.count > 19 && fields[0] != "Z" ? String(fields[19]) : nil
        }
    }
}
