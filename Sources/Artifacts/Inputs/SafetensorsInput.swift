import Tensors

/// Inputs in a safetensors file, by name; types that `DType` lacks come in the wider one that holds them exactly.
enum SafetensorsInput {
    /// Whether a file begins as one: the header's length, then JSON.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        guard let length = SafetensorsHeader.length(bytes), length > 1, bytes.count >= 8 + length else { return false }
        return bytes[8] == UInt8(ascii: "{")
    }

    static func decode(_ bytes: [UInt8], path: String) throws(InputError) -> [NamedTensor] {
        let header: SafetensorsHeader
        do throws(SafetensorsError) { header = try SafetensorsHeader(bytes) } catch {
            throw InputError(error.description, file: path)
        }
        guard !header.entries.isEmpty else { throw InputError("it holds no tensor", file: path) }
        var tensors: [NamedTensor] = []
        for entry in header.entries {
            guard let element = elements[entry.dtype] else {
                throw InputError(
                    "no input can be of the type \(entry.dtype); save it as F32", file: path,
                    position: "tensor '\(entry.name)'")
            }
            let content = Array(bytes[entry.range])
            let tensor =
                switch element {
                case .plain(let dtype): Tensor(dtype: dtype, shape: entry.shape, bytes: content)
                case .narrow(let type): type.widen(content, shape: entry.shape)
                }
            tensors.append(NamedTensor(name: entry.name, tensor: tensor))
        }
        return tensors
    }

    private static let elements: [String: ONNXElement] = [
        "BOOL": .plain(.bool), "U8": .plain(.uint8), "I8": .plain(.int8), "U16": .plain(.uint16),
        "I16": .plain(.int16), "U32": .plain(.uint32), "I32": .plain(.int32), "U64": .plain(.uint64),
        "I64": .plain(.int64), "F16": .plain(.float16), "BF16": .plain(.bfloat16), "F32": .plain(.float32),
        "F64": .plain(.float64), "C64": .plain(.complex64), "F8_E5M2": .narrow(.float8e5m2),
        "F8_E4M3": .narrow(.float8e4m3fn), "F8_E8M0": .narrow(.float8e8m0), "F4": .narrow(.float4e2m1),
    ]
}
