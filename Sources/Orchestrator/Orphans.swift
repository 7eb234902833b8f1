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

    /// Kills and reaps every child that is left; for when no child is wanted any more.
    ///
    /// - Parameter heir: a process that outlives us.
    static func end(sparing heir: pid_t?) {
        for _ in 0..<100 {
            let children = children().filter { $0 != heir }
            if children.isEmpty { return }
            for child in children {
                kill(child, SIGKILL)
                var status: Int32 = 0
                waitpid(child, &status, 0)
            }
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
