import Environments
import Files
import Glibc

/// What a run keeps: `.smokehouse/runs/ID/` with results.json, junit.xml and logs for each cell.
struct RunDirectory: Sendable {
    let id: String
    let path: String

    /// Makes a new run's directory below `root`, with an ignore file so that no run is committed by accident.
    static func create(below root: String) throws(FileError) -> RunDirectory {
        let home = Path.join(root, ".smokehouse")
        try Directory.create(Path.join(home, "runs"))
        let ignore = Path.join(home, ".gitignore")
        if !File.exists(ignore) { try File.write("*\n", to: ignore) }
        while true {
            let digits = String(UInt16.random(in: 0 ... .max) | 0x1000, radix: 16)
            let id = "\(Clock.compact)-\(digits)"
            let path = Path.join(Path.join(home, "runs"), id)
            if mkdir(path, 0o755) == 0 { return RunDirectory(id: id, path: path) }
            guard errno == EEXIST else { throw FileError(operation: "create", path: path, code: errno) }
        }
    }

    /// Writes a cell's log into the run's directory; the path relative to that, `nil` where it cannot be written.
    func keepLog(_ bytes: [UInt8], cell: String, stream: String) -> String? {
        let relative = "logs/\(WorkingDirectory.fileName(cell)).\(stream).log"
        do {
            try Directory.create(Path.join(path, "logs"))
            try File.write(bytes, to: Path.join(path, relative))
            return relative
        } catch {
            return nil
        }
    }
}
