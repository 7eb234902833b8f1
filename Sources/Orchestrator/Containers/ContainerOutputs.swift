import Files
import Glibc

/// What a container wrote, made safe to read: it is the work of somebody who is held in there.
enum ContainerOutputs {
    /// Removes what is neither a file nor a folder from a cell's folder, so that no link leads to a file of the host's and
    /// no pipe keeps us waiting.
    static func secure(_ folder: String) {
        for name in (try? Directory.list(folder)) ?? [] {
            let path = Path.join(folder, name)
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR where name == "outputs": secure(path)
            case S_IFDIR: break
            default: unlink(path)
            }
        }
    }
}
