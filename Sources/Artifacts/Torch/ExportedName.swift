/// Names in exported programs, which a load writes into the Python source that it compiles.
///
/// `torch/fx/graph.py`: arguments as they are, attributes behind a point or within `getattr(self, "…")`.
enum ExportedName {
    /// Whether a text is a Python identifier and no keyword.
    static func isIdentifier(_ name: String) -> Bool { isWord(name) && !keywords.contains(name) }

    /// Whether a text is a Python identifier; operators have arguments named `from`, which stand in no source.
    static func isWord(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first == "_" || first.properties.isXIDStart else { return false }
        return name.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
    }

    /// Whether a byte may end a text in quotes, whichever they are.
    static func endsText(_ byte: UInt8) -> Bool {
        byte.isControl || "\"'\\".utf8.contains(byte)
    }

    /// Whether a text stays one within quotes.
    static func isQuotable(_ text: String) -> Bool { !text.utf8.contains(where: endsText) }

    /// Whether a text is a path of attributes, of which none is Python's own and none ends the text it stands in.
    static func isPath(_ name: String) -> Bool {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0 != "\"" && $0 != "'" && $0 != "\\"
        }
        return isPlain && !name.split(separator: ".").contains { $0.hasPrefix("__") && $0.hasSuffix("__") }
    }

    private static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ]
}
