import Files
import Glibc
import JSON
import Probe

/// The options of a job that OpenVINO's runtimes read: `load` of the matrix, and `cast-inputs`.
///
/// `device`: `CPU` without it · `inference-precision`: f32 | bf16 | f16, what the device may compute in; OpenVINO takes
/// bfloat16 by itself where the processor has it · `execution-mode`: performance | accuracy · `threads`: 1, or what
/// `OMP_NUM_THREADS` says · `config`: OpenVINO's own properties by name · `extension`: a library with operators.
struct OpenVINOOptions {
    private(set) var device = "CPU"
    private(set) var extensions: [String] = []
    /// OpenVINO's properties for the compilation, by name.
    private(set) var properties: [(name: String, value: String)] = []
    let casts: Bool

    private static let known = ["device", "inference-precision", "execution-mode", "threads", "config", "extension"]

    init(_ job: Job) throws(Failure) {
        casts = job.options["cast-inputs"] == .bool(true)
        let load = job.options["load"]?.object ?? [:]
        if let key = load.members.map(\.key).first(where: { !Self.known.contains($0) }) {
            throw Self.fault("'\(key)' is no option of OpenVINO; known are \(Self.known.joined(separator: ", "))")
        }
        if let value = load["device"] { device = try Self.text("device", value) }
        if let value = load["extension"] {
            if let names = value.strings {
                extensions = names
            } else {
                extensions = [try Self.text("extension", value)]
            }
        }
        var threads = getenv("OMP_NUM_THREADS").flatMap { Int(String(cString: $0)) } ?? 1
        if let value = load["threads"] {
            guard let count = value.int, count > 0 else { throw Self.fault("'threads' must be a number from 1 on") }
            threads = count
        }
        if device == "CPU" || load["threads"] != nil { set("INFERENCE_NUM_THREADS", "\(threads)") }
        if let value = load["inference-precision"] {
            set("INFERENCE_PRECISION_HINT", try Self.choice("inference-precision", value, ["f32", "bf16", "f16"]))
        }
        if let value = load["execution-mode"] {
            set(
                "EXECUTION_MODE_HINT",
                try Self.choice("execution-mode", value, ["performance", "accuracy"]).uppercased())
        }
        guard let value = load["config"] else { return }
        guard let members = value.object?.members else { throw Self.fault("'config' must be a mapping") }
        for (name, value) in members {
            switch value {
            case .string(let text): set(name, text)
            case .bool(let flag): set(name, flag ? "YES" : "NO")
            default: set(name, value.compact)
            }
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        properties.removeAll { $0.name == name }
        properties.append((name: name, value: value))
    }

    /// The XML file of an artifact, which is it or the folder that it lies in.
    static func graph(of artifact: String) throws(Failure) -> String {
        guard Directory.exists(artifact) else { return artifact }
        let names = (try? Directory.list(artifact)) ?? []
        let graph = names.first { $0.hasSuffix(".xml") && names.contains(String($0.dropLast(4)) + ".bin") }
        guard let graph else {
            throw Failure(type: "LoaderError", message: "the folder holds no NAME.xml with NAME.bin beside it")
        }
        return Path.join(artifact, graph)
    }

    private static func text(_ name: String, _ value: JSONValue) throws(Failure) -> String {
        guard let text = value.string, !text.isEmpty else { throw fault("'\(name)' must be a text") }
        return text
    }

    private static func choice(_ name: String, _ value: JSONValue, _ choices: [String]) throws(Failure) -> String {
        guard let choice = value.string, choices.contains(choice) else {
            throw fault("'\(name)' must be one of \(choices.joined(separator: ", "))")
        }
        return choice
    }

    private static func fault(_ problem: String) -> Failure {
        Failure(type: "OptionError", message: "load: \(problem)")
    }
}
