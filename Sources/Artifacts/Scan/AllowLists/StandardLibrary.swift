extension AllowList {
    /// Plain containers and values of Python itself, by their names in Python 2 and 3.
    static let standardLibrary: AllowList = {
        var list = AllowList(name: "Python")
        let types = [
            "set", "frozenset", "list", "dict", "tuple", "bytearray", "bytes", "int", "float", "complex", "str", "bool",
            "slice", "range", "object", "Ellipsis", "NotImplemented", "Exception", "ValueError", "TypeError",
            "RuntimeError", "KeyError", "IndexError", "AttributeError", "Warning", "UserWarning",
        ]
        list.callable = Set(types.map { "builtins.\($0)" })
        // Python 2 names, which Python 3 maps when it reads protocols 0 to 2.
        list.callable.formUnion((types + ["long", "unicode", "xrange", "basestring"]).map { "__builtin__.\($0)" })
        list.callable.formUnion([
            "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "collections.deque",
            "copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__", "copy_reg.__newobj__",
            "copyreg.__newobj_ex__", "_codecs.encode",
            "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "datetime.timezone",
            "decimal.Decimal", "fractions.Fraction",
        ])
        return list
    }()
}
