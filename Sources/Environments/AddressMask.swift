/// Takes out of what a program printed what may be a secret in addresses: user, password and query.
public enum AddressMask {
    /// `https://user:password@host/simple?token=x` becomes `https://…@host/simple?…`.
    public static func applied(to text: String) -> String {
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        var word = bytes.startIndex
        while word < bytes.endIndex {
            let end = bytes[word...].firstIndex(where: ends.contains) ?? bytes.endIndex
            masked += mask(bytes[word..<end])
            let next = bytes[end...].firstIndex { !ends.contains($0) } ?? bytes.endIndex
            masked += bytes[end..<next]
            word = next
        }
        return String(decoding: masked, as: UTF8.self)
    }

    private static let ends = Set(" \t\r\n\"'`<>".utf8)
    private static let ellipsis = Array("…".utf8)

    private static func mask(_ word: ArraySlice<UInt8>) -> [UInt8] {
        var rest = word
        var masked: [UInt8] = []
        var isAddress = false
        // Two may stand in one word: `git+https://…`, `name@https://…`.
        while let authority = scheme(in: rest) {
            isAddress = true
            masked += rest[..<authority]
            rest = rest[authority...]
            let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
            if let at = rest[..<end].lastIndex(of: UInt8(ascii: "@")) {
                masked += ellipsis
                rest = rest[at...]
            }
        }
        // A path alone has a query only where it looks like one.
        guard let query = rest.firstIndex(of: UInt8(ascii: "?")), query + 1 < rest.endIndex,
            isAddress || rest[query...].contains(UInt8(ascii: "="))
        else { return masked + rest }
        return masked + rest[...query] + ellipsis
    }

    /// Where the first authority begins, after `://`.
    private static func scheme(in word: ArraySlice<UInt8>) -> Int? {
        let mark = Array("://".utf8)
        return word.indices.first { word[$0...].starts(with: mark) }.map { $0 + mark.count }
    }
}
