import CLinux
import Files
import Glibc

/// What all cells of a container may write to, emptied so that nothing goes from one to the next.
struct SharedScratch {
    /// Folders in memory that any of them may write to.
    let folders: [String]

    /// Removes all that is this user's; a path that resists.
    func sweep() -> String? {
        guard !folders.isEmpty else { return nil }
        removeInterprocessObjects()
        let user = geteuid()
        for folder in folders {
            var status = stat()
            guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
            if let left = empty(folder, on: status.st_dev, user) { return left }
        }
        return nil
    }

    /// Empties a folder but for what the engine has mounted there and what belongs to others, who put it there before.
    private func empty(_ folder: String, on device: dev_t, _ user: uid_t) -> String? {
        for name in (try? Directory.list(folder)) ?? [] {
            let path = Path.join(folder, name)
            var status = stat()
            guard lstat(path, &status) == 0 else { return errno == ENOENT ? nil : path }
            guard status.st_dev == device else { continue }
            let isOwn = status.st_uid == user
            if status.st_mode & S_IFMT == S_IFDIR {
                // A cell may have taken its own rights away.
                if isOwn, status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
                if let left = empty(path, on: device, user) { return left }
                // Below it may be a mount, which stays.
                guard !isOwn || rmdir(path) == 0 || [ENOENT, EBUSY, ENOTEMPTY].contains(errno) else { return path }
            } else if isOwn, unlink(path) != 0, errno != ENOENT, errno != EBUSY {
                return path
            }
        }
        return nil
    }

    /// System V's shared memory, semaphores and queues outlive the process that made them (sysvipc(7)).
    private func removeInterprocessObjects() {
        let remove = 0  // IPC_RMID
        for identifier in Self.identifiers("shm") { _ = linux_call(Int(__NR_shmctl), identifier, remove, 0, 0, 0, 0) }
        for identifier in Self.identifiers("sem") { _ = linux_call(Int(__NR_semctl), identifier, 0, remove, 0, 0, 0) }
        for identifier in Self.identifiers("msg") { _ = linux_call(Int(__NR_msgctl), identifier, remove, 0, 0, 0, 0) }
    }

    /// The second column of each line but the first, which names the columns.
    private static func identifiers(_ kind: String) -> [Int] {
        let text = (try? File.readText("/proc/sysvipc/\(kind)")) ?? ""
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            return fields.count > 1 ? Int(fields[1]) : nil
        }
    }
}
