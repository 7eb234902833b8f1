/// What the code in a TorchScript archive tells: `code/__torch__/PATH.py`, PyTorch's own Python-like text.
enum TorchScriptCode {
    /// Operators that read or write files by a name in the code, by their last word: `t = torch` and `t.save(x, name)`
    /// are a call as well.
    private static let functions: KeyValuePairs = [
        "save": "torch.save", "from_file": "torch.from_file", "read_file": "ops.image.read_file",
        "write_file": "ops.image.write_file",
    ]

    /// Operators of files by their own names, `aten.save`.
    static let fileOperators = Set(functions.map(\.key) + ["load"])

    /// The functions of files that the code names, however it is spaced and commented.
    static func fileFunctions(in code: String) -> [String] {
        // A `#` may be in a text, too, so that the code counts with and without what follows it.
        let lines = code.utf8.split(separator: UInt8(ascii: "\n"))
        let bare = dense(lines.map { $0.prefix { $0 != UInt8(ascii: "#") } }.joined(separator: [0x20]))
        let whole = dense(code.utf8)
        return functions.filter { names(whole, $0.key) || names(bare, $0.key) }.map(\.value)
    }

    /// The code without the blanks between its words, but for those that keep two words apart.
    private static func dense(_ code: some Sequence<UInt8>) -> [UInt8] {
        var dense: [UInt8] = []
        var isApart = false
        for byte in code {
            if byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "\\") {
                isApart = true
                continue
            }
            if isApart, isWord(byte), dense.last.map(isWord) ?? false { dense.append(0x20) }
            isApart = false
            dense.append(byte)
        }
        return dense
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    /// Whether a member of something has the name.
    private static func names(_ code: [UInt8], _ name: String) -> Bool {
        let word = Array(".\(name)".utf8)
        var start = code.startIndex
        while let dot = code[start...].firstIndex(of: word[0]) {
            start = dot + 1
            guard code[dot...].starts(with: word) else { continue }
            let next = code.dropFirst(dot + word.count).first
            if !(next.map(isWord) ?? false) { return true }
        }
        return false
    }

    /// `__torch__.pkg.Net` is in `code/__torch__/pkg.py`.
    static func path(of type: String) -> String {
        "code/" + type.split(separator: ".").dropLast().joined(separator: "/") + ".py"
    }

    /// `pkg.Net` for `__torch__.pkg.___torch_mangle_3.Net`.
    static func originalName(_ type: String) -> String {
        type.split(separator: ".").filter { $0 != "__torch__" && !$0.hasPrefix("___torch_mangle_") }
            .joined(separator: ".")
    }

    /// The parameters of the class' `forward`, without `self`; shapes are open in TorchScript.
    static func inputs(of type: String, in code: String) -> [GraphValue] {
        let name = type.split(separator: ".").last.map(String.init) ?? ""
        guard let body = KnownBreakage.after(code, "class \(name)(Module)"),
            let parameters = KnownBreakage.between(body, "def forward(self", ") ->")
        else { return [] }
        return split(parameters).compactMap { parameter in
            guard let colon = parameter.firstIndex(of: ":") else { return nil }
            let type = parameter[parameter.index(after: colon)...].prefix { $0 != "=" }
            return GraphValue(name: trim(parameter[..<colon]), type: trim(type).lowercased(), shape: nil)
        }
        .filter { $0.name != "self" && !$0.type.hasPrefix("__torch__") }
    }

    /// At the commas that are in no brackets.
    private static func split(_ text: String) -> [Substring] {
        var depth = 0
        return text.split { character in
            if "[(".contains(character) { depth += 1 }
            if "])".contains(character) { depth -= 1 }
            return character == "," && depth == 0
        }
    }

    private static func trim(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.prefix(start.count - start.reversed().prefix(while: \.isWhitespace).count))
    }
}
