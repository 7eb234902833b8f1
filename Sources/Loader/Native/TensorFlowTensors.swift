import Probe
import Tensors

/// Moves tensors in and out of TensorFlow's `TF_Tensor`.
struct TensorFlowTensors {
    typealias Handle = TensorFlowLibrary.Handle
    private typealias Data = @convention(c) (Handle) -> UnsafeMutableRawPointer?
    /// `sizeof(TF_TString)`, from TensorFlow 2.4 on.
    private static let stringSize = 24

    let library: TensorFlowLibrary

    /// A tensor that owns a copy; freed with `free`.
    func value(_ tensor: Tensor) throws(Failure) -> Handle {
        typealias Allocate = @convention(c) (Int32, UnsafePointer<Int64>?, Int32, Int) -> Handle?
        let shape = tensor.shape.map { Int64($0) }
        let isText = tensor.dtype == .string
        let size = isText ? tensor.strings.count * Self.stringSize : tensor.bytes.count
        let made = try library.function("TF_AllocateTensor", Allocate.self)(
            tensor.dtype.tensorFlowCode, shape, Int32(shape.count), size)
        guard let made, let data = try library.function("TF_TensorData", Data.self)(made) ?? empty(size) else {
            throw Failure(type: "ResourceExhaustedError", message: "no memory for an input of \(size) bytes")
        }
        if isText {
            try fill(data, tensor.strings)
        } else {
            tensor.bytes.withUnsafeBytes {
                if let start = $0.baseAddress { data.copyMemory(from: start, byteCount: $0.count) }
            }
        }
        return made
    }

    /// A tensor without elements may have no data.
    private func empty(_ size: Int) -> UnsafeMutableRawPointer? {
        size == 0 ? UnsafeMutableRawPointer(bitPattern: 8) : nil
    }

    func free(_ value: Handle?) { library.delete(value, "TF_DeleteTensor") }

    private func fill(_ data: UnsafeMutableRawPointer, _ strings: [String]) throws(Failure) {
        typealias Initialize = @convention(c) (UnsafeMutableRawPointer) -> Void
        typealias Copy = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<UInt8>?, Int) -> Void
        let initialize = try library.function("TF_StringInit", Initialize.self)
        let copy = try library.function("TF_StringCopy", Copy.self)
        for (index, text) in strings.enumerated() {
            let place = data + index * Self.stringSize
            initialize(place)
            Array(text.utf8).withUnsafeBufferPointer { copy(place, $0.baseAddress, $0.count) }
        }
    }

    /// A copy of an output.
    func tensor(_ value: Handle, _ name: String) throws(Failure) -> Tensor {
        typealias Number = @convention(c) (Handle) -> Int32
        typealias Extent = @convention(c) (Handle, Int32) -> Int64
        typealias Size = @convention(c) (Handle) -> Int
        let code = try library.function("TF_TensorType", Number.self)(value)
        guard let dtype = DType(tensorFlow: code) else {
            throw Failure(
                type: "OutputError", message: "\(name) has TensorFlow's type \(code), which Smokehouse cannot compare")
        }
        let extent = try library.function("TF_Dim", Extent.self)
        let rank = try library.function("TF_NumDims", Number.self)(value)
        let shape = (0..<max(rank, 0)).map { Int(extent(value, $0)) }
        let count = shape.reduce(1, *)
        let data = try library.function("TF_TensorData", Data.self)(value)
        if dtype == .string { return Tensor(shape: shape, strings: try strings(data, count)) }
        let size = try library.function("TF_TensorByteSize", Size.self)(value)
        guard size == count * dtype.size else {
            throw Failure(type: "OutputError", message: "\(name) has \(size) bytes for the shape \(shape)")
        }
        return Tensor(dtype: dtype, shape: shape, bytes: Array(UnsafeRawBufferPointer(start: data, count: size)))
    }

    private func strings(_ data: UnsafeMutableRawPointer?, _ count: Int) throws(Failure) -> [String] {
        typealias Start = @convention(c) (UnsafeRawPointer) -> UnsafePointer<UInt8>?
        typealias Length = @convention(c) (UnsafeRawPointer) -> Int
        let start = try library.function("TF_StringGetDataPointer", Start.self)
        let length = try library.function("TF_StringGetSize", Length.self)
        guard let data else { return [] }
        return (0..<count).map { index in
            let place = UnsafeRawPointer(data + index * Self.stringSize)
            return String(decoding: UnsafeBufferPointer(start: start(place), count: length(place)), as: UTF8.self)
        }
    }
}
