import Files
import Glibc

/// The processes of this machine that have to do with a path.
enum ProcessTable {
    /// Whose start environment, command line or working directory names `path`; zombies are none.
    ///
    /// - Returns: each one's id and command line.
    static func processes(naming path: String) -> [String] {
        let all = (try? Directory.list("/proc")) ?? []
        return all.compactMap { pid_t($0) }.compactMap { identifier in
            let folder = "/proc/\(identifier)"
            let command = contents(folder + "/cmdline")
            let isOurs =
                command.contains(path) || contents(folder + "/environ").contains(path)
                || File.resolved(folder + "/cwd")?.hasPrefix(path) == true
            return isOurs ? "\(identifier) \(command.replacing("\0", with: " "))" : nil
        }
    }

    private static func contents(_ path: String) -> String {
        (try? File.readText(path)) ?? ""
    }
}
