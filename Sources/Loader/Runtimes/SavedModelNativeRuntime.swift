import Glibc
import JSON
import Probe
import Tensors

/// TensorFlow SavedModels through TensorFlow's C API, without an interpreter.
struct SavedModelNativeRuntime: NativeRuntime {
    typealias Handle = TensorFlowLibrary.Handle

    static let format = "tensorflow-savedmodel"
    static let package = "tensorflow"

    let description: ModelDescription
    private let library: TensorFlowLibrary
    private let session: Handle
    private let inputs: [(port: TensorPort, place: GraphPlace)]
    private let outputs: [(port: TensorPort, place: GraphPlace)]
    private let signature: TensorSignature

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        try TensorFlowLibrary.open(in: sitePackages)
    }

    static func version(of library: NativeLibrary) -> String? { TensorFlowLibrary(library).version }

    init(loading job: Job, with native: NativeLibrary) throws {
        let library = TensorFlowLibrary(native)
        self.library = library
        let graph = try library.make("TF_NewGraph")
        let (session, metaGraph) = try Self.load(library, graph, job)
        self.session = session
        let signatures = SavedModelSignatures(metaGraph: metaGraph)
        let name = try MissingSignature.choose(job.call, from: signatures.all.map(\.name))
        guard let chosen = signatures.all.first(where: { $0.name == name }) else {
            throw Failure(type: "CallError", message: "the SavedModel has no signature '\(name)'")
        }
        inputs = try chosen.inputs.map { ($0.port, try GraphPlace($0.tensor, in: graph, library)) }
        outputs = try chosen.outputs.map { ($0.port, try GraphPlace($0.tensor, in: graph, library)) }
        signature = TensorSignature(inputs: inputs.map(\.port), casts: job.options["cast-inputs"] == .bool(true))
        description = ModelDescription(
            type: "SavedModel",
            call: name,
            inputs: inputs.map(\.port.line),
            outputs: outputs.map(\.port.line),
            route: "native",
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        let tensors = TensorFlowTensors(library: library)
        let matched = try signature.match(given)
        var values: [Handle?] = []
        var results = [Handle?](repeating: nil, count: outputs.count)
        defer { for value in values + results { tensors.free(value) } }
        for input in matched { values.append(try tensors.value(input.tensor)) }

        let start = monotonicSeconds()
        try run(values, &results)
        let seconds = monotonicSeconds() - start

        var named: [NamedTensor] = []
        for (output, value) in zip(outputs, results) {
            guard let value else { continue }
            named.append(NamedTensor(name: output.port.name, tensor: try tensors.tensor(value, output.port.name)))
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    private func run(_ values: [Handle?], _ results: inout [Handle?]) throws(Failure) {
        typealias Run =
            @convention(c) (
                Handle, Handle?, UnsafeRawPointer?, UnsafePointer<Handle?>?, Int32, UnsafeRawPointer?,
                UnsafeMutablePointer<Handle?>?, Int32, UnsafeRawPointer?, Int32, Handle?, Handle
            ) -> Void
        let run = try library.function("TF_SessionRun", Run.self)
        let from = inputs.map(\.place)
        let to = outputs.map(\.place)
        var made = results
        try library.checked { status throws(Failure) in
            from.withUnsafeBytes { from in
                to.withUnsafeBytes { to in
                    run(
                        session, nil, from.baseAddress, values, Int32(values.count), to.baseAddress, &made,
                        Int32(made.count), nil, 0, nil, status,
                    )
                }
            }
        }
        results = made
    }

    /// Loads the graph tagged `serve`, or as `load: {tags: […]}` says; the second value is its `MetaGraphDef`.
    private static func load(
        _ library: TensorFlowLibrary,
        _ graph: Handle,
        _ job: Job,
    ) throws(Failure) -> (Handle, [UInt8]) {
        typealias Load =
            @convention(c) (
                Handle, Handle?, UnsafePointer<CChar>, UnsafePointer<UnsafePointer<CChar>?>, Int32, Handle, Handle,
                Handle
            ) -> Handle?
        let load = try library.function("TF_LoadSessionFromSavedModel", Load.self)
        let options = try library.make("TF_NewSessionOptions")
        let buffer = try library.make("TF_NewBuffer")
        defer {
            library.delete(options, "TF_DeleteSessionOptions")
            library.delete(buffer, "TF_DeleteBuffer")
        }
        let tags = job.options["load"]?["tags"]?.strings ?? ["serve"]
        let names = tags.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutableRawPointer(mutating: name)) } }
        let session = try library.checked { status throws(Failure) in
            load(options, nil, job.artifact, names, Int32(names.count), graph, buffer, status)
        }
        guard let session else { throw Failure(type: "TensorFlowError", message: "the session could not be made") }
        // struct TF_Buffer: data, length, deallocator.
        let fields = UnsafeRawPointer(buffer)
        let data = fields.load(as: UnsafeRawPointer?.self)
        let length = fields.load(fromByteOffset: 8, as: Int.self)
        return (session, Array(UnsafeRawBufferPointer(start: data, count: length)))
    }
}

/// An output of a node, laid out as C's `TF_Output`.
private struct GraphPlace {
    let operation: OpaquePointer
    let index: Int32

    /// - Parameter tensor: its name in the graph: `serving_default_x:0`.
    init(_ tensor: String, in graph: OpaquePointer, _ library: TensorFlowLibrary) throws(Failure) {
        typealias Find = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> OpaquePointer?
        let parts = tensor.split(separator: ":")
        guard let name = parts.first,
            let operation = try library.function("TF_GraphOperationByName", Find.self)(graph, String(name))
        else { throw Failure(type: "CallError", message: "the graph has no tensor '\(tensor)' of the signature") }
        self.operation = operation
        index = parts.count > 1 ? Int32(parts[1]) ?? 0 : 0
    }
}

/// The signatures of a `MetaGraphDef` (meta_graph.proto).
private struct SavedModelSignatures {
    typealias Entry = (port: TensorPort, tensor: String)
    private(set) var all: [(name: String, inputs: [Entry], outputs: [Entry])] = []

    init(metaGraph bytes: [UInt8]) {
        for entry in ProtobufFields(bytes[...]) where entry.number == 5 {
            var name = ""
            var inputs: [Entry] = []
            var outputs: [Entry] = []
            for field in entry.fields {
                if field.number == 1 { name = field.text }
                guard field.number == 2 else { continue }
                for side in field.fields {
                    if side.number == 1 { inputs.append(Self.entry(side.fields)) }
                    if side.number == 2 { outputs.append(Self.entry(side.fields)) }
                }
            }
            guard !name.hasPrefix("__saved_model_") else { continue }
            inputs.sort { $0.port.name < $1.port.name }
            outputs.sort { $0.port.name < $1.port.name }
            all.append((name, inputs, outputs))
        }
    }

    /// An entry of the map from names to `TensorInfo`.
    private static func entry(_ fields: ProtobufFields) -> Entry {
        var name = ""
        var tensor = ""
        var code: Int32 = 0
        var shape: [Int?]? = []
        for field in fields {
            if field.number == 1 { name = field.text }
            guard field.number == 2 else { continue }
            for part in field.fields {
                switch part.number {
                case 1: tensor = part.text
                case 2: code = Int32(truncatingIfNeeded: part.value)
                case 3: shape = Self.shape(part.fields)
                default: break
                }
            }
        }
        let dtype = DType(tensorFlow: code)
        return (TensorPort(name: name, dtype: dtype, type: dtype?.rawValue ?? "type \(code)", shape: shape), tensor)
    }

    /// A `TensorShapeProto`: dimensions (2) of size (1), or an unknown rank (3).
    private static func shape(_ fields: ProtobufFields) -> [Int?]? {
        var shape: [Int?] = []
        for field in fields {
            if field.number == 3, field.value != 0 { return nil }
            guard field.number == 2 else { continue }
            let extent = field.fields.first { $0.number == 1 }.map { Int(Int64(bitPattern: $0.value)) } ?? 0
            shape.append(extent < 0 ? nil : extent)
        }
        return shape
    }
}
