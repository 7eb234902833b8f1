extension AllowList {
    /// What NumPy's own pickles of arrays, scalars, dtypes and generators name, before and after the move to `_core` in 2.0.
    static let numpy: AllowList = {
        var list = AllowList(name: "NumPy")
        let scalars = [
            "bool_", "bool", "int8", "int16", "int32", "int64", "intc", "intp", "longlong", "uint8", "uint16", "uint32",
            "uint64", "uintc", "uintp", "ulonglong", "float16", "float32", "float64", "longdouble", "float128",
            "complex64", "complex128", "clongdouble", "complex256", "datetime64", "timedelta64", "str_", "bytes_",
            "void",
            "object_",
        ]
        list.callable = Set((scalars + ["ndarray", "dtype", "matrix"]).map { "numpy.\($0)" })
        for core in ["numpy.core", "numpy._core"] {
            list.callable.formUnion([
                "\(core).multiarray._reconstruct", "\(core).multiarray.scalar", "\(core).numeric._frombuffer",
                "\(core)._ufunc_reconstruct",
            ])
        }
        list.callable.formUnion([
            "numpy.ma.core._mareconstruct", "numpy.ma.core.MaskedArray", "numpy.ma.core.MaskedConstant",
            "numpy.ma.MaskedArray", "numpy.matrixlib.defmatrix.matrix",
            "numpy.random._pickle.__randomstate_ctor", "numpy.random._pickle.__generator_ctor",
            "numpy.random._pickle.__bit_generator_ctor", "numpy.random.__RandomState_ctor",
            "numpy.random.mtrand.RandomState", "numpy.random.bit_generator.SeedSequence",
            "numpy.random.bit_generator.__pyx_unpickle_SeedSequence",
            "numpy.random._mt19937.MT19937", "numpy.random._pcg64.PCG64", "numpy.random._pcg64.PCG64DXSM",
            "numpy.random._philox.Philox", "numpy.random._sfc64.SFC64",
        ])
        let functions = [
            "abs", "absolute", "add", "arccos", "arcsin", "arctan", "arctan2", "cbrt", "ceil", "cos", "cosh", "deg2rad",
            "divide", "exp", "exp2", "expm1", "fabs", "floor", "hypot", "isfinite", "isnan", "log", "log10", "log1p",
            "log2", "logaddexp", "logical_not", "maximum", "minimum", "multiply", "negative", "positive", "power",
            "reciprocal", "rint", "sign", "sin", "sinh", "sqrt", "square", "subtract", "tan", "tanh", "true_divide",
        ]
        let reductions = ["mean", "median", "sum", "std", "var", "amax", "amin", "max", "min", "nanmean", "nanmedian"]
        for module in ["numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "numpy.core.umath"] {
            list.referable.formUnion(functions.map { "\(module).\($0)" })
        }
        for module in ["numpy", "numpy.core.fromnumeric", "numpy._core.fromnumeric"] {
            list.referable.formUnion(reductions.map { "\(module).\($0)" })
        }
        return list
    }()
}
