/// One record of a comma-separated file and the line on which it begins.
struct CSVRecord {
    var fields: [String]
    var line: Int
}

/// Splits a comma-separated file into records (RFC 4180).
struct CSVReader {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let feed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    private let path: String
    private var index: Int
    private var line = 1

    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next record; empty lines are passed over.
    mutating func next() throws(InputError) -> CSVRecord? {
        while endOfLine() {}
        guard index < bytes.count else { return nil }
        var record = CSVRecord(fields: [], line: line)
        while true {
            record.fields.append(try field())
            if index == bytes.count || endOfLine() { return record }
            guard bytes[index] == Self.comma else {
                throw failure("text after a closing quote; write a quote within a field as two")
            }
            index += 1
        }
    }

    private func failure(_ message: String) -> InputError {
        InputError(message, file: path, position: "line \(line)")
    }

    private mutating func endOfLine() -> Bool {
        guard index < bytes.count else { return false }
        if bytes[index] == Self.carriageReturn, index + 1 < bytes.count, bytes[index + 1] == Self.feed { index += 1 }
        guard bytes[index] == Self.feed || bytes[index] == Self.carriageReturn else { return false }
        index += 1
        line += 1
        return true
    }

    private mutating func field() throws(InputError) -> String {
        guard index < bytes.count, bytes[index] == Self.quote else {
            let begin = index
            while index < bytes.count, ![Self.comma, Self.feed, Self.carriageReturn].contains(bytes[index]) {
                index += 1
            }
            return try text(bytes[begin..<index])
        }
        let opening = failure("a quoted field is not closed; add the quote")
        index += 1
        var content: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == Self.quote {
                guard index < bytes.count, bytes[index] == Self.quote else { return try text(content[...]) }
                index += 1
            } else if byte == Self.feed {
                line += 1
            }
            content.append(byte)
        }
        throw opening
    }

    private func text(_ content: ArraySlice<UInt8>) throws(InputError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw failure("a field is not UTF-8; save the file as UTF-8")
        }
        return text
    }
}
