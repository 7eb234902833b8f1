import Probe
import Tensors

/// ONNX models through ONNX Runtime's C API, without an interpreter.
struct ONNXNativeRuntime: NativeRuntime {
    typealias Handle = OrtLibrary.Handle
    typealias Status = OrtLibrary.Status

    static let format = "onnx"
    static let package = "onnxruntime"

    let description: ModelDescription
    private let library: OrtLibrary
    private let environment: Handle?
    private let session: Handle
    private let signature: ONNXSignature

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        try OrtLibrary.open(in: sitePackages)
    }

    static func version(of library: NativeLibrary) -> String? {
        try? OrtLibrary(library).version
    }

    init(loading job: Job, with native: NativeLibrary) throws {
        let library = try OrtLibrary(native)
        self.library = library
        let options = try ONNXOptions(job)
        environment = native.context
        session = try OrtSessionOptions(library).session(environment, job.artifact, options)
        signature = ONNXSignature(
            inputs: try Self.ports(library, session, .inputCount, .inputName, .inputType),
            outputs: try Self.ports(library, session, .outputCount, .outputName, .outputType),
            casts: options.casts,
        )
        description = ModelDescription(
            type: try Self.producer(library, session),
            call: "run",
            inputs: signature.inputs.map(\.line),
            outputs: signature.outputs.map(\.line),
            route: "native",
            surroundings: options.surroundings,
        )
    }

    func infer(_ given: [NamedTensor]) throws -> Outcome {
        let tensors = OrtTensors(library: library)
        // An optional without a value is one that is not fed.
        let matched = try signature.match(given).filter { !$0.value.isNone }
        var inputs: [Handle?] = []
        var outputs = [Handle?](repeating: nil, count: signature.outputs.count)
        defer { for value in inputs + outputs where value != nil { library.release(value, .releaseValue) } }
        for input in matched { inputs.append(try tensors.value(input.value, input.port.type, environment)) }

        let start = monotonicSeconds()
        try run(matched.map(\.port.name), inputs, &outputs)
        let seconds = monotonicSeconds() - start

        var named: [NamedTensor] = []
        for (port, value) in zip(signature.outputs, outputs) {
            named +=
                try value.map { value throws(Failure) in try tensors.tensors(value, named: port.name) }
                ?? [NamedTensor(name: port.name, tensor: ONNXValue.noneMark)]
        }
        return Outcome(outputs: named, seconds: seconds)
    }

    private func run(_ names: [String], _ inputs: [Handle?], _ outputs: inout [Handle?]) throws(Failure) {
        typealias Names = UnsafePointer<UnsafePointer<CChar>?>
        typealias Run =
            @convention(c) (
                Handle, Handle?, Names, UnsafePointer<Handle?>, Int, Names, Int, UnsafeMutablePointer<Handle?>
            ) -> Status
        let inputNames = CNames(names)
        let outputNames = CNames(signature.outputs.map(\.name))
        let status = library.function(.run, Run.self)(
            session, nil, inputNames.pointers, inputs, inputs.count, outputNames.pointers, outputs.count, &outputs,
        )
        try library.check(status)
    }

    private static func producer(_ library: OrtLibrary, _ session: Handle) throws(Failure) -> String {
        typealias Text =
            @convention(c) (
                Handle, Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
            ) -> Status
        let metadata = try library.get(.metadata, of: session)
        defer { library.release(metadata, .releaseMetadata) }
        return try library.text { library.function(.producerName, Text.self)(metadata, $0, $1) }
    }

    private static func ports(
        _ library: OrtLibrary,
        _ session: Handle,
        _ countPlace: OrtLibrary.Place,
        _ namePlace: OrtLibrary.Place,
        _ typePlace: OrtLibrary.Place,
    ) throws(Failure) -> [ONNXPort] {
        typealias Name =
            @convention(c) (
                Handle, Int, Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
            ) -> Status
        typealias Type = @convention(c) (Handle, Int, UnsafeMutablePointer<Handle?>) -> Status
        var ports: [ONNXPort] = []
        for index in 0..<(try library.count(countPlace, of: session)) {
            let name = try library.text { library.function(namePlace, Name.self)(session, index, $0, $1) }
            let info = try library.make { library.function(typePlace, Type.self)(session, index, $0) }
            defer { library.release(info, .releaseTypeInfo) }
            ports.append(try OrtTypes(library: library).port(name, info))
        }
        return ports
    }
}
