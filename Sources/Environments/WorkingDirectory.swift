public import Files

/// A cell's own folders: what it runs in, its `HOME`, its `TMPDIR`, and where its outputs go.
public struct WorkingDirectory: Sendable, Hashable {
    /// The cell's folder.
    public let path: String
    /// The working directory that the artifact sees; starts empty.
    public let work: String
    public let home: String
    public let temporary: String
    public let outputs: String

    /// Makes the folders; whatever an earlier run left at `path` is removed.
    public init(at path: String) throws(FileError) {
        self.path = Path.absolute(path)
        work = Path.join(self.path, "work")
        home = Path.join(self.path, "home")
        temporary = Path.join(self.path, "tmp")
        outputs = Path.join(self.path, "outputs")
        try Directory.removeTree(self.path)
        // Nobody else's business: artifacts may write what they were trained on.
        for folder in [self.path, work, home, temporary, outputs] { try Directory.create(folder, mode: 0o700) }
    }

    /// Makes a new folder for a cell below a run's folder, named for the cell's id as far as file names allow.
    public init(for cell: String, in run: String) throws(FileError) {
        try self.init(at: Path.join(run, "cells/\(Self.fileName(cell))"))
    }

    /// The environment's variables with this cell's `HOME` and `TMPDIR`.
    public func variables(adding base: [String: String]) -> [String: String] {
        base.merging(["HOME": home, "TMPDIR": temporary]) { _, own in own }
    }

    /// Removes what the artifact may have written, but not the outputs; with `keep`, nothing.
    public func finish(keep: Bool) {
        guard !keep else { return }
        for folder in [work, home, temporary] { try? Directory.removeTree(folder) }
    }

    /// Removes everything.
    public func remove() { try? Directory.removeTree(path) }

    /// A cell's id as a file name: readable, and different for different ids.
    public static func fileName(_ id: String) -> String {
        var name = ""
        var isChanged = false
        for character in id {
            if character.isASCII, character.isLetter || character.isNumber || "@._-=,+".contains(character) {
                name.append(character)
            } else if character == "[" || character == "]" {
                // Paths with brackets are patterns to many tools. No name without brackets has the '=' of an axis.
                name.append("_")
            } else {
                name.append("_")
                isChanged = true
            }
        }
        if name.hasPrefix(".") { isChanged = true }
        // 255 bytes is what file systems take; two ids must not meet after shortening.
        guard isChanged || name.count > 120 else { return name }
        var digest = Digest()
        digest.add(id)
        return "\(name.drop { $0 == "." }.prefix(100))~\(digest.finish().prefix(12))"
    }
}
