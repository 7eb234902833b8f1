import Tensors

/// A NumPy array, `.npy`: numbers, or a pickle with objects. Read to be judged; no runtime loads it as a model.
enum NumPyFormat: ArtifactFormat {
    static let name = "npy"

    static func noun(_ head: FileHead) -> String { "a NumPy .npy array" }

    static func recognise(_ head: FileHead) -> Recognition? {
        head.begins(with: NPYLayout.magic) ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var arrays = ArrayArchive()
        let fault = arrays.add(ByteStream(file.source), member: "")
        var description = file.description(format: name, content: .arrays(arrays))
        description.requiredPackages = [RequiredPackage(module: "numpy")]
        description.fault = fault
        return description
    }
}

/// Several NumPy arrays, `.npz`: a zip archive of `.npy` files.
enum NumPyArchiveFormat: ArtifactFormat {
    static let name = "npz"

    static func noun(_ head: FileHead) -> String { "a NumPy .npz archive" }

    static func recognise(_ head: FileHead) -> Recognition? {
        !head.zipMembers.isEmpty && head.zipMembers.allSatisfy { $0.hasSuffix(".npy") } ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var arrays = ArrayArchive()
        var fault: String?
        do throws(ZipError) {
            let zip = try ZipArchive(file.source)
            arrays.archiveProblems = ZipAudit(zip).problems
            // What is refused anyway need not be unpacked.
            for member in arrays.archiveProblems.isEmpty ? zip.members : [] {
                fault = arrays.add(try zip.stream(of: member), member: member.name) ?? fault
            }
        } catch {
            fault = "the archive can't be read: \(error)"
        }
        var description = file.description(format: name, content: .arrays(arrays))
        description.requiredPackages = [RequiredPackage(module: "numpy")]
        description.fault = fault
        return description
    }
}

/// NumPy arrays, of which those of objects are pickles.
public struct ArrayArchive: Sendable, Hashable {
    /// The pickles, by their members' names; empty for the one of a `.npy` file.
    public internal(set) var pickles: [TorchFile.Pickle] = []
    /// What lets readers of the archive see different members.
    public internal(set) var archiveProblems: [String] = []
    /// How many arrays there are.
    public internal(set) var count = 0

    /// Adds an array; why it can't be read, where it can't.
    mutating func add(_ content: consuming ByteStream, member: String) -> String? {
        count += 1
        let place = member.isEmpty ? "" : "'\(ZipAudit.printable(member))': "
        do throws(NPYError) {
            let layout = try NPYLayout(parsing: content.peek(NPYLayout.longest))
            guard layout.holdsObjects else { return nil }
            _ = content.skip(layout.dataOffset)
            let (report, fault) = PickleReader.read(content, by: .pickle)
            pickles.append(TorchFile.Pickle(member: member, report: report))
            return (fault ?? report.error?.description).map { place + $0 }
        } catch {
            return "\(place)\(error)"
        }
    }
}
