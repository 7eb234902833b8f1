import Probe
import Tensors

/// OpenVINO models through its C API, without an interpreter.
struct OpenVINONativeRuntime: NativeRuntime {
    typealias Handle = OpenVINOLibrary.Handle

    static let format = "openvino"
    static let package = "openvino"

    let description: ModelDescription
    private let library: OpenVINOLibrary
    private let request: Handle
    private let signature: TensorSignature
    private let outputs: [TensorPort]

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        try OpenVINOLibrary.open(in: sitePackages)
    }

    static func version(of library: NativeLibrary) -> String? { (try? OpenVINOLibrary(library))?.version }

    init(loading job: Job, with native: NativeLibrary) throws {
        library = try OpenVINOLibrary(native)
        let options = try OpenVINOOptions(job)
        let model = try Self.model(library, try OpenVINOOptions.graph(of: job.artifact), options.extensions)
        let compiled = try Self.compile(library, model.core, model.model, options)
        let create = try library.function("ov_compiled_model_create_infer_request", OpenVINOLibrary.Getter.self)
        request = try library.make { create(compiled, $0) }
        outputs = try library.ports(compiled, "output")
        signature = TensorSignature(
            inputs: try library.ports(compiled, "input"), casts: options.casts, isPositional: true)
        description = ModelDescription(
            type: try Self.text(library, "ov_model_get_friendly_name") { get, text in get(model.model, text) },
            call: "infer",
            inputs: signature.inputs.map(\.line),
            outputs: outputs.map(\.line),
            route: "native",
            surroundings: Self.surroundings(library, compiled),
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        typealias Set = @convention(c) (Handle, Int, Handle) -> Int32
        typealias Infer = @convention(c) (Handle) -> Int32
        let set = try library.function("ov_infer_request_set_input_tensor_by_index", Set.self)
        var tensors: [Handle] = []
        defer { for tensor in tensors { library.release(tensor, "ov_tensor_free") } }
        for (index, input) in try signature.match(given).enumerated() {
            tensors.append(try library.tensor(input.tensor))
            try library.check(set(request, index, tensors[index]))
        }
        let infer = try library.function("ov_infer_request_infer", Infer.self)
        let start = monotonicSeconds()
        let status = infer(request)
        let seconds = monotonicSeconds() - start
        try library.check(status)
        let get = try library.function("ov_infer_request_get_output_tensor_by_index", OpenVINOLibrary.Indexed.self)
        var named: [NamedTensor] = []
        for (index, port) in outputs.enumerated() {
            let tensor = try library.make { get(request, index, $0) }
            defer { library.release(tensor, "ov_tensor_free") }
            named.append(NamedTensor(name: port.name, tensor: try library.read(tensor, port.name)))
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    // MARK: Loading

    private static func model(
        _ library: OpenVINOLibrary,
        _ path: String,
        _ extensions: [String],
    ) throws(Failure) -> (core: Handle, model: Handle) {
        typealias Create = @convention(c) (UnsafeMutablePointer<Handle?>) -> Int32
        typealias Extend = @convention(c) (Handle, UnsafePointer<CChar>) -> Int32
        typealias Read =
            @convention(c) (
                Handle, UnsafePointer<CChar>, UnsafePointer<CChar>?, UnsafeMutablePointer<Handle?>
            ) -> Int32
        let create = try library.function("ov_core_create", Create.self)
        let core = try library.make { create($0) }
        for name in extensions {
            try library.check(try library.function("ov_core_add_extension", Extend.self)(core, name))
        }
        let read = try library.function("ov_core_read_model", Read.self)
        return (core, try library.make { read(core, path, nil, $0) })
    }

    private static func compile(
        _ library: OpenVINOLibrary,
        _ core: Handle,
        _ model: Handle,
        _ options: OpenVINOOptions,
    ) throws(Failure) -> Handle {
        typealias Text = UnsafePointer<CChar>?
        typealias SetProperty = @convention(c) (Handle, Text, Text, Text) -> Int32
        typealias Compile = @convention(c) (Handle, Handle, Text, Int, UnsafeMutablePointer<Handle?>) -> Int32
        // One property for each call: a function with variable arguments is called like any other on Linux.
        let set = try library.function("ov_core_set_property", SetProperty.self)
        for (name, value) in options.properties { try library.check(set(core, options.device, name, value)) }
        let compile = try library.function("ov_core_compile_model", Compile.self)
        return try library.make { compile(core, model, options.device, 0, $0) }
    }

    private typealias TextGetter =
        @convention(c) (
            Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
        ) -> Int32

    private static func text(
        _ library: OpenVINOLibrary,
        _ name: String,
        _ call: (TextGetter, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32,
    ) throws(Failure) -> String {
        typealias Free = @convention(c) (UnsafeMutablePointer<CChar>) -> Void
        var text: UnsafeMutablePointer<CChar>?
        try library.check(call(try library.function(name, TextGetter.self), &text))
        guard let text else { return "" }
        defer { (try? library.function("ov_free", Free.self))?(text) }
        return String(cString: text)
    }

    private static func surroundings(_ library: OpenVINOLibrary, _ compiled: Handle) -> [String: String] {
        typealias Text = UnsafePointer<CChar>
        typealias Get = @convention(c) (Handle, Text, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
        typealias Free = @convention(c) (UnsafeMutablePointer<CChar>) -> Void
        var found: [String: String] = [:]
        for (key, property) in OpenVINOLibrary.reported {
            var text: UnsafeMutablePointer<CChar>?
            guard let get = try? library.function("ov_compiled_model_get_property", Get.self),
                get(compiled, property, &text) == 0, let value = text
            else { continue }
            found[key] = String(cString: value).lowercased()
            (try? library.function("ov_free", Free.self))?(value)
        }
        return found
    }
}
