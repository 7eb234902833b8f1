import Glibc

/// Processes that a model left behind: they become ours when their parents die, and end with the run.
enum Orphans {
    /// Makes this process the one that orphaned descendants fall to.
    static func adopt() {
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    }

    /// Kills and reaps every child that is left; for when no child is wanted any more.
    static func end() {
        for _ in 0..<100 {
            let children = children()
            if children.isEmpty { return }
            for child in children {
                kill(child, SIGKILL)
                var status: Int32 = 0
                waitpid(child, &status, 0)
            }
        }
    }

    private static func children() -> [pid_t] {
        guard let tasks = opendir("/proc/self/task") else { return [] }
        defer { closedir(tasks) }
        var found: [pid_t] = []
        while let entry = readdir(tasks) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.first?.isNumber == true, let file = fopen("/proc/self/task/\(name)/children", "r") else { continue }
            defer { fclose(file) }
            var pid: Int32 = 0
            while withUnsafeMutablePointer(to: &pid, { vfscanf(file, "%d", getVaList([$0])) }) == 1 {
                found.append(pid)
            }
        }
        return found
    }
}
