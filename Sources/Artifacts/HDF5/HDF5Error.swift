/// Why an HDF5 file can't be read as data, with the place.
struct HDF5Error: Error, CustomStringConvertible {
    let reason: String
    let offset: Int

    init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    var description: String { "the HDF5 file, at byte \(offset), \(reason)" }

    static func damaged(at offset: Int) -> HDF5Error {
        HDF5Error("is damaged; get it again", at: offset)
    }

    static func unknown(_ what: String, at offset: Int) -> HDF5Error {
        HDF5Error("has \(what), which is not understood; save it again with h5py's defaults", at: offset)
    }
}
