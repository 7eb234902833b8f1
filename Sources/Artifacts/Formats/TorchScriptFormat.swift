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
            guard !archive.isBomb else { throw ZipError("it is not unpacked, as that would take too much", offset: 0) }
            if archive.has("model.json") {
                content.archiveProblems.append(
                    "'model.json' is TorchScript from before 1.4, whose code may be anywhere")
            }
            let pickle = PickleReader.readTorch(try archive.stream("data.pkl") ?? ByteStream(ByteSource([])))
            content.devices = pickle.devices
            fault = pickle.report.error?.description ?? archive.fault(in: pickle.storages, below: "data/")
            content.pickles = [.init(member: "data.pkl", report: pickle.report)]
            if let constants = try archive.stream("constants.pkl") {
                let storages = PickleReader.readTorch(constants).storages
                fault = fault ?? archive.fault(in: storages, below: "constants/")
            }
            // constants.pkl, and bytecode.pkl for mobile devices.
            content.pickles += try archive.otherPickles()
            var calls: Set<String> = []
            var rest = TorchArchive.codeLimit
            for member in archive.zip.members {
                // What is refused anyway need not be unpacked.
                let path = member.name.dropFirst(archive.root.count).lowercased()
                guard path.hasPrefix("code/"), path.hasSuffix(".py"), archive.problems.isEmpty else { continue }
                let code = try archive.zip.contents(of: member, limit: rest)
                rest -= member.size
                calls.formUnion(TorchScriptCode.fileFunctions(in: code))
            }
            content.fileAccess = calls.sorted()
            if let top = pickle.report.topLevel {
                modelClass = TorchScriptCode.originalName(top)
                if let code = try archive.contents(TorchScriptCode.path(of: top)) {
                    inputs = TorchScriptCode.inputs(of: top, in: code)
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
