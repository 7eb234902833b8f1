import Glibc

/// A `PyObject *`, never looked into: object layouts differ between versions and builds, the functions do not.
typealias Reference = OpaquePointer

/// The functions of CPython's C API that the loader calls, found by name in the process that hosts it.
///
/// All are exported without variable arguments by every CPython from 3.6 on, most of them by the stable ABI
/// ("Python/C API Reference Manual", "C API Stability").
struct CAPI {
    let increment: @convention(c) (Reference?) -> Void
    let decrement: @convention(c) (Reference?) -> Void
    let version: @convention(c) () -> UnsafePointer<CChar>

    let importModule: @convention(c) (UnsafePointer<CChar>) -> Reference?
    let getAttribute: @convention(c) (Reference, UnsafePointer<CChar>) -> Reference?
    let setAttribute: @convention(c) (Reference, UnsafePointer<CChar>, Reference?) -> Int32
    let call: @convention(c) (Reference, Reference, Reference?) -> Reference?
    let isCallable: @convention(c) (Reference) -> Int32
    let isInstance: @convention(c) (Reference, Reference) -> Int32
    let isTrue: @convention(c) (Reference) -> Int32
    let type: @convention(c) (Reference) -> Reference?
    let string: @convention(c) (Reference) -> Reference?
    let getItem: @convention(c) (Reference, Reference) -> Reference?
    let setItem: @convention(c) (Reference, Reference, Reference) -> Int32
    let iterator: @convention(c) (Reference) -> Reference?
    let next: @convention(c) (Reference) -> Reference?

    let newTuple: @convention(c) (Int) -> Reference?
    /// Steals the reference to the item, also when it fails.
    let setTupleItem: @convention(c) (Reference, Int, Reference) -> Int32
    /// Returns a borrowed reference.
    let tupleItem: @convention(c) (Reference, Int) -> Reference?
    let newList: @convention(c) (Int) -> Reference?
    /// Steals the reference to the item, also when it fails.
    let setListItem: @convention(c) (Reference, Int, Reference) -> Int32
    let newDictionary: @convention(c) () -> Reference?

    let newUnicode: @convention(c) (UnsafePointer<UInt8>?, Int) -> Reference?
    let unicodeUTF8: @convention(c) (Reference, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
    let encodeUnicode: @convention(c) (Reference, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Reference?
    let newBytes: @convention(c) (UnsafePointer<UInt8>?, Int) -> Reference?
    let newByteArray: @convention(c) (UnsafePointer<UInt8>?, Int) -> Reference?
    let newInteger: @convention(c) (Int64) -> Reference?
    let integer: @convention(c) (Reference) -> Int64
    let newFloat: @convention(c) (Double) -> Reference?
    let float: @convention(c) (Reference) -> Double
    let newBoolean: @convention(c) (Int) -> Reference?

    let getBuffer: @convention(c) (Reference, UnsafeMutableRawPointer, Int32) -> Int32
    let releaseBuffer: @convention(c) (UnsafeMutableRawPointer) -> Void

    let occurred: @convention(c) () -> Reference?
    let clear: @convention(c) () -> Void
    let matches: @convention(c) (Reference) -> Int32
    /// The variable that holds the class; a borrowed reference.
    let attributeError: UnsafePointer<Reference>
    /// From 3.12 on; takes the exception over.
    let raisedException: (@convention(c) () -> Reference?)?
    let fetch:
        @convention(c) (
            UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Reference?>
        ) -> Void
    let normalize:
        @convention(c) (
            UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Reference?>, UnsafeMutablePointer<Reference?>
        ) -> Void
    let setTraceback: @convention(c) (Reference, Reference) -> Int32

    let newFunction: @convention(c) (UnsafeMutableRawPointer, Reference?, Reference?) -> Reference?
    let newCapsule: @convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>?, UnsafeRawPointer?) -> Reference?

    init() throws(PythonUnavailable) {
        guard let process = dlopen(nil, RTLD_NOW) else { throw PythonUnavailable(symbol: "dlopen") }
        func optional<Function>(_ name: String, _: Function.Type = Function.self) -> Function? {
            dlsym(process, name).map { unsafeBitCast($0, to: Function.self) }
        }
        func required<Function>(_ name: String) throws(PythonUnavailable) -> Function {
            guard let function = optional(name, Function.self) else { throw PythonUnavailable(symbol: name) }
            return function
        }
        increment = try required("Py_IncRef")
        decrement = try required("Py_DecRef")
        version = try required("Py_GetVersion")
        importModule = try required("PyImport_ImportModule")
        getAttribute = try required("PyObject_GetAttrString")
        setAttribute = try required("PyObject_SetAttrString")
        call = try required("PyObject_Call")
        isCallable = try required("PyCallable_Check")
        isInstance = try required("PyObject_IsInstance")
        isTrue = try required("PyObject_IsTrue")
        type = try required("PyObject_Type")
        string = try required("PyObject_Str")
        getItem = try required("PyObject_GetItem")
        setItem = try required("PyObject_SetItem")
        iterator = try required("PyObject_GetIter")
        next = try required("PyIter_Next")
        newTuple = try required("PyTuple_New")
        setTupleItem = try required("PyTuple_SetItem")
        tupleItem = try required("PyTuple_GetItem")
        newList = try required("PyList_New")
        setListItem = try required("PyList_SetItem")
        newDictionary = try required("PyDict_New")
        newUnicode = try required("PyUnicode_FromStringAndSize")
        unicodeUTF8 = try required("PyUnicode_AsUTF8AndSize")
        encodeUnicode = try required("PyUnicode_AsEncodedString")
        newBytes = try required("PyBytes_FromStringAndSize")
        newByteArray = try required("PyByteArray_FromStringAndSize")
        newInteger = try required("PyLong_FromLongLong")
        integer = try required("PyLong_AsLongLong")
        newFloat = try required("PyFloat_FromDouble")
        float = try required("PyFloat_AsDouble")
        newBoolean = try required("PyBool_FromLong")
        getBuffer = try required("PyObject_GetBuffer")
        releaseBuffer = try required("PyBuffer_Release")
        occurred = try required("PyErr_Occurred")
        clear = try required("PyErr_Clear")
        matches = try required("PyErr_ExceptionMatches")
        attributeError = try required("PyExc_AttributeError")
        raisedException = optional("PyErr_GetRaisedException")
        fetch = try required("PyErr_Fetch")
        normalize = try required("PyErr_NormalizeException")
        setTraceback = try required("PyException_SetTraceback")
        newFunction = try required("PyCFunction_NewEx")
        newCapsule = try required("PyCapsule_New")
    }
}

/// The process has no CPython, or one without a function that the loader needs.
public struct PythonUnavailable: Error, Sendable, Hashable, CustomStringConvertible {
    /// The C function that was not found.
    public let symbol: String

    public var description: String {
        "this process has no CPython with '\(symbol)'; the loader must be opened by a CPython from 3.6 on"
    }
}
