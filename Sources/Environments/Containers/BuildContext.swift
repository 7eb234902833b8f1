import Files
import Glibc

/// The folder of a Containerfile as an engine builds from it.
struct BuildContext: Sendable {
    /// The archive to send.
    let archive: [UInt8]
    /// `Containerfile` or `Dockerfile`.
    let file: String
    /// What the Containerfile says.
    let text: String

    /// The most bytes that are sent; a larger folder was not meant.
    private static let limit = 512 << 20

    /// Packs a folder without what its ignore file names.
    ///
    /// - Throws: `ProvisionError` without a Containerfile, for a file that cannot be read and for a folder too large.
    init(folder: String) throws(ProvisionError) {
        guard let file = ["Containerfile", "Dockerfile"].first(where: { File.exists(Path.join(folder, $0)) }) else {
            throw ProvisionError(
                .other, "there is no Containerfile in '\(folder)'", remedy: "add one, or correct 'build'",
            )
        }
        self.file = file
        // A file for this Containerfile alone comes before the folder's.
        let ignoreName = [file, ""].flatMap { ["\($0).containerignore", "\($0).dockerignore"] }
            .first { File.exists(Path.join(folder, $0)) }
        do throws(FileError) {
            let ignored = IgnoreFile(
                try ignoreName.map { name throws(FileError) in
                    try File.readText(Path.join(folder, name), limit: 1 << 20)
                } ?? "")
            text = try File.readText(Path.join(folder, file), limit: 1 << 20)
            var tar = TarWriter()
            var size = 0
            var pending = try Directory.list(folder).reversed().map(\.self)
            while let name = pending.popLast() {
                let path = Path.join(folder, name)
                var status = stat()
                guard lstat(path, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
                let isFolder = status.st_mode & S_IFMT == S_IFDIR
                let isIgnored = ignored.ignores(name) && name != file
                if isFolder, !isIgnored || ignored.hasExceptions {
                    pending += try Directory.list(path).reversed().map { "\(name)/\($0)" }
                }
                if isIgnored { continue }
                size += Int(status.st_size)
                guard size <= Self.limit else { throw FileError(operation: "archive", path: folder, code: EFBIG) }
                try tar.add(path, as: name)
            }
            archive = tar.finish()
        } catch {
            throw ProvisionError(
                .other, error.code == EFBIG ? "the folder '\(folder)' has more than 512 MiB to build from" : "\(error)",
                remedy: "name what the build does not need in '.containerignore'",
            )
        }
    }
}
