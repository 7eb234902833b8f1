import Files
import Glibc

/// A report being written under a temporary name beside its place; it is removed unless it is committed.
struct ReportFile: ~Copyable {
    private let report: String
    private let path: String
    private let temporary: String
    private var descriptor: Int32

    init(_ path: String, report: String) throws(ReportError) {
        self.path = path
        self.report = report
        temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        descriptor = -1
        do throws(FileError) {
            try Directory.create(Path.parent(path))
        } catch {
            throw ReportError(report: report, cause: error)
        }
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(errno) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporary)
        }
    }

    func write(_ bytes: [UInt8]) throws(ReportError) {
        do throws(FileError) {
            try File.writeAll(bytes, to: descriptor, path: path)
        } catch {
            throw ReportError(report: report, cause: error)
        }
    }

    /// Puts the finished file into place.
    mutating func commit() throws(ReportError) {
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw failure(code)
        }
    }

    private func failure(_ code: Int32) -> ReportError {
        ReportError(report: report, cause: FileError(operation: "write", path: path, code: code))
    }
}
