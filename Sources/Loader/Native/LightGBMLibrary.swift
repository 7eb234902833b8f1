import Glibc
import Probe
import Tensors

/// LightGBM's C API (`LightGBM/c_api.h`), from the library in its wheels.
struct LightGBMLibrary {
    typealias Handle = OpaquePointer
    private let library: NativeLibrary

    init(_ library: NativeLibrary) { self.library = library }

    func load(_ path: String) throws(Failure) -> Handle {
        typealias Create =
            @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Handle?>) -> Int32
        var iterations: Int32 = 0
        var booster: Handle?
        try check(try function("LGBM_BoosterCreateFromModelfile", Create.self)(path, &iterations, &booster))
        guard let booster else { throw Failure(type: "LightGBMError", message: "no booster was made") }
        return booster
    }

    func featureCount(_ booster: Handle) throws(Failure) -> Int {
        typealias Count = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
        var count: Int32 = 0
        try check(try function("LGBM_BoosterGetNumFeature", Count.self)(booster, &count))
        return Int(count)
    }

    /// Predicts for a table of float32 or float64; also the seconds of the library's own call.
    func predict(_ booster: Handle, _ table: Tensor, _ output: BoosterOutput) throws(Failure) -> (Tensor, Double) {
        let (rows, columns) = (Int32(clamping: table.shape[0]), Int32(clamping: table.shape[1]))
        let kind: Int32 =
            switch output {
            case .value: 0
            case .margin: 1
            case .leaf: 2
            case .contributions: 3
            }
        var values = [Double](repeating: 0, count: try count(booster, rows, kind))
        var length: Int64 = 0
        // The first iteration to use is a parameter from 3.0 on, as is the function that tells.
        typealias Old =
            @convention(c) (
                Handle, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>,
                UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Double>
            ) -> Int32
        typealias Newer =
            @convention(c) (
                Handle, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>,
                UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Double>
            ) -> Int32
        let type: Int32 = table.dtype == .float64 ? 1 : 0
        let start: Double
        let status: Int32
        if isNewer {
            let predict = try function("LGBM_BoosterPredictForMat", Newer.self)
            start = monotonicSeconds()
            status = table.bytes.withUnsafeBytes {
                predict(booster, $0.baseAddress, type, rows, columns, 1, kind, 0, -1, "", &length, &values)
            }
        } else {
            let predict = try function("LGBM_BoosterPredictForMat", Old.self)
            start = monotonicSeconds()
            status = table.bytes.withUnsafeBytes {
                predict(booster, $0.baseAddress, type, rows, columns, 1, kind, -1, "", &length, &values)
            }
        }
        let seconds = monotonicSeconds() - start
        try check(status)
        let shape =
            values.count == table.shape[0] || rows == 0 ? [values.count] : [Int(rows), values.count / Int(rows)]
        let tensor = Tensor(dtype: .float64, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
        // As the Python package has it.
        return (output == .leaf ? tensor.cast(to: .int32) ?? tensor : tensor, seconds)
    }

    private var isNewer: Bool {
        library.function("LGBM_BoosterPredictForMatSingleRowFastInit", (@convention(c) () -> Void).self) != nil
    }

    private func count(_ booster: Handle, _ rows: Int32, _ kind: Int32) throws(Failure) -> Int {
        typealias Old = @convention(c) (Handle, Int32, Int32, Int32, UnsafeMutablePointer<Int64>) -> Int32
        typealias Newer = @convention(c) (Handle, Int32, Int32, Int32, Int32, UnsafeMutablePointer<Int64>) -> Int32
        var count: Int64 = 0
        if isNewer {
            try check(try function("LGBM_BoosterCalcNumPredict", Newer.self)(booster, rows, kind, 0, -1, &count))
        } else {
            try check(try function("LGBM_BoosterCalcNumPredict", Old.self)(booster, rows, kind, -1, &count))
        }
        return Int(count)
    }

    private func function<Function>(_ name: String, _ type: Function.Type) throws(Failure) -> Function {
        guard let function = library.function(name, type) else {
            throw PackagedLibrary.failure("lightgbm", "\(library.path) has no \(name)")
        }
        return function
    }

    private func check(_ status: Int32) throws(Failure) {
        guard status != 0 else { return }
        typealias Message = @convention(c) () -> UnsafePointer<CChar>?
        let message = library.function("LGBM_GetLastError", Message.self)?().map { String(cString: $0) }
        throw Failure(type: "LightGBMError", message: message ?? "error \(status)")
    }
}
