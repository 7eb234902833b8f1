import Files
import JSON
import Probe

/// The options of a job that ONNX' runtimes read: `load` of the matrix, and `cast-inputs`.
///
/// `providers`: names, or one mapping from names to options, in order of preference · `intra-op-threads`,
/// `inter-op-threads` · `execution-mode`: sequential | parallel · `graph-optimization`: disabled | basic | extended |
/// layout | all · `custom-op-library`: one or several: a path, or a module that has
/// `get_library_path` (onnxruntime_extensions) · `memory-pattern`,
/// `memory-arena`: true | false · `config`: session configuration entries · `free-dimensions`: extents by name.
struct ONNXOptions {
    struct Provider {
        let name: String
        var options: [(key: String, value: String)] = []
    }

    enum OperatorLibrary {
        case file(String)
        /// A Python module whose `get_library_path()` gives the file.
        case module(String)
    }

    enum Execution: String, CaseIterable {
        case sequential, parallel

        /// `ExecutionMode` in onnxruntime_c_api.h.
        var code: Int32 { self == .parallel ? 1 : 0 }
        var pythonName: String { self == .parallel ? "ORT_PARALLEL" : "ORT_SEQUENTIAL" }
    }

    enum Optimization: String, CaseIterable {
        case disabled, basic, extended, layout, all

        /// `GraphOptimizationLevel` in onnxruntime_c_api.h.
        var code: Int32 {
            switch self {
            case .disabled: 0
            case .basic: 1
            case .extended: 2
            case .layout: 3
            case .all: 99
            }
        }
        var pythonName: String { self == .disabled ? "ORT_DISABLE_ALL" : "ORT_ENABLE_\(rawValue.uppercased())" }
    }

    /// In order of preference; ONNX Runtime puts its own CPU provider behind them.
    private(set) var providers = [Provider(name: "CPUExecutionProvider")]
    /// Threads within and between operators; ONNX Runtime's default without them.
    private(set) var intraOperator: Int?
    private(set) var interOperator: Int?
    private(set) var execution: Execution?
    private(set) var optimization: Optimization?
    private(set) var customOperatorLibraries: [OperatorLibrary] = []
    private(set) var memoryPattern: Bool?
    private(set) var memoryArena: Bool?
    private(set) var configuration: [(key: String, value: String)] = []
    private(set) var freeDimensions: [(name: String, extent: Int)] = []
    /// Whether numbers are converted to the dtype that the model wants.
    let casts: Bool

    private static let names = [
        "providers", "intra-op-threads", "inter-op-threads", "execution-mode", "graph-optimization",
        "custom-op-library", "memory-pattern", "memory-arena", "config", "free-dimensions",
    ]

    init(_ job: Job) throws(Failure) {
        casts = job.options["cast-inputs"] == .bool(true)
        intraOperator = job.options["intra-op-threads"]?.int
        interOperator = job.options["inter-op-threads"]?.int
        for (name, value) in job.options["load"]?.object?.members ?? [] { try take(name, value, job.artifact) }
    }

    private mutating func take(_ name: String, _ value: JSONValue, _ artifact: String) throws(Failure) {
        switch name {
        case "providers": providers = try Self.providers(value)
        case "intra-op-threads": intraOperator = try Self.count(name, value)
        case "inter-op-threads": interOperator = try Self.count(name, value)
        case "execution-mode": execution = try Self.choice(name, value)
        case "graph-optimization": optimization = try Self.choice(name, value)
        case "memory-pattern": memoryPattern = try Self.switched(name, value)
        case "memory-arena": memoryArena = try Self.switched(name, value)
        case "custom-op-library":
            guard let paths = value.string.map({ [$0] }) ?? value.strings else {
                throw Self.fault("'\(name)' must be the path of a shared library, or a list of them")
            }
            customOperatorLibraries = paths.map { text in
                let isModule = !text.contains("/") && !text.contains(".so")
                return isModule ? .module(text) : .file(Path.absolute(text, from: Path.parent(artifact)))
            }
        case "config": configuration = try Self.pairs(name, value)
        case "free-dimensions":
            for (key, extent) in try Self.pairs(name, value) {
                guard let number = Int(extent), number >= 0 else {
                    throw Self.fault("'\(name)': '\(key)' must be a whole number, not '\(extent)'")
                }
                freeDimensions.append((name: key, extent: number))
            }
        default:
            throw Self.fault("ONNX has no option '\(name)'; there are \(Self.names.joined(separator: ", "))")
        }
    }

    /// How sessions compute, by name, as asked for or as ONNX Runtime has it by default.
    var surroundings: [String: String] {
        // The CPU's own provider is always there, behind the others.
        let names = providers.map(\.name).filter { $0 != "CPUExecutionProvider" } + ["CPUExecutionProvider"]
        return Self.surroundings(
            providers: names,
            intraOperator: intraOperator ?? 0,
            interOperator: interOperator ?? 0,
            execution: execution ?? .sequential,
            optimization: (optimization ?? .all).rawValue,
        )
    }

    /// - Parameters:
    ///   - intraOperator: threads within an operator; 0 for ONNX Runtime's own choice, one for each core.
    ///   - interOperator: threads between operators; 0 likewise.
    static func surroundings(
        providers: [String],
        intraOperator: Int,
        interOperator: Int,
        execution: Execution,
        optimization: String,
    ) -> [String: String] {
        [
            "onnxruntime.providers": providers.joined(separator: " "),
            "onnxruntime.intra-op-threads": intraOperator == 0 ? "default" : "\(intraOperator)",
            "onnxruntime.inter-op-threads": interOperator == 0 ? "default" : "\(interOperator)",
            "onnxruntime.execution-mode": execution.rawValue,
            "onnxruntime.graph-optimization": optimization,
        ]
    }

    /// Fails for a provider that the library in the environment was built without.
    func check(_ available: [String]) throws(Failure) {
        for provider in providers where !available.contains(provider.name) {
            throw Failure(
                type: "LoaderError",
                message: "the environment's onnxruntime has no '\(provider.name)'; it has "
                    + "\(available.joined(separator: ", ")); take another in 'providers' or install a build that has it",
                module: "onnxruntime",
                isEnvironment: true,
            )
        }
    }

    private static func providers(_ value: JSONValue) throws(Failure) -> [Provider] {
        var providers: [Provider] = []
        for entry in value.array ?? [value] {
            if let name = entry.string {
                providers.append(Provider(name: name))
                continue
            }
            guard let members = entry.object?.members, !members.isEmpty else {
                throw fault("'providers' must be a list of names, or a mapping from names to options")
            }
            for (name, options) in members {
                let isBare = options == .null || options.object?.isEmpty == true
                providers.append(Provider(name: name, options: isBare ? [] : try pairs(name, options)))
            }
        }
        if providers.isEmpty { throw fault("'providers' names none") }
        return providers
    }

    private static func count(_ name: String, _ value: JSONValue) throws(Failure) -> Int {
        guard let count = value.int, count >= 0 else { throw fault("'\(name)' must be a whole number, 0 or more") }
        return count
    }

    private static func switched(_ name: String, _ value: JSONValue) throws(Failure) -> Bool {
        guard let flag = value.bool else { throw fault("'\(name)' must be true or false") }
        return flag
    }

    private static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String,
        _ value: JSONValue,
    ) throws(Failure) -> Choice {
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault("'\(name)' must be one of \(names)")
        }
        return choice
    }

    /// A mapping's values as text, which is what ONNX Runtime takes.
    private static func pairs(_ name: String, _ value: JSONValue) throws(Failure) -> [(key: String, value: String)] {
        guard let members = value.object?.members else { throw fault("'\(name)' must be a mapping") }
        return members.map { key, value in
            switch value {
            case .string(let text): (key: key, value: text)
            case .bool(let flag): (key: key, value: flag ? "1" : "0")
            default: (key: key, value: value.compact)
            }
        }
    }

    private static func fault(_ problem: String) -> Failure {
        Failure(type: "OptionError", message: "load: \(problem)")
    }
}
