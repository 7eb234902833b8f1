/// Reads values of ASN.1's distinguished encoding (ITU-T X.690) one after the other, as far as keys use it.
struct DERReader {
    /// Tags of the universal class, and the context's own `[0]` and `[1]`, constructed.
    enum Tag {
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let objectIdentifier: UInt8 = 0x06
        static let sequence: UInt8 = 0x30
        static let context0: UInt8 = 0xA0
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var nextTag: UInt8? { rest.first }

    /// The content of the next value where it has this tag; `nil` where it has another or is cut short.
    mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag, let lengthByte = rest.dropFirst().first else { return nil }
        var body = rest.dropFirst(2)
        var length = Int(lengthByte)
        if lengthByte & 0x80 != 0 {
            let count = Int(lengthByte & 0x7F)
            guard (1...4).contains(count), body.count >= count else { return nil }
            length = body.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            body = body.dropFirst(count)
        }
        guard length <= body.count else { return nil }
        rest = body.dropFirst(length)
        return body.prefix(length)
    }

    /// A reader of the next value's content, where that is a sequence.
    mutating func sequence() -> DERReader? { next(Tag.sequence).map(DERReader.init) }
}
