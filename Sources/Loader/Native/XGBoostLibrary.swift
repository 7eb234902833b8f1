import Glibc
import Probe
import Tensors

/// XGBoost's C API (`xgboost/c_api.h`), from the library in its wheels, 0.90 and later.
struct XGBoostLibrary {
    typealias Handle = OpaquePointer
    /// `bst_ulong`.
    typealias Length = UInt64
    private let library: NativeLibrary

    init(_ library: NativeLibrary) { self.library = library }

    /// `XGBoostVersion`, from 1.0 on.
    var version: String? {
        typealias Version =
            @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) ->
            Void
        guard let get = library.function("XGBoostVersion", Version.self) else { return nil }
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        get(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    /// Sends what the library logs as a warning to the report, as its Python package does; the rest goes to standard error.
    func captureWarnings() throws(Failure) {
        typealias Register = @convention(c) (@convention(c) (UnsafePointer<CChar>?) -> Void) -> Int32
        guard let register = library.function("XGBRegisterLogCallback", Register.self) else { return }
        try check(
            register { text in
                guard let text else { return }
                NativeWarnings.shared.take(String(cString: text))
            })
    }

    func load(_ path: String) throws(Failure) -> Handle {
        typealias Create = @convention(c) (UnsafePointer<Handle?>?, Length, UnsafeMutablePointer<Handle?>) -> Int32
        typealias Load = @convention(c) (Handle, UnsafePointer<CChar>) -> Int32
        var booster: Handle?
        try check(try function("XGBoosterCreate", Create.self)(nil, 0, &booster))
        guard let booster else { throw Failure(type: "XGBoostError", message: "no booster was made") }
        try check(try function("XGBoosterLoadModel", Load.self)(booster, path))
        return booster
    }

    /// `nil` before 1.3, which does not say.
    func featureCount(_ booster: Handle) throws(Failure) -> Int? {
        typealias Count = @convention(c) (Handle, UnsafeMutablePointer<Length>) -> Int32
        guard let get = library.function("XGBoosterGetNumFeature", Count.self) else { return nil }
        var count: Length = 0
        try check(get(booster, &count))
        return Int(count)
    }

    /// Empty before 1.4, and where the model has none.
    func featureNames(_ booster: Handle) throws(Failure) -> [String] {
        typealias Names =
            @convention(c) (
                Handle, UnsafePointer<CChar>, UnsafeMutablePointer<Length>,
                UnsafeMutablePointer<UnsafePointer<UnsafePointer<CChar>?>?>
            ) -> Int32
        guard let get = library.function("XGBoosterGetStrFeatureInfo", Names.self) else { return [] }
        var count: Length = 0
        var names: UnsafePointer<UnsafePointer<CChar>?>?
        try check(get(booster, "feature_name", &count, &names))
        guard let names else { return [] }
        return (0..<Int(count)).compactMap { index in names[index].map { String(cString: $0) } }
    }

    /// Predicts for a table of float32, with NaN for what is missing; also the seconds of the library's own call.
    func predict(_ booster: Handle, _ table: Tensor, _ output: BoosterOutput) throws(Failure) -> (Tensor, Double) {
        typealias Create =
            @convention(c) (UnsafePointer<Float>?, Length, Length, Float, UnsafeMutablePointer<Handle?>) -> Int32
        typealias Free = @convention(c) (Handle) -> Int32
        let create = try function("XGDMatrixCreateFromMat", Create.self)
        var matrix: Handle?
        let status = table.bytes.withUnsafeBytes { bytes in
            create(
                bytes.bindMemory(to: Float.self).baseAddress, Length(table.shape[0]), Length(table.shape[1]), .nan,
                &matrix)
        }
        try check(status)
        guard let matrix else { throw Failure(type: "XGBoostError", message: "no DMatrix was made") }
        let free = try function("XGDMatrixFree", Free.self)
        defer { _ = free(matrix) }
        let start = monotonicSeconds()
        var result = try shaped(booster, matrix, output)
        if result == nil { result = try flat(booster, matrix, output, rows: table.shape[0]) }
        let seconds = monotonicSeconds() - start
        let shape = result?.shape ?? []
        let bytes = Array(UnsafeRawBufferPointer(start: result?.values, count: shape.reduce(4, *)))
        return (Tensor(dtype: .float32, shape: shape, bytes: bytes), seconds)
    }

    /// `XGBoosterPredictFromDMatrix`, from 1.4 on; `nil` before.
    private func shaped(
        _ booster: Handle,
        _ matrix: Handle,
        _ output: BoosterOutput,
    ) throws(Failure) -> (values: UnsafePointer<Float>?, shape: [Int])? {
        typealias Predict =
            @convention(c) (
                Handle, Handle, UnsafePointer<CChar>, UnsafeMutablePointer<UnsafePointer<Length>?>,
                UnsafeMutablePointer<Length>, UnsafeMutablePointer<UnsafePointer<Float>?>
            ) -> Int32
        guard let predict = library.function("XGBoosterPredictFromDMatrix", Predict.self) else { return nil }
        let type =
            switch output {
            case .value: 0
            case .margin: 1
            case .contributions: 2
            case .leaf: 6
            }
        let options =
            #"{"type": \#(type), "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}"#
        var extents: UnsafePointer<Length>?
        var rank: Length = 0
        var values: UnsafePointer<Float>?
        try check(predict(booster, matrix, options, &extents, &rank, &values))
        return (values, (0..<Int(rank)).map { Int(extents?[$0] ?? 0) })
    }

    /// `XGBoosterPredict`, whose parameter for training came in 1.0; the values' number tells the shape.
    private func flat(
        _ booster: Handle,
        _ matrix: Handle,
        _ output: BoosterOutput,
        rows: Int,
    ) throws(Failure) -> (values: UnsafePointer<Float>?, shape: [Int]) {
        typealias Old =
            @convention(c) (
                Handle, Handle, Int32, UInt32, UnsafeMutablePointer<Length>, UnsafeMutablePointer<UnsafePointer<Float>?>
            ) -> Int32
        typealias Newer =
            @convention(c) (
                Handle, Handle, Int32, UInt32, Int32, UnsafeMutablePointer<Length>,
                UnsafeMutablePointer<UnsafePointer<Float>?>
            ) -> Int32
        let mask: Int32 =
            switch output {
            case .value: 0
            case .margin: 1
            case .leaf: 2
            case .contributions: 4
            }
        var count: Length = 0
        var values: UnsafePointer<Float>?
        if version == nil {
            try check(try function("XGBoosterPredict", Old.self)(booster, matrix, mask, 0, &count, &values))
        } else {
            try check(try function("XGBoosterPredict", Newer.self)(booster, matrix, mask, 0, 0, &count, &values))
        }
        let total = Int(count)
        return (values, total == rows || rows == 0 ? [total] : [rows, total / rows])
    }

    private func function<Function>(_ name: String, _ type: Function.Type) throws(Failure) -> Function {
        guard let function = library.function(name, type) else {
            throw PackagedLibrary.failure("xgboost", "\(library.path) has no \(name)")
        }
        return function
    }

    private func check(_ status: Int32) throws(Failure) {
        guard status != 0 else { return }
        typealias Message = @convention(c) () -> UnsafePointer<CChar>?
        let message = library.function("XGBGetLastError", Message.self)?().map { String(cString: $0) }
        throw Failure(type: "XGBoostError", message: message ?? "error \(status)")
    }
}
