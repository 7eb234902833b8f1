/// C strings for the length of one call.
final class CNames {
    let pointers: [UnsafePointer<CChar>?]

    init(_ names: [String]) {
        pointers = names.map { name in
            let bytes = name.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: Array(bytes), count: bytes.count)
            return UnsafePointer(copy)
        }
    }

    deinit { for pointer in pointers { pointer?.deallocate() } }
}
