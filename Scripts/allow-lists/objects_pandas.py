"""Frames, series and indexes of every dtype."""

import datetime

import numpy as np
import pandas as pd

from observe import observe

DTYPES = """int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 bool object complex128 category
Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 boolean string datetime64[ns] timedelta64[ns] str
datetime64[s] datetime64[ms] datetime64[us] Sparse[float] Sparse[int] string[python] string[pyarrow] int64[pyarrow]
double[pyarrow] bool[pyarrow] period[D] interval datetime64[ns,UTC]""".split()


def tries(*makers):
    for make in makers:
        try:
            value = make()
        except Exception:
            continue
        observe(value)


def observe_all():
    numbers = [1, 0, 1]
    for dtype in DTYPES:
        def series(dtype=dtype):
            if dtype.startswith(("datetime", "period")):
                return pd.Series(pd.date_range("2024", periods=3)).astype(dtype) if "[D]" not in dtype else pd.Series(
                    pd.period_range("2024", periods=3))
            if dtype == "interval":
                return pd.Series(pd.interval_range(0, 3))
            if dtype in ("string", "str", "string[python]", "string[pyarrow]"):
                return pd.Series(["a", None, "c"], dtype=dtype)
            return pd.Series(numbers).astype(dtype)
        tries(series, lambda: series().to_frame("a"), lambda: pd.DataFrame({"a": series(), "b": series()}),
              lambda: series().dtype, lambda: series().array, lambda: pd.Index(series()), lambda: series().iloc[0],
              lambda: series().dtype.type, lambda: type(series().dtype))
    frame = pd.DataFrame({
        "i": [1, 2, 3], "f": [1.5, np.nan, 2.0], "t": ["a", "b", None], "c": pd.Categorical(["x", "y", "x"]),
        "o": pd.Categorical(["x", "y", "x"], ordered=True), "d": pd.date_range("2024", periods=3),
        "z": pd.date_range("2024", periods=3, tz="UTC"), "e": pd.date_range("2024", periods=3, tz="Europe/Berlin"),
        "td": pd.to_timedelta([1, 2, 3], unit="D"), "p": pd.period_range("2024", periods=3, freq="M"),
        "n": pd.array([1, None, 3], dtype="Int64"), "bool": [True, False, True],
    })
    tries(
        lambda: frame, lambda: frame.T, lambda: frame[["i", "f"]], lambda: frame.iloc[::2], lambda: frame.copy(),
        lambda: frame.set_index("t"), lambda: frame.set_index(["i", "t"]), lambda: frame.set_index("c"),
        lambda: frame.set_index("d"), lambda: frame.set_index("p"), lambda: frame.set_index("e"),
        lambda: frame.describe(), lambda: frame.dtypes, lambda: frame.columns, lambda: frame.index, lambda: frame.i.values,
        lambda: frame.c.cat.categories, lambda: frame.f.isna(), lambda: frame.c.dtype, lambda: pd.DataFrame(),
        lambda: pd.Series([], dtype="f8"), lambda: frame.groupby("i").mean(numeric_only=True),
        lambda: pd.concat({"a": frame, "b": frame}), lambda: pd.get_dummies(frame[["t", "c"]]),
        lambda: [pd.Timestamp("2024"), pd.Timestamp("2024", tz="UTC"), pd.Timedelta(1, "D"), pd.Period("2024"), pd.NaT,
                 pd.Interval(0, 1)],
        lambda: pd.NA, lambda: pd.Timestamp("2024", tz="Europe/Berlin"),
        lambda: pd.Timestamp("2024", tz=datetime.timezone.utc),
        lambda: [pd.CategoricalDtype(["a"]), pd.Int64Dtype(), pd.StringDtype(), pd.BooleanDtype()],
        lambda: pd.DatetimeTZDtype(tz="UTC"), lambda: pd.PeriodDtype("D"), lambda: pd.IntervalDtype("f8"),
        lambda: pd.SparseDtype("f8"),
        lambda: [pd.RangeIndex(3), pd.Index(["a"]), pd.Index([1.5]), pd.Index([1]), pd.DatetimeIndex(["2024"]),
                 pd.TimedeltaIndex([1]), pd.CategoricalIndex(["a"]), pd.MultiIndex.from_product([[1], ["a"]])],
        lambda: pd.interval_range(0, 3), lambda: pd.period_range("2024", periods=3), lambda: pd.Index([1], dtype="uint64"),
        lambda: pd.cut(pd.Series([1, 2, 3]), 2), lambda: pd.qcut(pd.Series([1, 2, 3]), 2),
        lambda: [pd.DataFrame, pd.Series, pd.Index, pd.Timestamp, pd.Timedelta], lambda: [pd.isna, pd.isnull, pd.notna],
        lambda: pd.Flags(frame, allows_duplicate_labels=True),
        lambda: [pd.to_numeric, pd.to_datetime, pd.get_dummies],
    )
    for name in ["Day", "Hour", "Minute", "Second", "MonthEnd", "MonthBegin", "BusinessDay", "Week", "QuarterEnd", "YearEnd",
                 "YearBegin", "DateOffset", "Nano", "Micro", "Milli", "BMonthEnd"]:
        tries(lambda: getattr(pd.offsets, name)(1))
    tries(lambda: pd.date_range("2024", periods=3, freq="MS"), lambda: pd.date_range("2024", periods=3, freq="W"))
    tries(lambda: pd.api.extensions.register_dataframe_accessor and frame.rolling(2))
    if hasattr(pd, "arrays"):
        for name in dir(pd.arrays):
            if isinstance(getattr(pd.arrays, name), type):
                tries(lambda: getattr(pd.arrays, name))
