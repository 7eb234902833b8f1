import YAML

extension YAMLNode {
    /// What a message says was found instead.
    var found: String {
        switch value {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            switch scalar.resolved {
            case .null: return "nothing"
            case .bool: return "the boolean \(scalar.text)"
            case .int, .float: return "the number \(scalar.text)"
            case .string: return scalar.text.isEmpty ? "an empty text" : "'\(scalar.text.excerpt)'"
            }
        }
    }
}

extension String {
    /// At most 60 characters of the text, on one line.
    var excerpt: String { oneLine(limit: 60) }

    /// The text without control characters, cut after so many characters.
    func oneLine(limit: Int) -> String {
        var line = ""
        for scalar in unicodeScalars.prefix(limit) {
            line.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return unicodeScalars.dropFirst(limit).isEmpty ? line : line + "…"
    }
}

/// Reading scalars: each function reports what is wrong under the given label and returns `nil`.
extension Scope {
    /// A text that is not empty; what YAML takes for a number or boolean has to be quoted.
    func string(_ node: YAMLNode, _ label: String) -> String? {
        guard let scalar = node.scalar else { return wrong(node, label, "a text") }
        switch scalar.resolved {
        case .string: return checked(scalar.text, node, label)
        case .null: return wrong(node, label, "a text")
        case .bool: return unquoted(scalar.text, "a boolean", node, label)
        case .int, .float: return unquoted(scalar.text, "a number", node, label)
        }
    }

    /// Any scalar as it is written; null has to be quoted.
    func text(_ node: YAMLNode, _ label: String, allowsEmpty: Bool = false) -> String? {
        guard let scalar = node.scalar, scalar.resolved != .null else { return wrong(node, label, "a text") }
        return checked(scalar.text, node, label, allowsEmpty: allowsEmpty)
    }

    func boolean(_ node: YAMLNode, _ label: String) -> Bool? {
        guard case .bool(let value)? = node.scalar?.number else { return wrong(node, label, "true or false") }
        return value
    }

    func integer(_ node: YAMLNode, _ label: String, minimum: Int, maximum: Int = .max) -> Int? {
        let range = maximum == .max ? "of at least \(minimum)" : "from \(minimum) to \(maximum)"
        guard case .int(let value)? = node.scalar?.number, value >= minimum, value <= maximum else {
            return wrong(node, label, "a whole number \(range)")
        }
        return Int(value)
    }

    func number(_ node: YAMLNode, _ label: String, minimum: Double = -.greatestFiniteMagnitude) -> Double? {
        let value: Double? =
            switch node.scalar?.number {
            case .int(let value)?: Double(value)
            case .float(let value)?: value
            default: nil
            }
        guard let value, value.isFinite, value >= minimum else {
            return wrong(node, label, minimum == 0 ? "a finite number of at least 0" : "a finite number")
        }
        return value
    }

    func choice(_ node: YAMLNode, _ label: String, _ names: [String]) -> String? {
        guard let text = node.scalar?.text, case .scalar = node.value else {
            return wrong(node, label, Self.alternatives(names))
        }
        guard names.contains(text) else {
            let guess = Spelling.nearest(to: text, among: names).map { "; did you mean '\($0)'?" } ?? ""
            report("\(label) must be \(Self.alternatives(names)), not \(node.found)\(guess)", at: node.mark)
            return nil
        }
        return text
    }

    /// A duration in seconds: `10m`, `60s`, `500ms`, `1h30m`, `1.5s`; more than 0.
    func duration(_ node: YAMLNode, _ label: String) -> Double? {
        guard let text = node.scalar?.text, let seconds = Units.seconds(text), seconds > 0 else {
            return wrong(node, label, "a duration with its unit, such as 10m, 60s, 500ms or 1h30m")
        }
        return seconds
    }

    /// A size in bytes: `2GiB`, `512MB`, `100B`.
    func size(_ node: YAMLNode, _ label: String) -> Int? {
        guard let text = node.scalar?.text, let bytes = Units.bytes(text), bytes > 0 else {
            return wrong(node, label, "a size with its unit, such as 2GiB, 512MB or 100KiB")
        }
        return bytes
    }

    /// A SHA-256 in lower case.
    func sha256(_ node: YAMLNode, _ label: String) -> String? {
        guard let text = node.scalar?.text.lowercased(), text.utf8.count == 64,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return wrong(node, label, "64 hexadecimal digits") }
        return text
    }

    /// A day of the calendar as `YYYY-MM-DD`.
    func date(_ node: YAMLNode, _ label: String) -> String? {
        guard let text = node.scalar?.text, Units.isDate(text) else {
            return wrong(node, label, "a day such as 2027-06-01")
        }
        return text
    }

    /// The text of a version: a bare 3.10 is a number to YAML and would lose its zero.
    func version(_ node: YAMLNode, _ label: String) -> String? {
        guard let scalar = node.scalar else { return wrong(node, label, "a version") }
        switch scalar.resolved {
        case .string: return checked(scalar.text, node, label)
        case .int(let value) where String(value) == scalar.text: return scalar.text
        case .int(let value): return unquoted(scalar.text, "the number \(value)", node, label)
        case .float(let value):
            let read = "\(value)" == scalar.text ? "a number" : "the number \(value)"
            return unquoted(scalar.text, read, node, label)
        case .bool: return unquoted(scalar.text, "a boolean", node, label)
        case .null: return wrong(node, label, "a version")
        }
    }

    /// One text or a list of texts, each with its node.
    func oneOrMany<Value>(
        _ node: YAMLNode,
        _ label: String,
        _ read: (YAMLNode, String) -> Value?,
    ) -> [Value] {
        guard let nodes = node.sequence else { return read(node, label).map { [$0] } ?? [] }
        if nodes.isEmpty { report("\(label) must not be an empty list; leave the key out", at: node.mark) }
        return nodes.compactMap { read($0, "an entry of \(label)") }
    }

    /// A mapping whose keys the user chooses, read in order.
    func map<Value>(
        _ node: YAMLNode,
        _ label: String,
        _ read: (YAMLPair) -> Value?,
    ) -> [(key: String, value: Value)] {
        guard let pairs = node.mapping else {
            report("\(label) must be a mapping, not \(node.found)", at: node.mark)
            return []
        }
        return pairs.compactMap { pair in read(pair).map { (pair.key, $0) } }
    }

    func wrong<Value>(_ node: YAMLNode, _ label: String, _ wanted: String) -> Value? {
        report("\(label) must be \(wanted), not \(node.found)", at: node.mark)
        return nil
    }

    private func unquoted(_ text: String, _ read: String, _ node: YAMLNode, _ label: String) -> String? {
        report(
            "\(label): write \"\(text.excerpt)\" in quotes; bare, YAML reads \(text.excerpt) as \(read)", at: node.mark)
        return nil
    }

    private func checked(_ text: String, _ node: YAMLNode, _ label: String, allowsEmpty: Bool = false) -> String? {
        if text.isEmpty, !allowsEmpty {
            report("\(label) must not be empty", at: node.mark)
            return nil
        }
        // Everything here ends up in paths, arguments or variables, which a NUL cuts short.
        if text.utf8.contains(0) {
            report("\(label) holds a NUL character", at: node.mark)
            return nil
        }
        return text
    }

    private static func alternatives(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension YAMLScalar {
    /// The type that the text has where a number or boolean is wanted: quoted texts are neither, substituted ones may be.
    var number: YAMLResolved {
        style == .quoted ? .string(text) : YAMLResolved(plain: text)
    }
}
