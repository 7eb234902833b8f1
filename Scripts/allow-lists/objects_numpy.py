"""Arrays, scalars, dtypes, generators, masked arrays and the functions that models hold."""

import sys
import numpy as np

from observe import observe

# Functions of arrays that neither open, run nor write anything; user-made FunctionTransformers name them.
FUNCTIONS = """abs all amax amin angle any around asarray atleast_1d atleast_2d average ceil clip concatenate cumprod cumsum
diff dot exp expand_dims fix flip fliplr floor gradient hstack imag isclose isinf isnan linspace log log10 log1p log2 max
mean median min nan_to_num nanmax nanmean nanmedian nanmin nanstd nansum nanvar ones ones_like percentile prod ptp
quantile ravel real repeat reshape round sign sort sqrt squeeze stack std sum swapaxes tile transpose unique var vstack
where zeros zeros_like argmax argmin argsort array count_nonzero in1d isin histogram bincount digitize interp
searchsorted tanh identity eye full full_like roll rot90 triu tril outer inner matmul einsum corrcoef cov""".split()


def observe_all():
    scalars = []
    for name in ("bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 longdouble complex64 "
                 "complex128 clongdouble intc uintc longlong ulonglong intp uintp str_ bytes_").split():
        cls = getattr(np, name)
        observe(cls)
        scalars += [cls(1) if name not in ("str_", "bytes_") else cls(b"a" if name == "bytes_" else "a"), np.dtype(cls)]
        observe(np.zeros((2, 3), cls))
        observe(np.asfortranarray(np.zeros((2, 3), cls)))
        observe(np.zeros((2, 3), cls)[:, ::2])
    observe(scalars)
    observe([np.datetime64("2024-01-02"), np.timedelta64(3, "D"), np.array(["2024"], "M8[ns]"), np.array([1], "m8[s]")])
    observe([np.datetime64, np.timedelta64, np.void, np.object_, np.generic, np.number, np.integer, np.floating, np.inexact,
             np.ndarray, np.dtype, np.ufunc])
    observe(np.array([1, "a", None, {"k": [1.5]}], dtype=object))
    observe(np.array(["text", "more"]))
    observe(np.zeros(3, [("a", "f4"), ("b", "O"), ("c", "U3")]))
    observe(np.zeros(3, [("a", "f4"), ("c", "U3")])[0])
    observe(np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]))
    observe(np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)])[0])
    observe(np.matrix([[1, 2]]))
    observe([np.ma.array([1, 2], mask=[0, 1]), np.ma.masked, np.ma.array([[1.0]], mask=False)])
    observe([np.poly1d([1, 2]), np.polynomial.Polynomial([1, 2]), np.polynomial.Chebyshev([1, 2]),
             np.polynomial.Legendre([1]), np.polynomial.Hermite([1]), np.polynomial.HermiteE([1]), np.polynomial.Laguerre([1])])
    for generator in "MT19937 PCG64 PCG64DXSM Philox SFC64".split():
        if hasattr(np.random, generator):
            bits = getattr(np.random, generator)(7)
            observe([bits, np.random.Generator(bits), np.random.RandomState(bits), getattr(np.random, generator)])
    observe([np.random.RandomState(3), np.random.SeedSequence(3), np.random.default_rng(1), np.random.mtrand._rand,
             np.random.RandomState, np.random.Generator])
    observe([np.vectorize(abs)] if False else [])
    observe([np.finfo("f4")] if False else [])
    for name in dir(np):
        if isinstance(getattr(np, name), np.ufunc):
            observe(getattr(np, name), name)
    for name in FUNCTIONS:
        if hasattr(np, name):
            observe(getattr(np, name), name)
    observe([np.linalg.norm, np.linalg.det, np.linalg.inv, np.fft.fft, np.fft.rfft])
