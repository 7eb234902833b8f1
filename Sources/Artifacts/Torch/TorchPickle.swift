/// What a pickle of `torch.save` holds, as far as it shows without loading it.
struct TorchPickle: Sendable {
    var report = PickleReport()
    var object = Object.other
    var storages: [TorchStorage] = []
    /// Whether there may be a text in it that ends one in quotes, or bytes, which may hold one.
    var mayEndText = false

    indirect enum Object: Sendable {
        case tensor(TorchTensor)
        /// A dictionary's entries with text keys; `isPartial` where it has others, too.
        case mapping([(key: String, value: Object)], isPartial: Bool)
        /// An object of a class, by its dotted name.
        case object(String)
        case other
    }

    /// Where the bytes of the storages were when the file was saved, other than `cpu`: `cuda:0`.
    var devices: [String] {
        var seen: Set<String> = ["cpu"]
        return storages.map(\.location).filter { seen.insert($0).inserted }.sorted()
    }
}

/// A storage of a PyTorch tensor, as its persistent id describes it.
struct TorchStorage: Sendable, Hashable {
    /// The class without its module: `FloatStorage`.
    let type: String
    /// The archive's member below `data/`, or the key in a legacy file.
    let key: String
    /// `cpu`, `cuda:0`
    let location: String
    /// Elements, or bytes for `UntypedStorage`.
    let count: Int

    /// The bytes of an element, one where they are not known.
    var elementSize: Int {
        switch dtype {
        case "complex128": 16
        case "float64", "int64", "complex64": 8
        case "float32", "int32", "qint32": 4
        case "float16", "bfloat16", "int16": 2
        default: 1
        }
    }

    /// `torch/storage.py`, `_storage_type_to_dtype_map`; `nil` where the class does not say.
    var dtype: String? {
        switch type {
        case "DoubleStorage": "float64"
        case "FloatStorage": "float32"
        case "HalfStorage": "float16"
        case "BFloat16Storage": "bfloat16"
        case "LongStorage": "int64"
        case "IntStorage": "int32"
        case "ShortStorage": "int16"
        case "CharStorage": "int8"
        case "ByteStorage": "uint8"
        case "BoolStorage": "bool"
        case "ComplexFloatStorage": "complex64"
        case "ComplexDoubleStorage": "complex128"
        case "QInt8Storage": "qint8"
        case "QUInt8Storage": "quint8"
        case "QInt32Storage": "qint32"
        default: nil
        }
    }
}

/// A tensor's type and shape.
struct TorchTensor: Sendable, Hashable {
    /// As PyTorch names it: `float32`, `bfloat16`, `qint8`.
    let dtype: String
    let shape: [Int]
}
