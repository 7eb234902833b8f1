import Files
import JSON

/// The files of a model that a signature has to speak for.
struct ModelFiles {
    /// A folder's files, or one named `.` and behind it those beside it that a load reads, by their paths from its folder.
    let files: [HashedFile]
    /// Files that it names as beside it, but that are not there.
    private(set) var absent: [String] = []
    /// Files that it names elsewhere, for which no signature beside it speaks.
    private(set) var outside: [String] = []
    private(set) var isFolder = false
    private(set) var hasLinks = false

    /// Formats that may have parts of a model beside its file.
    private static let formats = [ONNXFormat.name, OpenVINOFormat.name, JoblibFormat.name, PickleFormat.name]

    /// Hashes a model.
    ///
    /// - Parameter isWanted: whether a file of a folder belongs to it.
    init(hashing model: String, _ isWanted: (String) -> Bool) throws(ArtifactError) {
        guard Directory.exists(model) else {
            if let description = Self.describe(model) {
                self = try ModelFiles(description)
            } else {
                let (digest, size) = try FileDigest.read(model)
                files = [HashedFile(path: HashedFile.whole, size: size, sha256: digest)]
            }
            return
        }
        let manifest = try DirectoryManifest(model)
        var files: [HashedFile] = []
        for entry in manifest.entries where isWanted(entry.path) { files.append(try manifest.hash(entry)) }
        self.files = files
        isFolder = true
        hasLinks = manifest.hasLinks
    }

    /// A folder with these files.
    init(folder: [HashedFile]) {
        files = folder
        isFolder = true
    }

    /// What a file is, where its kind may have others beside it; what cannot be read as such a kind has none.
    private static func describe(_ path: String) -> ArtifactDescription? {
        guard let file = try? OpenFile(path),
            let format = FormatRegistry.recognise(FileHead(ByteSource(file)))?.format, formats.contains(format.name)
        else { return nil }
        return try? ArtifactReader.read(path: path)
    }

    /// Takes the digests of a model that was read, and hashes what lies beside it.
    init(_ description: ArtifactDescription) throws(ArtifactError) {
        guard description.files.isEmpty else {
            files = description.files
            isFolder = true
            return
        }
        var files = [HashedFile(path: HashedFile.whole, size: description.size, sha256: description.sha256)]
        var seen: Set<ExactText> = []
        for companion in description.companions {
            // `./w.bin` is `w.bin`.
            let path = companion.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            guard seen.insert(ExactText(path)).inserted else { continue }
            let place = Path.join(Path.parent(description.path), path)
            guard File.exists(place) else {
                absent.append(path)
                continue
            }
            let (digest, size) = try FileDigest.read(place)
            files.append(HashedFile(path: path, size: size, sha256: digest))
        }
        self.files = files
        outside = description.elsewhere
    }

    /// The files by their names in a signature.
    ///
    /// - Parameter name: that of a model in one file, from the folder of its signature, where others are beside it.
    func named(_ name: String) -> [HashedFile] {
        guard !isFolder, files.count > 1 else { return files }
        return files.map { file in
            let path = file.path == HashedFile.whole ? name : Self.path(file.path, beside: name)
            return HashedFile(path: path, size: file.size, sha256: file.sha256)
        }
    }

    /// The path of what lies beside a file, from where the file's own path starts.
    static func path(_ path: String, beside file: String) -> String {
        guard let end = file.lastIndex(of: "/") else { return path }
        return file[...end] + path
    }
}
