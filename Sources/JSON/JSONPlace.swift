extension JSONValue {
    /// Where the value of a pointer (RFC 6901) stands in a text that was read; both numbers from 1, columns in bytes.
    ///
    /// - Returns: `nil` where there is no such value.
    public static func place(of pointer: String, in bytes: [UInt8]) -> (line: Int, column: Int)? {
        var parser = JSONParser(bytes: bytes)
        let keys = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
        guard let position = try? parser.position(of: keys[...]) else { return nil }
        return parser.lineAndColumn(of: position)
    }
}

extension JSONParser {
    /// The offset at which a value begins; of equal keys the last counts, as in reading.
    fileprivate mutating func position(of keys: ArraySlice<String>) throws(JSONError) -> Int? {
        skipMark()
        skipSpace()
        guard let key = keys.first else { return position }
        var found: Int?
        var index = 0
        let isObject = peek == UInt8(ascii: "{")
        guard isObject || peek == UInt8(ascii: "[") else { return nil }
        position += 1
        while true {
            skipSpace()
            if accept("}") || accept("]") { break }
            let name = isObject ? try string() : "\(index)"
            if isObject {
                skipSpace()
                _ = accept(":")
            }
            skipSpace()
            let start = position
            _ = try value(depth: 0)
            if name.isExactly(key) { found = start }
            index += 1
            skipSpace()
            _ = accept(",")
        }
        guard let found else { return nil }
        position = found
        return try position(of: keys.dropFirst())
    }
}
