/// What the code in a TorchScript archive tells: `code/__torch__/PATH.py`, PyTorch's own Python-like text.
enum TorchScriptCode {
    /// Operators that read or write files by a name in the code, by their last word: `t = torch` and `t.save(x, name)`
    /// are a call as well.
    private static let functions: KeyValuePairs = [
        "save": "torch.save", "from_file": "torch.from_file", "read_file": "ops.image.read_file",
        "write_file": "ops.image.write_file", "read_video_from_file": "ops.video_reader.read_video_from_file",
        "probe_video_from_file": "ops.video_reader.probe_video_from_file",
        "sox_io_get_info": "ops.torchaudio.sox_io_get_info",
        "sox_io_load_audio_file": "ops.torchaudio.sox_io_load_audio_file",
        "sox_io_save_audio_file": "ops.torchaudio.sox_io_save_audio_file",
        "sox_effects_apply_effects_file": "ops.torchaudio.sox_effects_apply_effects_file",
    ]

    /// The most bytes of code, and of parameters, that inputs are told from.
    private static let codeLimit = 4 << 20
    private static let parameterLimit = 1 << 16

    /// Operators of files by their own names, `aten.save`.
    static let fileOperators = Set(functions.map(\.key) + ["load"])

    /// The functions of files that the code names, however it is spaced, commented and escaped.
    static func fileFunctions(in code: [UInt8]) -> [String] {
        // A `#` may be in a text, too, so that the code counts with and without what follows it.
        var names = members(code, skippingComments: false)
        names.formUnion(members(code, skippingComments: true))
        names.formUnion(attributes(code))
        return functions.filter { names.contains($0.key) }.map(\.value)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "\\")
    }

    /// Which of the functions stand behind a point, with or without blanks between.
    private static func members(_ code: [UInt8], skippingComments: Bool) -> Set<String> {
        var found: Set<String> = []
        var isBehindPoint = false
        var start: Int?
        var isComment = false
        for index in 0...code.count {
            let byte = index < code.count ? code[index] : 0x0A
            if isComment {
                isComment = byte != 0x0A
                continue
            }
            if byte.isWord {
                start = start ?? index
                continue
            }
            if let first = start {
                if isBehindPoint, let name = function(code[first..<index]) { found.insert(name) }
                isBehindPoint = false
                start = nil
            }
            if skippingComments, byte == UInt8(ascii: "#") {
                isComment = true
            } else if !isBlank(byte) {
                isBehindPoint = byte == UInt8(ascii: ".")
            }
        }
        return found
    }

    private static func function(_ word: ArraySlice<UInt8>) -> String? {
        functions.first { word.elementsEqual($0.key.utf8) }?.key
    }

    // MARK: Attributes by name

    /// Which of the functions are a text in code that takes attributes by name: `getattr(torch, "save")`.
    ///
    /// Where a text starts is not asked: each quotation mark may start one.
    private static func attributes(_ code: [UInt8]) -> Set<String> {
        guard contains("getattr", in: code) else { return [] }
        var found: Set<String> = []
        for index in code.indices where isQuote(code[index]) {
            if let name = attribute(code, behind: index) { found.insert(name) }
        }
        return found
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }

    private static func contains(_ word: StaticString, in code: [UInt8]) -> Bool {
        let pattern = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard let first = pattern.first else { return true }
        return code.indices.contains { code[$0] == first && code[$0...].starts(with: pattern) }
    }

    /// The most bytes of the parts that spell a name.
    private static let partsLimit = 64

    /// The function that a text behind a quotation mark spells, also in parts that are put together and escaped.
    private static func attribute(_ code: [UInt8], behind quote: Int) -> String? {
        var spelled: [UInt8] = []
        var index = quote + 1
        let end = min(code.count, index + partsLimit)
        while index < end {
            let byte = code[index]
            if isQuote(byte) {
                if let name = function(spelled[...]) { return name }
                // The text may go on in the next one, behind blanks and comments.
                index += 1
                while index < end, !isQuote(code[index]) {
                    if code[index] == UInt8(ascii: "#") {
                        while index < end, code[index] != 0x0A { index += 1 }
                    } else if isBlank(code[index]) {
                        index += 1
                    } else {
                        return nil
                    }
                }
                index += 1
                continue
            }
            if byte == UInt8(ascii: "\\"), let (escaped, length) = octal(code, at: index + 1) {
                spelled.append(escaped)
                index += 1 + length
            } else {
                if byte != UInt8(ascii: "\\") { spelled.append(byte) }
                index += 1
            }
            guard functions.contains(where: { $0.key.utf8.starts(with: spelled) }) else { return nil }
        }
        // Nobody writes parts as long as that around a name.
        return end < code.count ? functions.first?.key : nil
    }

    private static func octal(_ code: [UInt8], at index: Int) -> (UInt8, length: Int)? {
        let digits = code[min(index, code.count)...].prefix(3).prefix { (0x30...0x37).contains($0) }
        guard !digits.isEmpty else { return nil }
        return (digits.reduce(UInt8(0)) { $0 &* 8 &+ ($1 & 7) }, digits.count)
    }

    // MARK: The class and its inputs

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
    static func inputs(of type: String, in code: [UInt8]) -> [GraphValue] {
        guard code.count <= codeLimit else { return [] }
        let code = String(decoding: code, as: UTF8.self)
        let name = type.split(separator: ".").last.map(String.init) ?? ""
        guard let body = KnownBreakage.after(code, "class \(name)(Module)"),
            let parameters = KnownBreakage.between(body, "def forward(self", ") ->"),
            parameters.utf8.count <= parameterLimit
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
