import Files
import Glibc
import Probe
import Tensors

/// ONNX Runtime's C API, from the library in the `onnxruntime` wheel.
///
/// The API is a table of function pointers that only grows: a function's place is the same in every release
/// (`onnxruntime_c_api.h`, struct `OrtApi`). Places are counted from 0.
struct OrtLibrary {
    typealias Handle = OpaquePointer
    typealias Status = OpaquePointer?
    /// Functions that make or find something: `f(subject, out)`.
    typealias Getter = @convention(c) (Handle, UnsafeMutablePointer<Handle?>) -> Status
    typealias Release = @convention(c) (Handle?) -> Void

    let version: String
    private let table: UnsafePointer<UnsafeRawPointer?>

    /// The version of the API asked for: the oldest with all that is used here; ONNX Runtime 1.11 and later have it.
    private static let apiVersion: UInt32 = 11

    enum Place: Int {
        case errorMessage = 2
        case createEnvironment = 3
        case createSession = 7
        case createSessionFromArray = 8
        case run = 9
        case createSessionOptions = 10
        case setExecutionMode = 13
        case enableMemoryPattern = 16
        case disableMemoryPattern = 17
        case enableMemoryArena = 18
        case disableMemoryArena = 19
        case setGraphOptimization = 23
        case setIntraOperatorThreads = 24
        case setInterOperatorThreads = 25
        case inputCount = 30
        case outputCount = 31
        case inputType = 33
        case outputType = 34
        case inputName = 36
        case outputName = 37
        case createTensor = 48
        case createTensorWithData = 49
        case tensorData = 51
        case fillStrings = 52
        case stringsLength = 53
        case strings = 54
        case tensorInfo = 55
        case kind = 56
        case elementType = 60
        case dimensionCount = 61
        case dimensions = 62
        case symbolicDimensions = 63
        case shape = 65
        case valueKind = 67
        case createMemoryInfo = 69
        case free = 76
        case allocator = 78
        case value = 80
        case valueCount = 81
        case createValue = 82
        case releaseStatus = 93
        case releaseMemoryInfo = 94
        case releaseSession = 95
        case releaseValue = 96
        case releaseTypeInfo = 98
        case releaseShape = 99
        case releaseSessionOptions = 100
        case mapInfo = 103
        case sequenceInfo = 104
        case mapKeyType = 105
        case mapValueType = 106
        case sequenceElementType = 107
        case metadata = 111
        case producerName = 112
        case releaseMetadata = 118
        case overrideFreeDimension = 124
        case availableProviders = 125
        case releaseProviders = 126
        case addConfiguration = 130
        case hasValue = 192
        // Since API version 11.
        case appendCUDA = 204
        case createCUDAOptions = 205
        case updateCUDAOptions = 206
        case releaseCUDAOptions = 208
        // Since API version 12, 14 and 15; the wheels that ship the library are newer.
        case appendProvider = 216
        case registerOperators = 228
        case optionalInfo = 250
        case optionalElementType = 251
    }

    /// Looks for the library in site-packages directories, opens it and makes its environment.
    ///
    /// The environment registers every operator's schema, which takes longer than a small model; it starts no threads.
    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        var library = try find(in: sitePackages)
        library.context = try OrtLibrary(library).environment()
        return library
    }

    private func environment() throws(Failure) -> Handle {
        typealias Create =
            @convention(c) (
                Int32, UnsafePointer<CChar>, UnsafeMutablePointer<Handle?>
            ) -> Status
        // Severity 2 is WARNING; the lines go to standard error.
        return try make { function(.createEnvironment, Create.self)(2, "smokehouse", $0) }
    }

    private static func find(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        for directory in sitePackages {
            let folder = Path.join(directory, "onnxruntime/capi")
            let names = (try? Directory.list(folder)) ?? []
            guard let name = names.first(where: { $0.hasPrefix("libonnxruntime.so") }) else { continue }
            do {
                return try NativeLibrary(Path.join(folder, name))
            } catch {
                throw Failure(
                    type: "LoaderError",
                    message: "onnxruntime's library cannot be opened: \(error.reason)",
                    module: "onnxruntime",
                    isEnvironment: true,
                )
            }
        }
        throw Failure(
            type: "LoaderError",
            message: "no onnxruntime/capi/libonnxruntime.so in the environment; wheels from 1.20 on ship it",
            module: "onnxruntime",
            isEnvironment: true,
        )
    }

    init(_ library: NativeLibrary) throws(Failure) {
        // OrtGetApiBase gives two functions: GetApi(version) and GetVersionString().
        typealias Base = @convention(c) () -> UnsafePointer<UnsafeRawPointer?>?
        typealias API = @convention(c) (UInt32) -> UnsafePointer<UnsafeRawPointer?>?
        typealias Version = @convention(c) () -> UnsafePointer<CChar>?
        guard let base = library.function("OrtGetApiBase", Base.self)?(), let first = base[0], let second = base[1],
            let table = unsafeBitCast(first, to: API.self)(Self.apiVersion)
        else {
            throw Failure(
                type: "LoaderError",
                message: "\(library.path) does not offer ONNX Runtime's C API, version \(Self.apiVersion)",
                module: "onnxruntime",
                isEnvironment: true,
            )
        }
        self.table = table
        version = unsafeBitCast(second, to: Version.self)().map { String(cString: $0) } ?? ""
    }

    func function<Function>(_ place: Place, _: Function.Type = Function.self) -> Function {
        unsafeBitCast(table[place.rawValue], to: Function.self)
    }

    /// Turns a status into an error; none is success.
    func check(_ status: Status) throws(Failure) {
        guard let status else { return }
        typealias Message = @convention(c) (Handle) -> UnsafePointer<CChar>?
        let message = function(.errorMessage, Message.self)(status).map { String(cString: $0) } ?? ""
        release(status, .releaseStatus)
        throw Failure(type: "ONNXRuntimeError", message: message)
    }

    /// Calls a function that fills in a handle.
    func make(_ call: (UnsafeMutablePointer<Handle?>) -> Status) throws(Failure) -> Handle {
        var handle: Handle?
        try check(call(&handle))
        guard let handle else { throw Failure(type: "ONNXRuntimeError", message: "a call gave nothing") }
        return handle
    }

    func get(_ place: Place, of subject: Handle) throws(Failure) -> Handle {
        try make { function(place, Getter.self)(subject, $0) }
    }

    /// Calls a function that fills in a number.
    func count(_ place: Place, of subject: Handle) throws(Failure) -> Int {
        typealias Counter = @convention(c) (Handle, UnsafeMutablePointer<Int>) -> Status
        var count = 0
        try check(function(place, Counter.self)(subject, &count))
        return count
    }

    /// Calls a function that fills in an enumeration's value.
    func code(_ place: Place, of subject: Handle) throws(Failure) -> Int32 {
        typealias Reader = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Status
        var code: Int32 = 0
        try check(function(place, Reader.self)(subject, &code))
        return code
    }

    func release(_ handle: Handle?, _ place: Place) {
        function(place, Release.self)(handle)
    }

    func allocator() throws(Failure) -> Handle {
        typealias Maker = @convention(c) (UnsafeMutablePointer<Handle?>) -> Status
        return try make { function(.allocator, Maker.self)($0) }
    }

    /// Text that the library allocated; freed here.
    func text(
        _ call: (Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Status,
    ) throws(Failure) -> String {
        typealias Free = @convention(c) (Handle, UnsafeMutableRawPointer) -> Status
        let allocator = try allocator()
        var text: UnsafeMutablePointer<CChar>?
        try check(call(allocator, &text))
        guard let text else { return "" }
        defer { _ = function(.free, Free.self)(allocator, text) }
        return String(cString: text)
    }
}
