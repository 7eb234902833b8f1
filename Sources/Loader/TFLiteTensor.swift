import CPython
import Glibc
import Probe
import Tensors

/// An input or output of a TensorFlow Lite model, with the scale of its numbers where it is quantised.
struct TFLiteTensor {
    let name: String
    let index: Int
    let dtype: DType?
    let type: String
    /// `nil` for dynamic extents.
    let shape: [Int?]
    /// real = (stored - zero point) × scale; a scale of 0 means that it is not quantised.
    let scale: Double
    let zeroPoint: Double

    /// Reads one of the interpreter's details.
    init(_ details: PythonObject, name: String?) throws {
        self.name = if let name { name } else { try details.item("name").text() }
        index = Int(try details.item("index").integer())
        // A class (`numpy.float32`), or a dtype; text is `numpy.bytes_`.
        let type = try details.item("dtype").attribute("__name__").text()
        self.type = type
        dtype =
            type.hasPrefix("bytes") || type.hasPrefix("str")
            ? .string : DType(rawValue: type == "bool_" ? "bool" : type)
        let signature =
            if let signature = try? details.item("shape_signature") { signature } else {
                try details.item("shape")
            }
        shape = try signature.elements().map { extent in
            let extent = Int(try extent.integer())
            return extent < 0 ? nil : extent
        }
        let quantization = try details.item("quantization").elements()
        scale = try quantization[0].double()
        zeroPoint = try quantization[1].double()
    }

    private var isQuantised: Bool { scale != 0 && dtype?.isInteger == true }

    /// `x: int8[1, 4] (scale 0.0196, zero point -1)`.
    var line: String {
        let line = port(isReal: false).line
        return isQuantised ? "\(line) (scale \(scale), zero point \(Int(zeroPoint)))" : line
    }

    /// What the input is checked against; a quantised one takes floats and its own integers.
    func port(isReal: Bool) -> TensorPort {
        TensorPort(name: name, dtype: isReal && isQuantised ? nil : dtype, type: type, shape: shape)
    }

    /// Floats in the stored integers, rounded to nearest and held to their range; integers of the same type as they are.
    func quantised(_ tensor: Tensor) throws(Failure) -> Tensor {
        guard isQuantised, let dtype, tensor.dtype != dtype else { return tensor }
        guard let range = Self.ranges[dtype], let real = tensor.cast(to: .float64)?.float64s else {
            throw Failure(
                type: "InputError", message: "input '\(name)' is \(tensor.dtype.rawValue), the model takes \(line)")
        }
        let stored = real.map { min(max(($0 / scale).rounded() + zeroPoint, range.lowerBound), range.upperBound) }
        let bytes = stored.flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
        return Tensor(dtype: .float64, shape: tensor.shape, bytes: bytes).cast(to: dtype) ?? tensor
    }

    /// The stored integers as the float32 that they stand for; other tensors as they are.
    func real(_ tensor: Tensor) -> Tensor {
        guard isQuantised, tensor.dtype == dtype, let stored = tensor.cast(to: .float64)?.float64s else {
            return tensor
        }
        let real = stored.map { Float(($0 - zeroPoint) * scale) }
        let bytes = real.flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
        return Tensor(dtype: .float32, shape: tensor.shape, bytes: bytes)
    }

    private static let ranges: [DType: ClosedRange<Double>] = [
        .int8: -128...127, .uint8: 0...255, .int16: -32768...32767, .int32: -2_147_483_648...2_147_483_647,
    ]
}

extension Tensor {
    fileprivate var float64s: [Double] {
        bytes.withUnsafeBytes { buffer in
            (0..<count).map { buffer.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        }
    }
}
