/// One block of a PEM file (RFC 7468): its label and its content.
struct PEMBlock: Sendable, Hashable {
    /// `PUBLIC KEY`
    let label: String
    let content: [UInt8]
    /// Whether the header lines say that the content is encrypted (RFC 1421).
    let isEncrypted: Bool

    /// The blocks of a text, in order; text around them is passed over.
    static func blocks(in text: String) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var label: String?
        var (letters, isEncrypted): ([UInt8], Bool) = ([], false)
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingSpaces
            if let name = line.enclosed(by: "-----BEGIN ") {
                (label, letters, isEncrypted) = (name, [], false)
            } else if let name = line.enclosed(by: "-----END "), name == label {
                if let content = Base64.decode(letters) {
                    blocks.append(PEMBlock(label: name, content: content, isEncrypted: isEncrypted))
                }
                label = nil
            } else if line.contains(":") {
                isEncrypted = isEncrypted || line.hasPrefix("Proc-Type:") && line.hasSuffix("ENCRYPTED")
            } else if label != nil {
                letters += Array(line.utf8)
            }
        }
        return blocks
    }

    /// A block as OpenSSL writes it: 64 letters a line, a newline at the end.
    static func text(_ label: String, _ content: [UInt8]) -> String {
        let letters = Array(Base64.encode(content).utf8)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: letters.count, by: 64) {
            text += String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }

    /// What stands between a beginning and five dashes at the end; `nil` where the line is another.
    fileprivate func enclosed(by prefix: String) -> String? {
        guard hasPrefix(prefix), hasSuffix("-----"), count >= prefix.count + 5 else { return nil }
        return String(dropFirst(prefix.count).dropLast(5))
    }
}
