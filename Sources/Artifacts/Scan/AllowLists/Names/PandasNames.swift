// Written by Scripts/allow-lists/generate; don't edit.
extension NameTable {
    /// What objects of pandas name when they are pickled: the use, the versions seen, the module, its names.
    static let pandas = NameTable(
        framework: "pandas",
        versions: "0.25.3 1.0.5 1.1.5 1.3.5 1.4.4 1.5.3 2.0.3 2.1.4 2.2.3 2.3.3 3.0.0",
        rows: """
            call 10 pandas Interval Period PeriodDtype StringDtype
            make 10 pandas ArrowDtype BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DateOffset
            make 10 pandas DatetimeIndex DatetimeTZDtype Float32Dtype Float64Dtype Index Int16Dtype Int32Dtype
            make 10 pandas Int64Dtype Int8Dtype IntervalDtype IntervalIndex MultiIndex PeriodIndex RangeIndex Series
            make 10 pandas SparseDtype TimedeltaIndex UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype
            name 10 pandas NA Timedelta Timestamp get_dummies isna notna to_datetime to_numeric
            construct 3-10 pandas._libs.arrays __pyx_unpickle_NDArrayBacked
            construct 4-10 pandas._libs.internals _unpickle_block
            call 0-9 pandas._libs.interval Interval
            construct 0-10 pandas._libs.interval __pyx_unpickle_IntervalMixin
            name 1-9 pandas._libs.missing NA
            call 0-10 pandas._libs.sparse IntIndex
            construct 0-9 pandas._libs.tslibs.nattype __nat_unpickle
            construct 10 pandas._libs.tslibs.nattype _nat_unpickle
            call 2-10 pandas._libs.tslibs.offsets BusinessDay BusinessMonthEnd Day Hour Micro Milli Minute MonthBegin
            call 2-10 pandas._libs.tslibs.offsets MonthEnd Nano QuarterEnd Second Week YearBegin YearEnd
            make 2-9 pandas._libs.tslibs.offsets DateOffset
            call 0-9 pandas._libs.tslibs.period Period
            construct 2 pandas._libs.tslibs.period __pyx_unpickle_PeriodMixin
            call 0-9 pandas._libs.tslibs.timedeltas Timedelta
            construct 5-10 pandas._libs.tslibs.timedeltas _timedelta_unpickle
            call 0-9 pandas._libs.tslibs.timestamps Timestamp
            construct 3-10 pandas._libs.tslibs.timestamps _unpickle_timestamp
            make 10 pandas.api.typing Rolling
            make 10 pandas.arrays ArrowExtensionArray ArrowStringArray BooleanArray DatetimeArray FloatingArray
            make 10 pandas.arrays IntegerArray IntervalArray NumpyExtensionArray PeriodArray SparseArray StringArray
            make 10 pandas.arrays TimedeltaArray
            make 5-9 pandas.core.arrays.arrow.array ArrowExtensionArray
            make 1-9 pandas.core.arrays.boolean BooleanArray BooleanDtype
            make 0-9 pandas.core.arrays.categorical Categorical
            make 0-9 pandas.core.arrays.datetimes DatetimeArray
            make 3-9 pandas.core.arrays.floating Float32Dtype Float64Dtype FloatingArray
            make 0-9 pandas.core.arrays.integer Int16Dtype Int32Dtype Int64Dtype Int8Dtype IntegerArray UInt16Dtype
            make 0-9 pandas.core.arrays.integer UInt32Dtype UInt64Dtype UInt8Dtype
            make 0-9 pandas.core.arrays.interval IntervalArray
            make 0-2 pandas.core.arrays.numpy_ PandasDtype
            make 0-6 pandas.core.arrays.numpy_ PandasArray
            make 7-9 pandas.core.arrays.numpy_ NumpyExtensionArray
            make 0-9 pandas.core.arrays.period PeriodArray
            make 0 pandas.core.arrays.sparse SparseArray SparseDtype
            make 1-9 pandas.core.arrays.sparse.array SparseArray
            make 1-6 pandas.core.arrays.sparse.dtype SparseDtype
            call 1-9 pandas.core.arrays.string_ StringDtype
            make 1-9 pandas.core.arrays.string_ StringArray
            make 3-9 pandas.core.arrays.string_arrow ArrowStringArray
            make 0-9 pandas.core.arrays.timedeltas TimedeltaArray
            call 0-9 pandas.core.dtypes.dtypes PeriodDtype
            make 0-9 pandas.core.dtypes.dtypes CategoricalDtype DatetimeTZDtype IntervalDtype
            make 3-6 pandas.core.dtypes.dtypes PandasDtype
            make 7-10 pandas.core.dtypes.dtypes NumpyEADtype
            make 7-9 pandas.core.dtypes.dtypes SparseDtype
            make 9 pandas.core.dtypes.dtypes ArrowDtype
            name 0-10 pandas.core.dtypes.dtypes CategoricalDtypeType
            name 0-9 pandas.core.dtypes.missing isna notna
            make 0-9 pandas.core.frame DataFrame
            construct 0-10 pandas.core.indexes.base _new_Index
            make 0-9 pandas.core.indexes.base Index
            make 0-9 pandas.core.indexes.category CategoricalIndex
            construct 0-10 pandas.core.indexes.datetimes _new_DatetimeIndex
            make 0-9 pandas.core.indexes.datetimes DatetimeIndex
            make 0 pandas.core.indexes.frozen FrozenNDArray
            construct 0-10 pandas.core.indexes.interval _new_IntervalIndex
            make 0-9 pandas.core.indexes.interval IntervalIndex
            make 0-9 pandas.core.indexes.multi MultiIndex
            make 0-5 pandas.core.indexes.numeric Float64Index Int64Index UInt64Index
            make 0-9 pandas.core.indexes.period PeriodIndex
            make 0-9 pandas.core.indexes.range RangeIndex
            make 0-9 pandas.core.indexes.timedeltas TimedeltaIndex
            name 3 pandas.core.internals.blocks new_block
            call 0-10 pandas.core.internals.managers BlockManager
            make 0-10 pandas.core.internals.managers SingleBlockManager
            name 5-9 pandas.core.reshape.encoding get_dummies
            name 0-4 pandas.core.reshape.reshape get_dummies
            make 0-9 pandas.core.series Series
            name 0-9 pandas.core.tools.datetimes to_datetime
            name 0-9 pandas.core.tools.numeric to_numeric
            make 0 pandas.core.window Rolling
            make 1-9 pandas.core.window.rolling Rolling
            make 0-1 pandas.tseries.offsets BusinessDay BusinessMonthEnd DateOffset Day Hour Micro Milli Minute
            make 0-1 pandas.tseries.offsets MonthBegin MonthEnd Nano QuarterEnd Second Week YearBegin YearEnd
            construct 9-10 pyarrow.lib _restore_array py_buffer type_for_alias
            construct 0-5 pytz _UTC
            construct 0-9 pytz _p
            make 10 zoneinfo ZoneInfo
            """,
    )
}
