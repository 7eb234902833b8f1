/// The globals whose effect on the machine is more than "makes some object".
enum GlobalRole {
    case plain
    /// `copyreg`'s functions that make an object of their first argument.
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
    /// joblib's wrapper with the array behind it.
    case arrayWrapper
    /// The wrappers of joblib before 0.10, with the array in another file.
    case companionWrapper

    init(module: String, name: String) {
        switch (module, name) {
        case ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"), ("copyreg", "__newobj__"),
            ("copy_reg", "__newobj__"), ("copyreg", "__newobj_ex__"):
            self = .reconstructor
        case ("_codecs", "encode"): self = .codec
        case ("builtins", "bytes"), ("__builtin__", "bytes"): self = .byteString
        case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
        case ("numpy.core", "_ufunc_reconstruct"), ("numpy._core", "_ufunc_reconstruct"): self = .functionByName
        case ("numpy", "dtype"): self = .dtype
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
