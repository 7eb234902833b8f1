/// The checks on the bytes of a text before libyaml sees them.
enum Encoding {
    /// The text without its byte order mark, once it is known to be UTF-8 of an accepted size.
    static func checked(_ bytes: [UInt8]) throws(YAMLProblem) -> ArraySlice<UInt8> {
        let start = Mark(line: 1, column: 1)
        guard bytes.count <= YAMLDocument.Limit.bytes else {
            throw YAMLProblem(
                "the file has \(bytes.count) bytes; at most \(YAMLDocument.Limit.bytes) (16 MiB) are read",
                mark: start,
            )
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw YAMLProblem("the file is UTF-16 or UTF-32; save it as UTF-8", mark: start)
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let offset = firstFault(in: text) {
            if text[offset] == 0 {
                throw YAMLProblem("a NUL byte: this is not a UTF-8 text", mark: mark(of: offset, in: text))
            }
            throw YAMLProblem(
                "a byte sequence that is not UTF-8; save the file as UTF-8", mark: mark(of: offset, in: text))
        }
        return text
    }

    /// The line and column of a byte; columns count characters.
    static func mark(of offset: Int, in text: ArraySlice<UInt8>) -> Mark {
        let before = text[text.startIndex..<min(max(offset, text.startIndex), text.endIndex)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
        // Continuation bytes (10xxxxxx) begin no character.
        return Mark(line: line, column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }

    private static func firstFault(in text: ArraySlice<UInt8>) -> Int? {
        var decoder = UTF8()
        var index = text.startIndex
        // Plain ASCII, which nearly every file is, needs no decoder.
        while index < text.endIndex, text[index] < 0x80, text[index] != 0 { index += 1 }
        guard index < text.endIndex else { return nil }
        var iterator = text[index...].makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                if scalar.value == 0 { return index }
                index += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return index
            }
        }
    }
}
