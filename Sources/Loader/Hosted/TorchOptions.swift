import Glibc
import JSON
import Probe

/// The options of a job that PyTorch's runtimes read: `load` of the artifact, and what the orchestrator sets.
struct TorchOptions {
    /// `strict: false` lets weights load that lack names of the model's or have more.
    var isStrict = true
    /// `key`: where a checkpoint keeps the weights, dotted where it lies deeper.
    var key: String?
    /// `weights-only`: what `torch.load` is told; `default` leaves it to the installed PyTorch.
    var weightsOnly: WeightsOnly
    /// `threads`: 1, or what `OMP_NUM_THREADS` of the environment says.
    var threads: Int
    /// `deterministic`: whether operators that draw or sum in any order are errors.
    var isDeterministic: Bool?
    /// `matmul-precision`: highest | high | medium, what float32 products may be rounded to.
    var matmulPrecision: String?
    /// `flush-denormal`: whether numbers below the normal range count as zero.
    var flushesDenormals: Bool?
    /// `cast-inputs`: whether floating-point inputs take the dtype that the model computes in.
    var castsInputs: Bool

    enum WeightsOnly: Sendable { case yes, no, frameworkDefault }

    private static let known = [
        "strict", "key", "weights-only", "threads", "cast-inputs", "deterministic", "matmul-precision",
        "flush-denormal",
    ]

    init(_ job: Job, weightsOnly: WeightsOnly) throws(Failure) {
        let load = job.options["load"]?.object ?? [:]
        if let key = load.members.map(\.key).first(where: { !Self.known.contains($0) }) {
            throw Self.failure(
                "'\(key)' is no option of PyTorch's formats; known are \(Self.known.joined(separator: ", "))")
        }
        self.weightsOnly = job.options["trusted"] == .bool(true) ? .no : weightsOnly
        castsInputs = job.options["cast-inputs"] == .bool(true)
        threads = getenv("OMP_NUM_THREADS").flatMap { Int(String(cString: $0)) } ?? 1
        if let value = load["strict"] { isStrict = try Self.bool(value, "strict") }
        if let value = load["cast-inputs"] { castsInputs = try Self.bool(value, "cast-inputs") }
        isDeterministic = try load["deterministic"].map { value throws(Failure) in
            try Self.bool(value, "deterministic")
        }
        flushesDenormals = try load["flush-denormal"].map { value throws(Failure) in
            try Self.bool(value, "flush-denormal")
        }
        if let value = load["matmul-precision"] {
            guard let text = value.string, ["highest", "high", "medium"].contains(text) else {
                throw Self.failure("'matmul-precision' must be one of highest, high, medium")
            }
            matmulPrecision = text
        }
        if let value = load["key"] {
            guard let text = value.string else { throw Self.failure("'key' must be a text, not \(value.kind)") }
            key = text
        }
        if let value = load["threads"] {
            guard let count = value.int, count > 0 else { throw Self.failure("'threads' must be a number from 1 on") }
            threads = count
        }
        if let value = load["weights-only"] {
            self.weightsOnly =
                value == "default" ? .frameworkDefault : try Self.bool(value, "weights-only") ? .yes : .no
        }
    }

    private static func bool(_ value: JSONValue, _ name: String) throws(Failure) -> Bool {
        guard let bool = value.bool else { throw failure("'\(name)' must be true or false, not \(value.kind)") }
        return bool
    }

    private static func failure(_ what: String) -> Failure { Failure(type: "OptionError", message: "load: \(what)") }
}
