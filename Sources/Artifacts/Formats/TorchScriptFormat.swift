/// TorchScript, `torch.jit.save`: code in PyTorch's own language with its weights, in a zip archive.
enum TorchScriptFormat: ArtifactFormat {
    static let name = "torchscript"

    static func noun(_ head: FileHead) -> String { "a TorchScript archive" }

    static func recognise(_ head: FileHead) -> Recognition? {
        TorchContent.layout(head) == .torchScript ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var content = TorchFile(kind: .torchScript)
        var fault: String?
        var description: ArtifactDescription
        var inputs: [GraphValue] = []
        var modelClass: String?
        do throws(ZipError) {
            let archive = try TorchArchive(file.source)
            content.archiveProblems = archive.problems
            let pickle = PickleReader.readTorch(try archive.stream("data.pkl") ?? ByteStream(ByteSource([])))
            content.devices = pickle.devices
            fault = pickle.report.error?.description
            content.pickles = [.init(member: "data.pkl", report: pickle.report)]
            // constants.pkl, and bytecode.pkl for mobile devices.
            for member in archive.zip.members {
                guard member.name.hasPrefix(archive.root), member.name.hasSuffix(".pkl") else { continue }
                let name = String(member.name.dropFirst(archive.root.count))
                guard name != "data.pkl", let stream = try archive.stream(name) else { continue }
                content.pickles.append(.init(member: name, report: PickleReader.readTorch(stream).report))
            }
            var calls: Set<String> = []
            var rest = TorchArchive.codeLimit
            for member in archive.zip.members where member.name.hasPrefix(archive.root + "code/") {
                // What is refused anyway need not be unpacked.
                guard member.name.hasSuffix(".py"), archive.problems.isEmpty else { continue }
                let code = String(decoding: try archive.zip.contents(of: member, limit: rest), as: UTF8.self)
                rest -= member.size
                calls.formUnion(TorchScriptCode.fileFunctions(in: code))
            }
            content.fileAccess = calls.sorted()
            if let top = pickle.report.topLevel {
                modelClass = TorchScriptCode.originalName(top)
                if let code = try archive.contents(TorchScriptCode.path(of: top)) {
                    inputs = TorchScriptCode.inputs(of: top, in: String(decoding: code, as: UTF8.self))
                }
            }
        } catch {
            fault = "the archive can't be read: \(error)"
        }
        description = file.description(format: name, content: .torch(content))
        description.modelClass = modelClass
        description.inputs = inputs
        description.preload = ["torch"]
        description.requiredPackages = [RequiredPackage(module: "torch")]
        description.fault = fault
        return description
    }
}
