import Files
import Glibc

/// Processes that a model left behind: they become ours when their parents die, and end with the run.
enum Orphans {
    /// Makes this process the one that orphaned descendants fall to.
    static func adopt() {
        // prctl is variadic in C, which hides it from Swift; PR_SET_CHILD_SUBREAPER is 36.
        typealias ProcessControl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: ProcessControl.self)(36, 1, 0, 0, 0)
    }

    /// Kills and reaps what cells have left whose session is lost; what others left has fallen to their sessions.
    ///
    /// Cells have filters of their own (proc(5), `Seccomp`) and are the first to go when memory runs out. Containers' networks
    /// (pasta, slirp4netns), which are our orphans as well, have only filters.
    static func endStrays() {
        guard let own = filters("self") else { return }
        for _ in 0..<100 {
            let strays = children().filter { child in
                (filters("\(child)") ?? own) > own && (try? File.readText("/proc/\(child)/oom_score_adj")) == "1000\n"
            }
            if strays.isEmpty { return }
            end(strays)
        }
    }

    /// How many system call filters a process has; before Linux 5.9 only whether it has any.
    private static func filters(_ process: String) -> Int? {
        let lines = ((try? File.readText("/proc/\(process)/status")) ?? "").split(separator: "\n")
        let line = lines.last { $0.hasPrefix("Seccomp_filters:") || $0.hasPrefix("Seccomp:") }
        return line.flatMap { Int($0.drop { $0 != ":" }.filter(\.isNumber)) }
    }

    /// Kills and reaps every child that is left; for when no child is wanted any more.
    ///
    /// - Parameter heir: a process that outlives us.
    static func end(sparing heir: pid_t?) {
        for _ in 0..<100 {
            let children = children().filter { $0 != heir }
            if children.isEmpty { return }
            end(children)
        }
    }

    private static func end(_ children: [pid_t]) {
        for child in children {
            kill(child, SIGKILL)
            var status: Int32 = 0
            waitpid(child, &status, 0)
        }
    }

    private static func children() -> [pid_t] {
        let tasks = (try? Directory.list("/proc/self/task")) ?? []
        return tasks.flatMap { task in
            ((try? File.readText("/proc/self/task/\(task)/children")) ?? "").split(separator: " ").compactMap {
                pid_t($0)
            }
        }
    }
}
