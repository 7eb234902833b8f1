/// What a PyTorch file holds, read without loading it.
public struct TorchFile: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Weights by name; under a key of a checkpoint's dictionary where there is one.
        case stateDict(key: String?)
        /// A whole module, pickled.
        case module
        case torchScript
        /// An exported program, `torch.export.save`.
        case exported
    }

    /// A tensor by its name in the state_dict.
    public struct Tensor: Sendable, Hashable {
        public let name: String
        /// As PyTorch names it: `float32`, `bfloat16`, `qint8`.
        public let dtype: String
        public let shape: [Int]
    }

    /// A pickle in the file.
    public struct Pickle: Sendable, Hashable {
        /// The archive's member; empty for a file from before 1.6, which is no archive.
        public let member: String
        public let report: PickleReport
    }

    public var kind: Kind
    /// Whether it is in the format from before 1.6: pickles and raw storages one after the other.
    public var isLegacy = false
    /// The tensors of a state_dict, in its order.
    public var tensors: [Tensor] = []
    /// The devices other than the CPU that the tensors were saved from: `cuda:0`.
    public var devices: [String] = []
    /// Every pickle that PyTorch's Python code reads on loading.
    public var pickles: [Pickle] = []
    /// What the archive has that `torch.save` never writes.
    public var archiveProblems: [String] = []
    /// Whether members are compressed that `torch.save` stores: something else wrote the archive anew.
    public var isRepacked = false
    /// Functions that TorchScript code calls and that reach files.
    public var fileAccess: [String] = []
    /// What the graph of an exported program would have a load do beside building it.
    public var graphRisks: [GraphRisk] = []

    /// A thing that an exported program would have a load do.
    public struct GraphRisk: Sendable, Hashable {
        /// The dotted name that `allow` may permit, where anything may.
        public let global: String?
        /// "would call torch.ops.mine.f"
        public let message: String
    }

    public init(kind: Kind) { self.kind = kind }
}
