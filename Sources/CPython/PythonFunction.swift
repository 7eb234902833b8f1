import Glibc

extension Python {
    /// A Python callable that runs a Swift closure with the positional arguments and returns `None`.
    ///
    /// The closure and the method table live as long as the process: the interpreter may keep the callable anywhere.
    public func function(_ name: String, _ body: @escaping ([PythonObject]) -> Void) throws(PythonError) -> PythonObject
    {
        let context = Unmanaged.passRetained(FunctionContext(python: self, body: body)).toOpaque()
        let capsule = try own(api.newCapsule(context, nil, nil))
        // PyMethodDef: name, function, flags (METH_VARARGS | METH_KEYWORDS), documentation.
        let definition = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
        definition.storeBytes(of: strdup(name), as: UnsafeMutablePointer<CChar>?.self)
        definition.storeBytes(of: callSwift, toByteOffset: 8, as: SwiftFunction.self)
        definition.storeBytes(of: 3, toByteOffset: 16, as: Int.self)
        definition.storeBytes(of: nil, toByteOffset: 24, as: UnsafeRawPointer?.self)
        return try own(api.newFunction(definition, capsule.reference, nil))
    }

    fileprivate func run(_ body: ([PythonObject]) -> Void, with arguments: Reference) {
        do {
            body(try PythonObject(borrowing: arguments, in: self).elements())
        } catch {
            body([])
        }
    }

    fileprivate func newNone() -> Reference {
        let none = noneObject().reference
        api.increment(none)
        return none
    }
}

private typealias SwiftFunction = @convention(c) (Reference, Reference, Reference?) -> Reference?

private final class FunctionContext {
    let python: Python
    let body: ([PythonObject]) -> Void

    init(python: Python, body: @escaping ([PythonObject]) -> Void) {
        self.python = python
        self.body = body
    }
}

private let callSwift: SwiftFunction = { capsule, arguments, _ in
    // The capsule is the only way to the context, and a C function captures nothing: its reader is looked up anew.
    typealias Reader = @convention(c) (Reference, UnsafePointer<CChar>?) -> UnsafeMutableRawPointer?
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "PyCapsule_GetPointer") else { return nil }
    guard let pointer = unsafeBitCast(symbol, to: Reader.self)(capsule, nil) else { return nil }
    let context = Unmanaged<FunctionContext>.fromOpaque(pointer).takeUnretainedValue()
    context.python.run(context.body, with: arguments)
    return context.python.newNone()
}
