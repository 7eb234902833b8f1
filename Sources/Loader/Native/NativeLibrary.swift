import Glibc

/// A shared library that stays open, and its functions by name.
struct NativeLibrary {
    let path: String
    private let handle: UnsafeMutableRawPointer
    /// What a runtime made of the library before the first fork, for all cells to share.
    var context: OpaquePointer?

    /// Opens the library; the loader's reason where it can't be.
    init(_ path: String) throws(NativeLibraryError) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw NativeLibraryError(reason: dlerror().map { String(cString: $0) } ?? "unknown reason")
        }
        self.path = path
        self.handle = handle
    }

    func function<Function>(_ name: String, _: Function.Type) -> Function? {
        dlsym(handle, name).map { unsafeBitCast($0, to: Function.self) }
    }
}

/// The dynamic linker's reason for not opening a library.
struct NativeLibraryError: Error {
    let reason: String
}
