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

    private struct Below {
        let name: FolderDescent.Name
        let isOwn: Bool
    }

    /// Empties a folder but for what the engine has mounted there and what belongs to others, who put it there before.
    private func empty(_ folder: String, on device: dev_t, _ user: uid_t) -> String? {
        guard var descent = try? FolderDescent(folder, rights: 0o700) else { return nil }
        var left: FolderDescent.Name?
        var waiting = [clear(descent, on: device, user, &left)]
        while let next = waiting[waiting.count - 1].last {
            let fault = descent.enter(next.name)
            if fault == 0 {
                waiting.append(clear(descent, on: device, user, &left))
            } else {
                if next.isOwn, fault != ENOENT { left = next.name }
                waiting[waiting.count - 1].removeLast()
            }
            while waiting.count > 1, waiting[waiting.count - 1].isEmpty {
                guard descent.leave() else { return folder }
                waiting.removeLast()
                guard let done = waiting[waiting.count - 1].popLast() else { break }
                // Below it may be a mount, which stays.
                if done.isOwn, ![0, ENOENT, EBUSY, ENOTEMPTY].contains(descent.removeFolder(done.name)) {
                    left = done.name
                }
            }
        }
        let name = left.map { $0.dropLast().map(UInt8.init(bitPattern:)) }
        return name.map { Path.join(folder, String(decoding: $0, as: UTF8.self)) }
    }

    /// Removes this user's files from the current folder, and returns the folders in it.
    private func clear(
        _ descent: borrowing FolderDescent,
        on device: dev_t,
        _ user: uid_t,
        _ left: inout FolderDescent.Name?,
    ) -> [Below] {
        var folders: [Below] = []
        for name in descent.allNames {
            var status = stat()
            guard fstatat(descent.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                if errno != ENOENT { left = name }
                continue
            }
            guard status.st_dev == device else { continue }
            let isOwn = status.st_uid == user
            if status.st_mode & S_IFMT == S_IFDIR {
                folders.append(Below(name: name, isOwn: isOwn))
            } else if isOwn, unlinkat(descent.descriptor, name, 0) != 0, ![ENOENT, EBUSY].contains(errno) {
                left = name
            }
        }
        return folders
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
