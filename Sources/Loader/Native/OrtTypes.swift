import Probe
import Tensors

/// Reads ONNX Runtime's descriptions of types.
struct OrtTypes {
    typealias Handle = OrtLibrary.Handle
    let library: OrtLibrary

    func port(_ name: String, _ info: Handle) throws(Failure) -> ONNXPort {
        let type = try type(info)
        guard case .tensor = type else { return ONNXPort(name: name, type: type, shape: []) }
        return ONNXPort(name: name, type: type, shape: try shape(try library.get(.tensorInfo, of: info)))
    }

    private func type(_ info: Handle) throws(Failure) -> ONNXType {
        // enum ONNXType in onnxruntime_c_api.h.
        switch try library.code(.kind, of: info) {
        case 1:
            let code = try library.code(.elementType, of: try library.get(.tensorInfo, of: info))
            return ONNXElement(ort: code).map(ONNXType.tensor) ?? .other("tensor(type \(code))")
        case 2: return .sequence(try inner(.sequenceElementType, of: try library.get(.sequenceInfo, of: info)))
        case 3:
            let map = try library.get(.mapInfo, of: info)
            let value = try inner(.mapValueType, of: map)
            let code = try library.code(.mapKeyType, of: map)
            return ONNXElement(ort: code).map { .map(key: $0, value: value) }
                ?? .other("map(type \(code),\(value.text))")
        case 5: return .other("sparse_tensor")
        case 6: return .optional(try inner(.optionalElementType, of: try library.get(.optionalInfo, of: info)))
        case let kind: return .other("type \(kind)")
        }
    }

    private func inner(_ place: OrtLibrary.Place, of info: Handle) throws(Failure) -> ONNXType {
        let element = try library.get(place, of: info)
        defer { library.release(element, .releaseTypeInfo) }
        return try type(element)
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
