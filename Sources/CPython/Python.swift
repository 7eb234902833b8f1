import Glibc

/// The interpreter that hosts this process; the calling thread must hold its lock, as code under `ctypes.PyDLL` does.
public final class Python {
    let api: CAPI
    private let none: Reference
    private let builtins: Reference

    /// Finds CPython in this process.
    public init() throws(PythonUnavailable) {
        api = try CAPI()
        guard let builtins = api.importModule("builtins"), let none = api.getAttribute(builtins, "None") else {
            throw PythonUnavailable(symbol: "builtins")
        }
        self.builtins = builtins
        self.none = none
    }

    deinit {
        api.decrement(none)
        api.decrement(builtins)
    }

    /// The version's number alone: `3.11.7`.
    public var version: String {
        String(String(cString: api.version()).prefix { $0 != " " })
    }

    /// Keeps Python's objects in large pages from now on, so that forks take less.
    public func useLargePages() { ArenaMemory.install() }

    /// Imports a module by its full name; the result is the innermost one, as `importlib.import_module` returns it.
    @discardableResult
    public func importModule(_ name: String) throws(PythonError) -> PythonObject {
        try own(name.withCString { api.importModule($0) })
    }

    /// A member of `builtins`.
    public func builtin(_ name: String) throws(PythonError) -> PythonObject {
        try own(name.withCString { api.getAttribute(builtins, $0) })
    }

    /// `None`.
    public func noneObject() -> PythonObject { PythonObject(borrowing: none, in: self) }

    /// A `bool`.
    public func object(_ value: Bool) throws(PythonError) -> PythonObject {
        try own(api.newBoolean(value ? 1 : 0))
    }

    /// An `int`.
    public func object(_ value: Int) throws(PythonError) -> PythonObject {
        try own(api.newInteger(Int64(value)))
    }

    /// A `float`.
    public func object(_ value: Double) throws(PythonError) -> PythonObject {
        try own(api.newFloat(value))
    }

    /// A `str`.
    public func object(_ value: String) throws(PythonError) -> PythonObject {
        var value = value
        return try own(value.withUTF8 { api.newUnicode($0.baseAddress, $0.count) })
    }

    /// A `bytearray` with a copy of the bytes.
    public func byteArray(_ bytes: [UInt8]) throws(PythonError) -> PythonObject {
        try own(bytes.withUnsafeBufferPointer { api.newByteArray($0.baseAddress, $0.count) })
    }

    /// A `list` of the elements.
    public func list(_ elements: [PythonObject]) throws(PythonError) -> PythonObject {
        let list = try own(api.newList(elements.count))
        for (index, element) in elements.enumerated() {
            api.increment(element.reference)
            guard api.setListItem(list.reference, index, element.reference) == 0 else { throw takeError() }
        }
        return list
    }

    /// A `tuple` of the elements.
    public func tuple(_ elements: [PythonObject]) throws(PythonError) -> PythonObject {
        let tuple = try own(api.newTuple(elements.count))
        for (index, element) in elements.enumerated() {
            api.increment(element.reference)
            guard api.setTupleItem(tuple.reference, index, element.reference) == 0 else { throw takeError() }
        }
        return tuple
    }

    /// A `dict` with text keys, in order.
    public func dictionary(_ members: [(String, PythonObject)]) throws(PythonError) -> PythonObject {
        let dictionary = try own(api.newDictionary())
        for (key, value) in members { try dictionary.set(item: try object(key), to: value) }
        return dictionary
    }

    /// Takes over a new reference; `nil` means that an exception is pending.
    func own(_ reference: Reference?) throws(PythonError) -> PythonObject {
        guard let reference else { throw takeError() }
        return PythonObject(owning: reference, in: self)
    }
}
