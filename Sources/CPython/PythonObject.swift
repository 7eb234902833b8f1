/// A Python object; holds one reference, given back when the last Swift copy goes.
public final class PythonObject {
    let reference: Reference
    public let python: Python

    /// Takes over a reference that the C API handed out as new.
    init(owning reference: Reference, in python: Python) {
        self.reference = reference
        self.python = python
    }

    /// Adds a reference to one that belongs to someone else.
    init(borrowing reference: Reference, in python: Python) {
        python.api.increment(reference)
        self.reference = reference
        self.python = python
    }

    deinit { python.api.decrement(reference) }

    private var api: CAPI { python.api }

    // MARK: Attributes and items

    /// `getattr(object, name)`.
    public func attribute(_ name: String) throws(PythonError) -> PythonObject {
        try python.own(name.withCString { api.getAttribute(reference, $0) })
    }

    /// `getattr(object, name)`, or `nil` where it raises AttributeError; other exceptions pass.
    public func optionalAttribute(_ name: String) throws(PythonError) -> PythonObject? {
        if let found = name.withCString({ api.getAttribute(reference, $0) }) { return try python.own(found) }
        // Reading the exception out, with a traceback and the sources that it quotes, takes milliseconds.
        guard api.matches(api.attributeError.pointee) == 0 else {
            api.clear()
            return nil
        }
        throw python.takeError()
    }

    /// `getattr(object, name)`, or `nil` where it raises anything at all.
    public func attributeIfAny(_ name: String) -> PythonObject? {
        guard let found = name.withCString({ api.getAttribute(reference, $0) }) else {
            api.clear()
            return nil
        }
        return try? python.own(found)
    }

    /// Whether `getattr(object, name)` gives anything; every exception counts as no.
    public func has(_ name: String) -> Bool {
        guard let found = name.withCString({ api.getAttribute(reference, $0) }) else {
            api.clear()
            return false
        }
        api.decrement(found)
        return true
    }

    /// `setattr(object, name, value)`.
    public func set(attribute name: String, to value: PythonObject) throws(PythonError) {
        guard name.withCString({ api.setAttribute(reference, $0, value.reference) }) == 0 else {
            throw python.takeError()
        }
    }

    /// `object[key]`.
    public func item(_ key: PythonObject) throws(PythonError) -> PythonObject {
        try python.own(api.getItem(reference, key.reference))
    }

    /// `object[key]` for a text key.
    public func item(_ key: String) throws(PythonError) -> PythonObject {
        try item(try python.object(key))
    }

    /// `object[key] = value`.
    public func set(item key: PythonObject, to value: PythonObject) throws(PythonError) {
        guard api.setItem(reference, key.reference, value.reference) == 0 else { throw python.takeError() }
    }

    // MARK: Calls

    public var isCallable: Bool { api.isCallable(reference) != 0 }

    /// `object(*arguments, **keywords)`.
    @discardableResult
    public func call(
        _ arguments: [PythonObject] = [],
        _ keywords: [(String, PythonObject)] = [],
    ) throws(PythonError) -> PythonObject {
        let arguments = try python.tuple(arguments)
        let keywords = keywords.isEmpty ? nil : try python.dictionary(keywords)
        return try python.own(api.call(reference, arguments.reference, keywords?.reference))
    }

    /// `object.method(*arguments, **keywords)`.
    @discardableResult
    public func callMethod(
        _ name: String,
        _ arguments: [PythonObject] = [],
        _ keywords: [(String, PythonObject)] = [],
    ) throws(PythonError) -> PythonObject {
        try attribute(name).call(arguments, keywords)
    }

    // MARK: Types

    public var isNone: Bool { reference == python.noneObject().reference }

    /// `isinstance(object, type)`.
    public func isInstance(of type: PythonObject) throws(PythonError) -> Bool {
        let answer = api.isInstance(reference, type.reference)
        guard answer >= 0 else { throw python.takeError() }
        return answer != 0
    }

    /// `isinstance` against a member of `builtins`.
    public func isInstance(ofBuiltin name: String) throws(PythonError) -> Bool {
        try isInstance(of: try python.builtin(name))
    }

    /// `type(object)`.
    public func type() throws(PythonError) -> PythonObject {
        try python.own(api.type(reference))
    }

    /// The class's name, qualified by its module unless that is `builtins`.
    public var typeName: String {
        do {
            let type = try type()
            let name = try type.attribute("__qualname__").text()
            let module = try type.attribute("__module__").text()
            return module == "builtins" ? name : "\(module).\(name)"
        } catch {
            return "object"
        }
    }

    // MARK: Conversions

    /// `str(object)` as UTF-8; lone surrogates, which UTF-8 lacks, are written as escapes.
    public func text() throws(PythonError) -> String {
        let unicode = try python.own(api.string(reference))
        var count = 0
        if let bytes = api.unicodeUTF8(unicode.reference, &count) {
            return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }
        api.clear()
        let encoded = try python.own(api.encodeUnicode(unicode.reference, "utf-8", "backslashreplace"))
        return String(decoding: try encoded.bytes(), as: UTF8.self)
    }

    /// The value of an `int` that fits 64 bits, or of what has `__index__`.
    public func integer() throws(PythonError) -> Int64 {
        let value = api.integer(reference)
        if value == -1, api.occurred() != nil { throw python.takeError() }
        return value
    }

    /// `float(object)`.
    public func double() throws(PythonError) -> Double {
        let value = api.float(reference)
        if value == -1, api.occurred() != nil { throw python.takeError() }
        return value
    }

    /// `bool(object)`.
    public func isTrue() throws(PythonError) -> Bool {
        let answer = api.isTrue(reference)
        guard answer >= 0 else { throw python.takeError() }
        return answer != 0
    }

    /// Everything that iterating over the object gives.
    public func elements() throws(PythonError) -> [PythonObject] {
        let iterator = try python.own(api.iterator(reference))
        var elements: [PythonObject] = []
        while let next = api.next(iterator.reference) {
            elements.append(PythonObject(owning: next, in: python))
        }
        if api.occurred() != nil { throw python.takeError() }
        return elements
    }

    /// The bytes of an object that offers the buffer protocol and is C-contiguous.
    ///
    /// `Py_buffer` is read by offset: pointer first, length in bytes third ("Buffer Protocol" in the C API manual).
    public func bytes() throws(PythonError) -> [UInt8] {
        try withUnsafeTemporaryBuffer { (view) throws(PythonError) -> [UInt8] in
            guard api.getBuffer(reference, view, 0) == 0 else { throw python.takeError() }
            defer { api.releaseBuffer(view) }
            let pointer = view.load(as: UnsafeRawPointer?.self)
            let count = view.load(fromByteOffset: 16, as: Int.self)
            return Array(UnsafeRawBufferPointer(start: pointer, count: count))
        }
    }

    private func withUnsafeTemporaryBuffer<Result>(
        _ body: (UnsafeMutableRawPointer) throws(PythonError) -> Result,
    ) throws(PythonError) -> Result {
        // sizeof(Py_buffer) is 80 on 64-bit platforms.
        let view = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
        view.initializeMemory(as: UInt8.self, repeating: 0, count: 128)
        defer { view.deallocate() }
        return try body(view)
    }
}
