import Files
import Probe
import Tensors

/// OpenVINO's C API 2.0 (`openvino/c/openvino.h`), from the library in its wheels, 2024.0 and later.
struct OpenVINOLibrary {
    typealias Handle = OpaquePointer
    typealias Getter = @convention(c) (Handle, UnsafeMutablePointer<Handle?>) -> Int32
    typealias Indexed = @convention(c) (Handle, Int, UnsafeMutablePointer<Handle?>) -> Int32
    typealias Release = @convention(c) (Handle?) -> Void

    /// What is reported of a compiled model, by OpenVINO's name for it.
    static let reported: KeyValuePairs = [
        "inference-precision": "INFERENCE_PRECISION_HINT", "execution-mode": "EXECUTION_MODE_HINT",
        "threads": "INFERENCE_NUM_THREADS",
    ]

    private let native: NativeLibrary
    /// The element types by number: the numbering changes from release to release, the wheel's header has its own.
    private let elements: [String]

    init(_ library: NativeLibrary) throws(Failure) {
        native = library
        let header = Path.join(Path.parent(Path.parent(library.path)), "include/openvino/c/ov_common.h")
        guard let text = try? File.readText(header, limit: 1 << 20), case let names = Self.elements(in: text),
            names.contains("f32")
        else {
            throw Self.failure("\(header), which numbers the element types, is not there; install openvino again")
        }
        elements = names
    }

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        for directory in sitePackages {
            let folder = Path.join(directory, "openvino/libs")
            let names = (try? Directory.list(folder)) ?? []
            guard let name = names.first(where: { $0.hasPrefix("libopenvino_c.so") }) else { continue }
            return try PackagedLibrary.open("openvino", ["openvino/libs/" + name], in: [directory])
        }
        throw failure("no openvino/libs/libopenvino_c.so in the environment; wheels from 2024.0 on ship it")
    }

    private static func failure(_ message: String) -> Failure { PackagedLibrary.failure("openvino", message) }

    /// The names of `ov_element_type_e` in order, as OpenVINO prints them: `boolean`, `f32`.
    private static func elements(in header: String) -> [String] {
        guard let end = header.firstRange(of: "} ov_element_type_e;") else { return [] }
        var names: [String] = []
        for line in header[..<end.lowerBound].split(whereSeparator: \.isNewline).reversed() {
            let line = line.drop(while: \.isWhitespace)
            if line.hasPrefix("typedef enum") { break }
            let name = line.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            // `DYNAMIC = UNDEFINED` is a second name for the first number.
            guard !name.isEmpty, !line.contains("= UNDEFINED") else { continue }
            names.append(name.hasPrefix("OV_") ? name.dropFirst(3).lowercased() : name.lowercased())
        }
        return names.reversed()
    }

    /// `2025.3.0`, of the build `2025.3.0-19807-44526285f24-releases/2025/3`.
    var version: String? {
        struct Version {
            var build: UnsafePointer<CChar>?
            var description: UnsafePointer<CChar>?
        }
        typealias Get = @convention(c) (UnsafeMutableRawPointer) -> Int32
        typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Void
        var version = Version()
        return withUnsafeMutablePointer(to: &version) { version in
            guard native.function("ov_get_openvino_version", Get.self)?(version) == 0 else { return nil }
            defer { native.function("ov_version_free", Free.self)?(version) }
            return version.pointee.build.map { String(String(cString: $0).prefix { $0 != "-" }) }
        }
    }

    func function<Function>(_ name: String, _: Function.Type = Function.self) throws(Failure) -> Function {
        guard let function = native.function(name, Function.self) else {
            throw Self.failure("\(native.path) has no function \(name)")
        }
        return function
    }

    func release(_ handle: Handle?, _ name: String) {
        if let handle { native.function(name, Release.self)?(handle) }
    }

    /// Turns a status into an error; 0 is success.
    func check(_ status: Int32) throws(Failure) {
        guard status != 0 else { return }
        typealias Last = @convention(c) () -> UnsafePointer<CChar>?
        typealias Info = @convention(c) (Int32) -> UnsafePointer<CChar>?
        let last = native.function("ov_get_last_err_msg", Last.self)?().map { String(cString: $0) } ?? ""
        let info = native.function("ov_get_error_info", Info.self)?(status).map { String(cString: $0) }
        throw Failure(type: "OpenVINOError", message: last.isEmpty ? info ?? "error \(status)" : last)
    }

    /// Calls a function that fills in a handle.
    func make(_ call: (UnsafeMutablePointer<Handle?>) throws(Failure) -> Int32) throws(Failure) -> Handle {
        var handle: Handle?
        try check(try call(&handle))
        guard let handle else { throw Failure(type: "OpenVINOError", message: "a call gave nothing") }
        return handle
    }

    // MARK: Types and shapes

    func element(_ code: Int32) -> String {
        elements.indices.contains(Int(code)) ? elements[Int(code)] : "type \(code)"
    }

    func code(of dtype: DType) -> Int32? {
        guard let name = TensorPort.openVINOTypes.first(where: { $0.value == dtype })?.key else { return nil }
        return elements.firstIndex(of: name).map { Int32($0) }
    }

    /// What a compiled model takes or gives.
    func ports(_ model: Handle, _ side: String) throws(Failure) -> [TensorPort] {
        typealias Count = @convention(c) (Handle, UnsafeMutablePointer<Int>) -> Int32
        var count = 0
        try check(try function("ov_compiled_model_\(side)s_size", Count.self)(model, &count))
        let get = try function("ov_compiled_model_\(side)_by_index", Indexed.self)
        var ports: [TensorPort] = []
        for index in 0..<count {
            let port = try make { get(model, index, $0) }
            defer { release(port, "ov_output_const_port_free") }
            ports.append(try self.port(port, fallback: "\(side)_\(index)"))
        }
        return ports
    }

    private func port(_ port: Handle, fallback: String) throws(Failure) -> TensorPort {
        /// `ov_partial_shape_t`: the rank as a range, and a range for each extent.
        struct PartialShape {
            var rank: (minimum: Int64, maximum: Int64) = (0, 0)
            var extents: UnsafeMutablePointer<(minimum: Int64, maximum: Int64)>?
        }
        typealias Name = @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
        typealias Free = @convention(c) (UnsafeMutablePointer<CChar>) -> Void
        typealias Element = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
        typealias Shape = @convention(c) (Handle, UnsafeMutableRawPointer) -> Int32
        typealias FreeShape = @convention(c) (UnsafeMutableRawPointer) -> Void
        var text: UnsafeMutablePointer<CChar>?
        var name = fallback
        if try function("ov_port_get_any_name", Name.self)(port, &text) == 0, let text {
            name = String(cString: text)
            try function("ov_free", Free.self)(text)
        }
        var code: Int32 = 0
        try check(try function("ov_port_get_element_type", Element.self)(port, &code))
        var partial = PartialShape()
        let get = try function("ov_port_get_partial_shape", Shape.self)
        try check(withUnsafeMutablePointer(to: &partial) { get(port, $0) })
        let isOpen = partial.rank.minimum != partial.rank.maximum
        let shape =
            isOpen
            ? nil
            : (0..<Int(partial.rank.minimum)).map { index -> Int? in
                guard let extent = partial.extents?[index], extent.minimum == extent.maximum else { return nil }
                return Int(extent.minimum)
            }
        let free = try function("ov_partial_shape_free", FreeShape.self)
        withUnsafeMutablePointer(to: &partial) { free($0) }
        return TensorPort(name: name, openVINO: element(code), shape: shape)
    }

    // MARK: Tensors

    /// A tensor of the library's own with the elements copied in.
    func tensor(_ tensor: Tensor) throws(Failure) -> Handle {
        guard let code = code(of: tensor.dtype), tensor.dtype != .string else {
            throw Failure(type: "InputError", message: "OpenVINO takes no \(tensor.dtype.rawValue)")
        }
        // The shape is a structure of two words, which the calling convention passes as two arguments.
        typealias Create =
            @convention(c) (
                Int32, Int64, UnsafePointer<Int64>, UnsafeMutablePointer<Handle?>
            ) -> Int32
        let create = try function("ov_tensor_create", Create.self)
        let shape = tensor.shape.map { Int64($0) }
        let handle = try make { create(code, Int64(shape.count), shape, $0) }
        do {
            if let data = try data(handle) { data.copyMemory(from: tensor.bytes, byteCount: tensor.bytes.count) }
        } catch {
            release(handle, "ov_tensor_free")
            throw error
        }
        return handle
    }

    /// The elements of a tensor of the library's.
    func read(_ handle: Handle, _ name: String) throws(Failure) -> Tensor {
        struct Shape {
            var rank: Int64 = 0
            var extents: UnsafeMutablePointer<Int64>?
        }
        typealias GetShape = @convention(c) (Handle, UnsafeMutableRawPointer) -> Int32
        typealias FreeShape = @convention(c) (UnsafeMutableRawPointer) -> Int32
        typealias Element = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
        var shape = Shape()
        let get = try function("ov_tensor_get_shape", GetShape.self)
        try check(withUnsafeMutablePointer(to: &shape) { get(handle, $0) })
        let extents = (0..<Int(shape.rank)).map { Int(shape.extents?[$0] ?? 0) }
        let free = try function("ov_shape_free", FreeShape.self)
        _ = withUnsafeMutablePointer(to: &shape) { free($0) }
        var code: Int32 = 0
        try check(try function("ov_tensor_get_element_type", Element.self)(handle, &code))
        guard let dtype = TensorPort.openVINOTypes[element(code)], dtype != .string else {
            throw Failure(
                type: "OutputError", message: "\(name) is \(element(code)), which Smokehouse cannot compare")
        }
        let size = extents.reduce(dtype.size, *)
        let bytes = Array(UnsafeRawBufferPointer(start: size == 0 ? nil : try data(handle), count: size))
        return Tensor(dtype: dtype, shape: extents, bytes: bytes)
    }

    private func data(_ tensor: Handle) throws(Failure) -> UnsafeMutableRawPointer? {
        typealias Data = @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32
        var data: UnsafeMutableRawPointer?
        try check(try function("ov_tensor_data", Data.self)(tensor, &data))
        return data
    }
}
