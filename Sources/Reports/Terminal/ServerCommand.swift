/// Lines by which programs command the servers that run them: `::error::` (GitHub, at a line's start), `##vso[…]` (Azure
/// Pipelines) and `##[…]` anywhere, `##teamcity[…]`. By these the next step's variables can be set.
///
/// Servers look for these by code units, to which a mark on a sign or before it makes no difference.
enum ServerCommand {
    /// The line with a space in what would be a command, for text that comes from artifacts.
    static func disarmed(_ line: String) -> String {
        let text = line.utf8.contains(UInt8(ascii: "#")) ? withoutSigns(line) : line
        // The runner takes all white space from a line's start, and may not see what has no width.
        let start = text.unicodeScalars.firstIndex { !isPassedOver($0) } ?? text.endIndex
        guard text[start...].utf8.starts(with: "::".utf8) else { return text }
        let rest = text.utf8.index(start, offsetBy: 2)
        return "\(Substring(text.unicodeScalars[..<start])): :\(Substring(text.unicodeScalars[rest...]))"
    }

    /// `##vso[` and `##[` with a space between the signs.
    private static func withoutSigns(_ line: String) -> String {
        let bytes = Array(line.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "#"), result.last == byte,
                bytes[(index + 1)...].drop(while: { (0x41...0x5A).contains($0 & 0xDF) }).first == UInt8(ascii: "[")
            {
                result.append(UInt8(ascii: " "))
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
            || [.control, .format, .nonspacingMark].contains(properties.generalCategory)
    }
}
