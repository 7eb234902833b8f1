// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of NumPy name when they are pickled: the use, the versions seen, the module, its names.
    static let numpy = NameTable(
        framework: "NumPy",
        versions: "1.17.5 1.18.5 1.19.5 1.21.6 1.23.5 1.24.2 1.24.4 1.25.2 1.26.4 2.0.2 2.2.6 2.3.5",
        rows: """
            call 0-11 numpy dtype
            make 0-11 numpy complex128 datetime64 float32 float64 int16 int32 int64 int8 matrix ndarray object_ poly1d
            make 0-11 numpy timedelta64 uint16 uint32 uint64 uint8
            make 0-8 numpy bool_ recarray
            name 0-11 numpy all amax amin angle any argmax argmin argsort around array asarray atleast_1d atleast_2d
            name 0-11 numpy average bincount bytes_ clip complex64 concatenate corrcoef count_nonzero cov cumprod cumsum
            name 0-11 numpy diff digitize dot einsum expand_dims eye fix flip fliplr float16 floating full full_like
            name 0-11 numpy generic gradient histogram hstack identity imag in1d inexact inner integer interp isclose
            name 0-11 numpy isin linspace mean median nan_to_num nanmax nanmean nanmedian nanmin nanstd nansum nanvar
            name 0-11 numpy number ones ones_like outer percentile prod ptp quantile ravel real record repeat reshape
            name 0-11 numpy roll rot90 searchsorted sort squeeze stack std str_ sum swapaxes tile transpose tril triu
            name 0-11 numpy ufunc unique var void vstack where zeros zeros_like
            name 0-6 numpy complex256 float128 round_
            name 1-11 numpy longlong ulonglong
            name 10-11 numpy absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count
            name 10-11 numpy bitwise_or bitwise_xor cbrt ceil conjugate copysign cos cosh deg2rad degrees divide divmod
            name 10-11 numpy equal exp exp2 expm1 fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater
            name 10-11 numpy greater_equal heaviside hypot invert isfinite isinf isnan isnat lcm ldexp left_shift less
            name 10-11 numpy less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or
            name 10-11 numpy logical_xor matmul matvec maximum minimum modf multiply negative nextafter not_equal
            name 10-11 numpy positive power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh
            name 10-11 numpy spacing sqrt square subtract tan tanh trunc vecdot vecmat
            name 7-11 numpy clongdouble longdouble max min round
            name 9-11 numpy bool
            name 9 numpy._core._multiarray_umath absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh
            name 9 numpy._core._multiarray_umath bitwise_and bitwise_count bitwise_or bitwise_xor cbrt ceil conjugate
            name 9 numpy._core._multiarray_umath copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1
            name 9 numpy._core._multiarray_umath fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater
            name 9 numpy._core._multiarray_umath greater_equal heaviside hypot invert isfinite isinf isnan isnat lcm
            name 9 numpy._core._multiarray_umath ldexp left_shift less less_equal log log10 log1p log2 logaddexp
            name 9 numpy._core._multiarray_umath logaddexp2 logical_and logical_not logical_or logical_xor matmul
            name 9 numpy._core._multiarray_umath maximum minimum modf multiply negative nextafter not_equal positive
            name 9 numpy._core._multiarray_umath power rad2deg radians reciprocal remainder right_shift rint sign
            name 9 numpy._core._multiarray_umath signbit sin sinh spacing sqrt square subtract tan tanh trunc vecdot
            construct 9-11 numpy._core.multiarray _reconstruct scalar
            construct 9-11 numpy._core.numeric _frombuffer
            construct 0-2 numpy.core _ufunc_reconstruct
            construct 3-6 numpy.core _DType_reconstruct
            name 3 numpy.core._multiarray_umath true_divide
            name 3-8 numpy.core._multiarray_umath absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh
            name 3-8 numpy.core._multiarray_umath bitwise_and bitwise_or bitwise_xor cbrt ceil conjugate copysign cos
            name 3-8 numpy.core._multiarray_umath cosh deg2rad degrees divmod equal exp exp2 expm1 fabs float_power
            name 3-8 numpy.core._multiarray_umath floor floor_divide fmax fmin fmod frexp gcd greater greater_equal
            name 3-8 numpy.core._multiarray_umath heaviside hypot invert isfinite isinf isnan isnat lcm ldexp left_shift
            name 3-8 numpy.core._multiarray_umath less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and
            name 3-8 numpy.core._multiarray_umath logical_not logical_or logical_xor matmul maximum minimum modf
            name 3-8 numpy.core._multiarray_umath multiply negative nextafter not_equal positive power rad2deg radians
            name 3-8 numpy.core._multiarray_umath reciprocal remainder right_shift rint sign signbit sin sinh spacing
            name 3-8 numpy.core._multiarray_umath sqrt square subtract tan tanh trunc
            name 4-8 numpy.core._multiarray_umath divide
            construct 0-8 numpy.core.multiarray _reconstruct scalar
            construct 2-8 numpy.core.numeric _frombuffer
            name 7-11 numpy.dtypes BoolDType Complex128DType DateTime64DType Float32DType Float64DType Int16DType
            name 7-11 numpy.dtypes Int32DType Int64DType Int8DType ObjectDType TimeDelta64DType UInt16DType UInt32DType
            name 7-11 numpy.dtypes UInt64DType UInt8DType
            name 0-11 numpy.fft fft rfft
            name 0-11 numpy.linalg det inv norm
            make 9-11 numpy.ma MaskedArray
            call 0-11 numpy.ma.core MaskedConstant
            construct 0-11 numpy.ma.core _mareconstruct
            make 0-8 numpy.ma.core MaskedArray
            make 0-11 numpy.polynomial.chebyshev Chebyshev
            make 0-11 numpy.polynomial.hermite Hermite
            make 0-11 numpy.polynomial.hermite_e HermiteE
            make 0-11 numpy.polynomial.laguerre Laguerre
            make 0-11 numpy.polynomial.legendre Legendre
            make 0-11 numpy.polynomial.polynomial Polynomial
            construct 1 numpy.random._bit_generator __pyx_unpickle_SeedSequence
            make 1 numpy.random._bit_generator SeedSequence
            name 1-11 numpy.random._generator Generator
            make 1-11 numpy.random._mt19937 MT19937
            make 1-11 numpy.random._pcg64 PCG64
            make 3-11 numpy.random._pcg64 PCG64DXSM
            make 1-11 numpy.random._philox Philox
            construct 0-11 numpy.random._pickle __bit_generator_ctor __generator_ctor __randomstate_ctor
            make 1-11 numpy.random._sfc64 SFC64
            construct 0-11 numpy.random.bit_generator __pyx_unpickle_SeedSequence
            make 0-11 numpy.random.bit_generator SeedSequence
            name 0 numpy.random.generator Generator
            name 0 numpy.random.mt19937 MT19937
            name 0-11 numpy.random.mtrand RandomState
            name 0 numpy.random.pcg64 PCG64
            name 0 numpy.random.philox Philox
            name 0 numpy.random.sfc64 SFC64
            make 9-11 numpy.rec recarray
            """,
    )
}
