import CPython
import Glibc
import Loader

/// The hosted loader's entry: `ctypes.PyDLL(LIBRARY).smokehouse_host(b"session.json")`; the process ends with it.
@_cdecl("smokehouse_host")
public func smokehouseHost(_ session: UnsafePointer<CChar>) -> Int32 {
    let status = HostedSession.run(String(cString: session))
    // Taking an interpreter with frameworks apart costs more than a cell.
    fflush(nil)
    _exit(status)
}

/// Calls Python in every way that the loader does, `count` times over; tests measure what that leaves behind.
@_cdecl("smokehouse_exercise")
public func smokehouseExercise(_ count: Int32) -> Int32 {
    do {
        let python = try Python()
        for _ in 0..<count { try exercise(python) }
        return 0
    } catch {
        print(error)
        return 1
    }
}

private func exercise(_ python: Python) throws {
    let list = try python.list([try python.object(1), try python.object(2.5), try python.object("three")])
    let dictionary = try python.dictionary([("list", list), ("bytes", try python.byteArray([1, 2, 3]))])
    _ = try dictionary.item("bytes").bytes()
    _ = try dictionary.callMethod("items").elements().map { try $0.text() }
    _ = try python.importModule("json").callMethod("dumps", [list], [("indent", try python.object(2))]).text()
    _ = list.has("nothing")
    _ = list.typeName
    _ = try list.isInstance(ofBuiltin: "tuple")
    for faulty in ["int", "len", "open", "__import__"] {
        let argument = try python.object("no such\u{0}thing")
        _ = try? python.builtin(faulty).call([argument])
    }
    _ = try? dictionary.item("nothing")
    _ = try? list.integer()
}
