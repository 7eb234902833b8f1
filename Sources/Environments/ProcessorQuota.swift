import Files

/// How many processors the control groups that a process is in let it use together.
public enum ProcessorQuota {
    /// Processors, rounded up; `nil` where no group sets a quota.
    public static var current: Int? {
        let groups = OwnControlGroups.current
        return [groups.unified, groups.separate["cpu"]].compactMap { $0.flatMap(least(from:)) }.min()
    }

    /// The smallest quota of a group and those above it.
    ///
    /// - Parameter folder: the group's, of version 2 (`cpu.max`) or of version 1 (`cpu.cfs_quota_us`).
    static func least(from folder: String) -> Int? {
        var least: Int?
        var path = folder
        while File.exists(Path.join(path, "cgroup.procs")) {
            if let processors = quota(of: path) { least = min(least ?? processors, processors) }
            path = Path.parent(path)
        }
        return least
    }

    private static func quota(of folder: String) -> Int? {
        func read(_ name: String) -> [Substring] {
            ((try? File.readText(Path.join(folder, name), limit: 256)) ?? "").split(whereSeparator: \.isWhitespace)
        }
        var words = read("cpu.max")
        if words.isEmpty { words = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].flatMap(read) }
        // Microseconds in each period; "max" and -1 are none.
        guard words.count == 2, let used = Int(words[0]), used > 0, let period = Int(words[1]), period > 0 else {
            return nil
        }
        return (used + period - 1) / period
    }
}
