import Files
import Glibc
import Probe
import Tensors

/// TensorFlow's C API, from the library in the `tensorflow` wheel (`tensorflow/c/c_api.h`, `tf_tensor.h`, `tf_tstring.h`).
struct TensorFlowLibrary {
    typealias Handle = OpaquePointer
    typealias Maker = @convention(c) () -> Handle?
    typealias Deleter = @convention(c) (Handle?) -> Void

    let native: NativeLibrary

    init(_ library: NativeLibrary) { native = library }

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        for directory in sitePackages {
            let path = Path.join(directory, "tensorflow/libtensorflow_cc.so.2")
            guard File.exists(path) else { continue }
            do {
                return try NativeLibrary(path)
            } catch {
                throw failure("tensorflow's library cannot be opened: \(error.reason)")
            }
        }
        throw failure("no tensorflow/libtensorflow_cc.so.2 in the environment")
    }

    private static func failure(_ message: String) -> Failure {
        Failure(type: "LoaderError", message: message, module: "tensorflow", isEnvironment: true)
    }

    var version: String? {
        typealias Version = @convention(c) () -> UnsafePointer<CChar>?
        return native.function("TF_Version", Version.self)?().map { String(cString: $0) }
    }

    func function<Function>(_ name: String, _: Function.Type = Function.self) throws(Failure) -> Function {
        guard let function = native.function(name, Function.self) else {
            throw Self.failure("\(native.path) has no function \(name)")
        }
        return function
    }

    func make(_ name: String) throws(Failure) -> Handle {
        guard let made = try function(name, Maker.self)() else {
            throw Failure(type: "TensorFlowError", message: "\(name) gave nothing")
        }
        return made
    }

    func delete(_ handle: Handle?, _ name: String) {
        guard let handle else { return }
        native.function(name, Deleter.self)?(handle)
    }

    /// Calls with a fresh status and turns it into an error.
    func checked<Result>(_ call: (Handle) throws(Failure) -> Result) throws(Failure) -> Result {
        typealias Code = @convention(c) (Handle) -> Int32
        typealias Message = @convention(c) (Handle) -> UnsafePointer<CChar>?
        let status = try make("TF_NewStatus")
        defer { delete(status, "TF_DeleteStatus") }
        let result = try call(status)
        let code = try function("TF_GetCode", Code.self)(status)
        guard code == 0 else {
            let message = try function("TF_Message", Message.self)(status).map { String(cString: $0) } ?? ""
            throw Failure(type: Self.errors[Int(code)] ?? "TensorFlowError", message: message)
        }
        return result
    }

    /// `TF_Code`, by the names of the exceptions in `tf.errors`.
    private static let errors = [
        1: "CancelledError", 2: "UnknownError", 3: "InvalidArgumentError", 4: "DeadlineExceededError",
        5: "NotFoundError", 6: "AlreadyExistsError", 7: "PermissionDeniedError", 8: "ResourceExhaustedError",
        9: "FailedPreconditionError", 10: "AbortedError", 11: "OutOfRangeError", 12: "UnimplementedError",
        13: "InternalError", 14: "UnavailableError", 15: "DataLossError", 16: "UnauthenticatedError",
    ]
}

extension DType {
    /// From TensorFlow's numbering of element types (`TF_DataType` in tf_datatype.h).
    init?(tensorFlow code: Int32) {
        guard let dtype = Self.tensorFlowCodes.first(where: { $0.value == code })?.key else { return nil }
        self = dtype
    }

    var tensorFlowCode: Int32 { Self.tensorFlowCodes[self] ?? 0 }

    private static let tensorFlowCodes: [DType: Int32] = [
        .float32: 1, .float64: 2, .int32: 3, .uint8: 4, .int16: 5, .int8: 6, .string: 7, .complex64: 8, .int64: 9,
        .bool: 10, .bfloat16: 14, .uint16: 17, .complex128: 18, .float16: 19, .uint32: 22, .uint64: 23,
    ]
}
