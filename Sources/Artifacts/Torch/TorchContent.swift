/// What all files of PyTorch's have in common: reading them as data.
enum TorchContent {
    /// The first pickle of a file from before 1.6: the number 0x1950a86a20f9469cfc6c, in protocol 2.
    private static let magic: [UInt8] = [
        0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]

    /// What an archive is by its members' names, and whether it is an old one; `nil` for what is no file of PyTorch's.
    static func layout(_ head: FileHead) -> Layout? {
        if head.begins(with: magic) { return .legacy }
        guard !head.zipMembers.isEmpty else { return nil }
        let root = TorchArchive.root(of: head.zipMembers)
        // PyTorch finds members without regard to case.
        let names = Set(
            head.zipMembers.lazy.filter { $0.hasPrefix(root) }.map { $0.dropFirst(root.count).lowercased() })
        if names.contains("archive_format") || names.contains("serialized_exported_program.json") { return .exported }
        guard names.contains("data.pkl") else { return nil }
        return names.contains("constants.pkl") ? .torchScript : names.contains("version") ? .zip : nil
    }

    enum Layout { case zip, legacy, torchScript, exported }

    /// Describes a state_dict, a checkpoint or a whole module, whichever it is.
    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var content = TorchFile(kind: .module)
        var fault: String?
        var pickle = TorchPickle()
        if file.head.begins(with: magic) {
            content.isLegacy = true
            if TarArchive.begins(file.head) { content.archiveProblems = ["it is a tar archive to PyTorch"] }
            pickle = PickleReader.readTorch(ByteStream(file.source), preface: 3)
            content.pickles = [.init(member: "", report: pickle.report)]
        } else {
            (pickle, fault) = read(file.source, into: &content)
        }
        fault = fault ?? pickle.report.error?.description
        content.devices = pickle.devices
        try classify(pickle.object, into: &content, file, isWhole: fault == nil)
        let name = content.kind == .module ? TorchModuleFormat.name : TorchStateDictFormat.name
        if let stated = file.statedFormat, stated != name, fault == nil {
            throw ArtifactError(
                .formatMismatch,
                path: file.path,
                reason: "format: \(stated) is stated, but the file holds \(noun(of: content, pickle.object)); "
                    + "state format: \(name)",
            )
        }
        var description = file.description(format: file.statedFormat ?? name, content: .torch(content))
        if content.kind == .module { description.modelClass = pickle.report.topLevel }
        description.preload = ["torch"]
        description.requiredPackages = [RequiredPackage(module: "torch")] + ownPackages(pickle.report)
        description.fault = fault
        return description
    }

    private static func read(_ source: ByteSource, into content: inout TorchFile) -> (TorchPickle, fault: String?) {
        do throws(ZipError) {
            let archive = try TorchArchive(source)
            content.archiveProblems = archive.problems
            content.isRepacked = !archive.compressed.isEmpty
            guard !archive.isBomb else { return (TorchPickle(), "the archive is not read: it unpacks to too much") }
            guard let data = try archive.stream("data.pkl") else { return (TorchPickle(), "there is no data.pkl") }
            let pickle = PickleReader.readTorch(data)
            content.pickles = [.init(member: "data.pkl", report: pickle.report)]
            content.pickles += try archive.otherPickles()
            return (pickle, archive.fault(in: pickle.storages, below: "data/"))
        } catch {
            return (TorchPickle(), "the archive can't be read: \(error)")
        }
    }

    // MARK: State dictionary, checkpoint or module

    /// Where checkpoints keep their weights, the likelier first.
    static let checkpointKeys = [
        "state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "weights", "params",
        "params_ema", "ema_state_dict", "ema",
    ]

    private static func classify(
        _ object: TorchPickle.Object,
        into content: inout TorchFile,
        _ file: ArtifactFile,
        isWhole: Bool,
    ) throws(ArtifactError) {
        switch object {
        case .mapping(let entries, _):
            content.kind = .stateDict(key: nil)
            content.tensors = tensors(entries)
            guard content.tensors.isEmpty || content.tensors.count < entries.count else { return }
            for key in checkpointKeys {
                guard case .mapping(let inner, _)? = entries.first(where: { $0.key == key })?.value else { continue }
                let found = tensors(inner)
                if found.isEmpty { continue }
                content.kind = .stateDict(key: key)
                content.tensors = found
                return
            }
        case .object: content.kind = .module
        case .tensor, .other:
            guard isWhole else { return }
            throw ArtifactError(
                .notAnArtifact,
                path: file.path,
                reason: "this is a PyTorch file with \(noun(of: content, object)), not a model; name a state_dict, "
                    + "a checkpoint or a module",
            )
        }
    }

    private static func tensors(_ entries: [(key: String, value: TorchPickle.Object)]) -> [TorchFile.Tensor] {
        entries.compactMap { entry in
            guard case .tensor(let tensor) = entry.value else { return nil }
            return TorchFile.Tensor(name: entry.key, dtype: tensor.dtype, shape: tensor.shape)
        }
    }

    private static func noun(of content: TorchFile, _ object: TorchPickle.Object) -> String {
        switch object {
        case .tensor: "a single tensor"
        case .mapping:
            if case .stateDict(let key?) = content.kind {
                "a checkpoint with weights under '\(key)'"
            } else {
                "a state_dict"
            }
        case .object(let name): "a whole module, \(name)"
        case .other: "an object that is neither weights nor a module"
        }
    }

    /// The packages of a module's own classes.
    private static func ownPackages(_ report: PickleReport) -> [RequiredPackage] {
        RequiredPackage.packages(of: report.globals.lazy.map(\.module)).filter { $0.module != "torch" }
    }
}
