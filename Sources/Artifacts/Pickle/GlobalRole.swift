/// The globals whose effect on the machine is more than "makes some object".
enum GlobalRole {
    case plain
    /// `copyreg`'s functions that make an object of their first argument, and scikit-learn's.
    case reconstructor
    /// `_codecs.encode`
    case codec
    /// `bytes`
    case byteString
    /// NumPy's `multiarray.scalar`
    case scalar
    /// NumPy's `_ufunc_reconstruct(module, name)`
    case functionByName
    /// `numpy.dtype`
    case dtype
    /// scikit-learn's vectorizers of text, which can be told to read files.
    case vectorizer
    /// `functools.partial`
    case partial
    /// `collections.defaultdict`, which calls what it is given for what is not there.
    case factoryDictionary
    /// What makes a dictionary of another mapping, whatever that is.
    case mappingCopy
    /// `getattr`, which pickles call to take a method from a class.
    case attribute
    /// What makes NumPy's arrays.
    case array
    /// joblib's wrapper with the array behind it.
    case arrayWrapper
    /// The wrappers of joblib before 0.10, with the array in another file.
    case companionWrapper
    /// `collections.OrderedDict`, whose entries are kept.
    case orderedDictionary
    /// PyTorch's functions that make a tensor of a storage, an offset and a size.
    case tensorOfStorage
    /// PyTorch's functions that return what they are given: `restore_type_tag`, `build_intlist`.
    case identity
    /// PyTorch's `build_tensor_from_id`, which returns numbers and nothing else.
    case number
    /// PyTorch's functions that wrap the tensor that is their first argument.
    case tensorWrapper

    init(module: String, name: String) {
        switch (module, name) {
        case ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"), ("copyreg", "__newobj__"),
            ("copy_reg", "__newobj__"), ("copyreg", "__newobj_ex__"):
            self = .reconstructor
        case (_, "newObj") where module.isBelow("sklearn"): self = .reconstructor
        case ("_codecs", "encode"): self = .codec
        case ("builtins", "bytes"), ("__builtin__", "bytes"): self = .byteString
        case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
        case ("numpy.core", "_ufunc_reconstruct"), ("numpy._core", "_ufunc_reconstruct"): self = .functionByName
        case ("builtins", "getattr"), ("__builtin__", "getattr"): self = .attribute
        case ("numpy", "dtype"): self = .dtype
        case ("functools", "partial"): self = .partial
        case ("collections", "defaultdict"): self = .factoryDictionary
        case ("builtins", "dict"), ("__builtin__", "dict"), ("collections", "Counter"): self = .mappingCopy
        case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"),
            ("numpy", "ndarray"):
            self = .array
        case (_, let name) where PickleReport.vectorizers.contains(name): self = .vectorizer
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"),
            ("torch._utils", "_rebuild_tensor_v3"), ("torch._utils", "_rebuild_qtensor"):
            self = .tensorOfStorage
        case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
            self = .tensorWrapper
        case ("torch.jit._pickle", "build_tensor_from_id"): self = .number
        case ("torch.jit._pickle", _): self = .identity
        case (_, "NumpyArrayWrapper") where Self.isJoblib(module): self = .arrayWrapper
        case (_, "NDArrayWrapper"), (_, "ZNDArrayWrapper"): self = Self.isJoblib(module) ? .companionWrapper : .plain
        default: self = .plain
        }
    }

    /// joblib's own modules, or the copy that scikit-learn had until 0.22.
    private static func isJoblib(_ module: String) -> Bool {
        module.hasSuffix("joblib.numpy_pickle") || module.hasSuffix("joblib.numpy_pickle_compat")
    }
}

extension PickleReport {
    /// scikit-learn's classes that read files where their attribute `input` says so.
    static let vectorizers: Set<String> = ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"]
}
