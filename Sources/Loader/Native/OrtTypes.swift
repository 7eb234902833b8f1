import Probe
import Tensors

/// Reads ONNX Runtime's descriptions of types.
struct OrtTypes {
    typealias Handle = OrtLibrary.Handle
    let library: OrtLibrary

    func port(_ name: String, _ info: Handle) throws(Failure) -> ONNXPort {
        // enum ONNXType: 1 is a tensor.
        guard try library.code(.kind, of: info) == 1 else {
            return ONNXPort(name: name, dtype: nil, type: try text(info), shape: [])
        }
        let tensor = try library.get(.tensorInfo, of: info)
        return ONNXPort(
            name: name,
            dtype: DType(onnxElement: try library.code(.elementType, of: tensor)),
            type: try text(info),
            shape: try shape(tensor),
        )
    }

    /// The type in ONNX's words, as the Python module prints it: `seq(map(int64,tensor(float)))`.
    private func text(_ info: Handle) throws(Failure) -> String {
        switch try library.code(.kind, of: info) {
        case 1:
            let tensor = try library.get(.tensorInfo, of: info)
            return "tensor(\(try element(try library.code(.elementType, of: tensor))))"
        case 2:
            let element = try library.get(.sequenceElementType, of: try library.get(.sequenceInfo, of: info))
            defer { library.release(element, .releaseTypeInfo) }
            return "seq(\(try text(element)))"
        case 3:
            let map = try library.get(.mapInfo, of: info)
            let value = try library.get(.mapValueType, of: map)
            defer { library.release(value, .releaseTypeInfo) }
            return "map(\(try element(try library.code(.mapKeyType, of: map))),\(try text(value)))"
        case let kind:
            return "type \(kind)"
        }
    }

    private func element(_ code: Int32) throws(Failure) -> String {
        DType(onnxElement: code)?.onnxName ?? "type \(code)"
    }

    private func shape(_ tensor: Handle) throws(Failure) -> [ONNXPort.Dimension] {
        typealias Names =
            @convention(c) (
                Handle, UnsafeMutablePointer<UnsafePointer<CChar>?>, Int
            ) -> OrtLibrary.Status
        let extents = try OrtTensors(library: library).dimensions(tensor)
        var names = [UnsafePointer<CChar>?](repeating: nil, count: extents.count)
        try library.check(library.function(.symbolicDimensions, Names.self)(tensor, &names, names.count))
        return zip(extents, names).map { extent, name in
            extent >= 0 ? .fixed(Int(extent)) : .free(name.map { String(cString: $0) } ?? "")
        }
    }
}
