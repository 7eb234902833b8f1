/// What the code in a TorchScript archive tells: `code/__torch__/PATH.py`, PyTorch's own Python-like text.
enum TorchScriptCode {
    /// Operators that read or write files by a name in the code.
    private static let functions = ["torch.save(", "torch.from_file(", "ops.aten.save(", "ops.aten.from_file("]

    /// The functions that a code calls, whatever blanks, line breaks and comments stand between their parts.
    static func fileFunctions(in code: String) -> [String] {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0C, 0x0D, UInt8(ascii: "\\")]
        let plain = code.utf8.filter { !blanks.contains($0) }
        let uncommented = code.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
            .flatMap { $0.prefix { $0 != UInt8(ascii: "#") } }.filter { !blanks.contains($0) }
        // A `#` in a text is no comment: both readings count.
        let texts = [plain, uncommented].map { String(decoding: $0, as: UTF8.self) }
        return functions.filter { name in texts.contains { KnownBreakage.contains($0, name) } }
            .map { String($0.dropLast()) }
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
