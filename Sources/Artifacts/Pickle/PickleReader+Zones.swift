/// Names of time zones that are those of files: pandas hands what follows `dateutil/` to `dateutil.tz.gettz`, which opens
/// any path.
extension PickleReader {
    private static let prefix = Array("dateutil/".utf8)

    /// Notes one among the texts of the pickle that has been read.
    mutating func noteZones() {
        if Self.namesFile(texts[...]) { find(.readsFiles("pandas")) }
    }

    /// Notes one that is spelled with escapes.
    mutating func noteZone(escaped kept: PickleText) {
        guard kept.encoding != .utf8, kept.encoding != .latin1 else { return }
        let raw = texts[Int(kept.offset)..<Int(kept.offset) + Int(kept.length)]
        guard raw.contains(UInt8(ascii: "\\")) else { return }
        if Self.namesFile(Array(text(kept).utf8)[...]) { find(.readsFiles("pandas")) }
    }

    /// Whether what follows the prefix is an absolute path, or leads out of the folders of time zones.
    private static func namesFile(_ texts: ArraySlice<UInt8>) -> Bool {
        var rest = texts
        while let start = rest.firstIndex(of: prefix[0]) {
            rest = rest[start...]
            if rest.starts(with: prefix) {
                let path = rest.dropFirst(prefix.count)
                if path.first == UInt8(ascii: "/") { return true }
                let near = path.prefix(64)
                if near.indices.dropLast().contains(where: { near[$0] == 0x2E && near[$0 + 1] == 0x2E }) { return true }
            }
            rest = rest.dropFirst()
        }
        return false
    }
}
