/// A PyTorch file from before 0.1.10: a tar archive of `sys_info`, `pickle`, `tensors` and `storages`.
///
/// The last two hold pickles between raw numbers; what is not read to its end is never clean, so that the file is
/// unreadable at best, and refused for what its `pickle` names.
enum TorchTarFormat: ArtifactFormat {
    static let name = "torch-tar"
    private static let parts: Set<String> = ["sys_info", "pickle", "tensors", "storages"]

    static func noun(_ head: FileHead) -> String { "a PyTorch checkpoint from before 0.1.10 (tar)" }

    static func recognise(_ head: FileHead) -> Recognition? {
        guard TarArchive.begins(head) else { return nil }
        let first = String(decoding: head.bytes.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
        return parts.contains(first) || head.contains("sys_info") || head.contains("storages") ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        let archive = TarArchive(file.source)
        var content = TorchFile(kind: .module)
        content.isLegacy = true
        var seen: Set<String> = []
        for member in archive.members {
            let name = ZipAudit.printable(member.name)
            if member.type != 0x30, member.type != 0 { content.archiveProblems.append("'\(name)' is no plain file") }
            if !parts.contains(member.name) { content.archiveProblems.append("'\(name)' is none of PyTorch's members") }
            if !seen.insert(member.name).inserted { content.archiveProblems.append("'\(name)' is there twice") }
            content.archiveProblems = Array(content.archiveProblems.prefix(20))
            guard member.name == "pickle" || member.name == "sys_info" else { continue }
            let pickle = PickleReader.readTorch(ByteStream(file.source.part(member.range)))
            content.pickles.append(.init(member: member.name, report: pickle.report))
        }
        var description = file.description(format: name, content: .torch(content))
        description.preload = ["torch"]
        description.requiredPackages = [RequiredPackage(module: "torch")]
        description.fault =
            archive.fault
            ?? "PyTorch's tar format from before 0.1.10 is not read to its end; load it where it is trusted, and save it again"
        return description
    }
}
