import Matrix

extension BuildContext {
    /// An image that a build starts from.
    struct Base: Sendable, Hashable {
        /// As the Containerfile has it.
        let written: String
        /// With the values of `ARG` put in.
        let name: String

        /// `nil` for `scratch` and for what the engine alone can make sense of.
        var reference: ImageReference? { name == "scratch" ? nil : ImageReference(name) }
    }

    /// The images that `FROM` names.
    func bases(arguments: [Variable]) -> [Base] {
        var values: [String: String] = [:]
        var stages: Set<String> = []
        var bases: [Base] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let instruction = words.first?.uppercased(), words.count > 1 else { continue }
            if instruction == "ARG" {
                let parts = words[1].split(separator: "=", maxSplits: 1).map(String.init)
                let given = arguments.first { $0.name == parts[0] }?.value
                values[parts[0]] = given ?? (parts.count > 1 ? parts[1].filter { $0 != "\"" } : "")
            } else if instruction == "FROM", let written = words.dropFirst().first(where: { !$0.hasPrefix("--") }) {
                var name = written
                // $BASEPATH before $BASE.
                for (key, value) in values.sorted(by: { $0.key.count > $1.key.count }) {
                    name = name.replacing("${\(key)}", with: value).replacing("$\(key)", with: value)
                }
                if !stages.contains(name) { bases.append(Base(written: written, name: name)) }
                if let place = words.firstIndex(where: { $0.uppercased() == "AS" }), place + 1 < words.count {
                    stages.insert(words[place + 1])
                }
            }
        }
        return bases
    }
}
