/// Weights saved with `torch.save(model.state_dict(), …)`, alone or in a checkpoint; archives and files from before 1.6.
enum TorchStateDictFormat: ArtifactFormat {
    static let name = "torch-state-dict"

    static func noun(_ head: FileHead) -> String {
        TorchContent.layout(head) == .legacy ? "a PyTorch checkpoint (legacy format)" : "a PyTorch checkpoint (zip)"
    }

    static func recognise(_ head: FileHead) -> Recognition? {
        switch TorchContent.layout(head) {
        case .zip, .legacy: .certain
        default: nil
        }
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        try TorchContent.describe(file)
    }
}
