import Tensors

extension ONNXElement {
    /// From the C API's numbering (onnxruntime_c_api.h, enum ONNXTensorElementDataType).
    ///
    /// The same as onnx.proto's to 23; behind that the two differ.
    init?(ort code: Int32) {
        switch code {
        case 24: self = .narrow(.uint2)
        case 25: self = .narrow(.int2)
        case 26: self = .narrow(.float8e8m0)
        default: self.init(code: Int64(code))
        }
    }

    /// The C API's number.
    var ort: Int32 {
        switch self {
        case .narrow(.uint2): 24
        case .narrow(.int2): 25
        case .narrow(.float8e8m0): 26
        default: Int32(code)
        }
    }
}
