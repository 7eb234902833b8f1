/// A whole module saved with `torch.save(model, …)`: a pickle of its object, whose classes must be importable.
enum TorchModuleFormat: ArtifactFormat {
    static let name = "torch-module"

    static func noun(_ head: FileHead) -> String { TorchStateDictFormat.noun(head) }

    static func recognise(_ head: FileHead) -> Recognition? { TorchStateDictFormat.recognise(head) }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        try TorchContent.describe(file)
    }
}
