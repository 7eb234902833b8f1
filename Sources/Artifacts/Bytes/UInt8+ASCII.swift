/// Classes of ASCII characters, by which readers tell names apart without making texts of them.
extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    /// A letter or a digit.
    var isAlphanumeric: Bool { isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    /// A character that stands for no sign.
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// What may be in an ASCII identifier.
    var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") }
}
