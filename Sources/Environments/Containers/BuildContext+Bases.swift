import Matrix

extension BuildContext {
    /// An image that a build starts from or copies files of.
    struct Base: Sendable, Hashable {
        /// As the Containerfile has it.
        let written: String
        /// With the values of `ARG` put in.
        let name: String

        /// `nil` for `scratch` and for what the engine alone can make sense of.
        var reference: ImageReference? { name == "scratch" ? nil : ImageReference(name) }
    }

    /// The images that `FROM` and `COPY --from` name, each once.
    func bases(arguments: [Variable]) -> [Base] {
        var values: [String: String] = [:]
        var stages: Set<String> = []
        var count = 0
        var bases: [Base] = []
        func add(_ written: String, _ name: String) {
            if !bases.contains(where: { $0.name == name }) { bases.append(Base(written: written, name: name)) }
        }
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let instruction = words.first?.uppercased(), words.count > 1 else { continue }
            switch instruction {
            case "ARG" where count == 0:
                // Those of a stage are not for `FROM`.
                let parts = words[1].split(separator: "=", maxSplits: 1).map(String.init)
                let given = arguments.first { $0.name == parts[0] }?.value
                values[parts[0]] = given ?? (parts.count > 1 ? parts[1].filter { $0 != "\"" } : "")
            case "FROM":
                guard let written = words.dropFirst().first(where: { !$0.hasPrefix("--") }) else { continue }
                let name = Self.expand(written, values)
                if !stages.contains(name.lowercased()) { add(written, name) }
                count += 1
                if let place = words.firstIndex(where: { $0.uppercased() == "AS" }), place + 1 < words.count {
                    stages.insert(words[place + 1].lowercased())
                }
            case "COPY":
                let flag = "--from="
                guard let name = words.first(where: { $0.hasPrefix(flag) })?.dropFirst(flag.count) else { continue }
                // A stage by name or number; variables are not for `--from`.
                guard Int(name) == nil, !stages.contains(name.lowercased()) else { continue }
                add(String(name), String(name))
            default:
                continue
            }
        }
        return bases
    }

    /// Puts values in for `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`; what is not known stays as it is.
    private static func expand(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            let isBraced = rest.first == "{"
            if isBraced { rest = rest.dropFirst() }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            rest = rest[name.endIndex...]
            var operation: Substring = ""
            if isBraced, let close = rest.firstIndex(of: "}") {
                operation = rest[..<close]
                rest = rest[close...].dropFirst()
            }
            let value = values[String(name)] ?? ""
            switch operation.prefix(2) {
            case ":-": result += value.isEmpty ? String(operation.dropFirst(2)) : value
            case ":+": result += value.isEmpty ? "" : String(operation.dropFirst(2))
            default: result += value.isEmpty ? isBraced ? "${\(name)\(operation)}" : "$\(name)" : value
            }
        }
        return result + rest
    }
}
