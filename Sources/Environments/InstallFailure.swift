/// What an installer's last words mean.
struct InstallFailure: Sendable, Hashable {
    var error: ProvisionError
    /// The package and the version that does not exist, where that is what went wrong.
    var missing: (name: String, version: String)? {
        missingName.flatMap { name in missingVersion.map { (name: name, version: $0) } }
    }
    private var missingName: String?
    private var missingVersion: String?

    private init(_ error: ProvisionError, name: String? = nil, version: String? = nil) {
        self.error = error
        missingName = name
        missingVersion = version
    }

    /// Reads the output of uv or pip after a failure.
    static func read(_ log: String, interpreter: Interpreter) -> InstallFailure {
        let text = flattened(log)
        func has(_ words: String...) -> Bool { words.contains { contains(text, $0) } }
        if has("No space left on device", "os error 28", "Errno 28", "Disk quota exceeded") {
            return InstallFailure(
                ProvisionError(
                    .diskFull, "the disk is full", log: log,
                    remedy: "free space, for example with 'smokehouse cache prune'",
                )
            )
        }
        if let failure = version(text, log) ?? python(text, log, interpreter) { return failure }
        if has(
            "error sending request", "Failed to fetch", "Could not connect", "dns error", "NewConnectionError",
            "Temporary failure in name resolution", "Connection refused", "Connection reset", "Network is unreachable",
            "Max retries exceeded", "operation timed out",
        ) {
            let place = word(after: "Failed to fetch: ", in: text) ?? word(after: "for url ", in: text)
            return InstallFailure(
                ProvisionError(
                    .networkUnavailable,
                    "the package index cannot be reached" + (place.map { ": \($0)" } ?? ""),
                    log: log,
                    remedy: "check the network, the proxy variables and the index settings",
                )
            )
        }
        if has(
            "Failed to build", "Failed building wheel", "build backend returned an error", "metadata-generation-failed")
        {
            let package =
                word(after: "Failed to build ", in: text) ?? word(after: "Failed building wheel for ", in: text)
            let named = package.map { exact($0).map { "\($0.name) \($0.version)" } ?? $0 }
            return InstallFailure(
                ProvisionError(
                    .other,
                    "\(named ?? "a package") has no wheel for Python \(interpreter.version), and building it failed",
                    log: log,
                    remedy: "choose a version that has wheels for this Python, or see the log",
                )
            )
        }
        if has("No solution found", "ResolutionImpossible", "conflicting dependencies") {
            return InstallFailure(
                ProvisionError(
                    .resolverConflict,
                    "no set of versions satisfies the requirements: \(explanation(text))",
                    log: log,
                    remedy: "loosen a constraint, or exclude the combination",
                )
            )
        }
        return InstallFailure(ProvisionError(.other, "the installer failed: \(lastWords(log))", log: log))
    }

    /// The same failure with releases named that do exist.
    func naming(_ versions: [String]) -> ProvisionError {
        guard !versions.isEmpty else { return error }
        let nearest = "the nearest \(versions.count == 1 ? "is" : "are") \(versions.joined(separator: " and "))"
        return ProvisionError(error.code, error.message, log: error.log, remedy: nearest)
    }

    // MARK: - Sentences of uv and pip

    private static func version(_ text: String, _ log: String) -> InstallFailure? {
        if let requirement = word(after: "there is no version of ", in: text),
            let (name, version) = exact(requirement)
        {
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "there is no \(name) \(version)", log: log, remedy: "correct the version"),
                name: name,
                version: version,
            )
        }
        for ending in [" was not found in the package registry", " was not found in the provided package locations"] {
            guard let name = word(before: ending, in: text) else { continue }
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "there is no package named '\(name)'", log: log,
                    remedy: "check the spelling and the indexes",
                )
            )
        }
        if let available = word(after: "Because only ", in: text), contains(text, "\(available) is available") {
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "only \(available) exists for this Python", log: log, remedy: "correct the version",
                )
            )
        }
        guard let requirement = word(after: "that satisfies the requirement ", in: text) else { return nil }
        let listed = between("(from versions: ", ")", in: text) ?? "none"
        if listed == "none" {
            // pip says the same of a package that is unknown and of an index that it cannot reach.
            if contains(text, "connection") || contains(text, "Connection") { return nil }
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "there is no package named '\(exact(requirement)?.name ?? requirement)'", log: log,
                    remedy: "check the spelling, the indexes and the network",
                )
            )
        }
        let (name, version) = exact(requirement) ?? (name: requirement, version: "")
        let versions = listed.split(separator: ",").map { String($0.drop { $0 == " " }) }
        let below = versions.last { VersionOrder.precedes($0, version) }
        let above = versions.first { VersionOrder.precedes(version, $0) }
        return InstallFailure(
            InstallFailure(
                ProvisionError(
                    .noSuchVersion, "there is no \(name) \(version)", log: log, remedy: "correct the version",
                )
            ).naming(version.isEmpty ? versions.suffix(3) : [below, above].compactMap(\.self))
        )
    }

    /// A release that exists, but not for this interpreter.
    private static func python(_ text: String, _ log: String, _ interpreter: Interpreter) -> InstallFailure? {
        let here = "Python \(interpreter.version)"
        let remedy = "choose another version of Python or of the package, or exclude the combination"
        for ending in [
            " has no wheels with a matching Python", " has no wheels with a matching platform",
            " has no wheels are available",
        ] {
            guard let package = word(before: ending, in: text) else { continue }
            let (name, version) = exact(package) ?? (name: package, version: "")
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "\(name) \(version) has no wheel for \(here) on \(interpreter.machine)", log: log,
                    remedy: remedy,
                )
            )
        }
        if contains(text, "does not satisfy Python"), let needed = word(after: " depends on Python", in: text),
            let package = word(before: " depends on Python", in: text)
        {
            let (name, version) = exact(package) ?? (name: package, version: "")
            return InstallFailure(
                ProvisionError(
                    .noSuchVersion, "\(name) \(version) needs Python \(needed), this is \(interpreter.version)",
                    log: log,
                    remedy: remedy,
                )
            )
        }
        return nil
    }

    private static func explanation(_ text: String) -> String {
        var sentence = text[...]
        if let start = after("Because ", in: text) { sentence = start }
        if let end = before(", we can conclude", in: String(sentence)) { sentence = end }
        let trimmed = sentence.split(separator: " ").joined(separator: " ")
        return trimmed.count > 300 ? trimmed.prefix(300) + "…" : trimmed
    }

    private static func lastWords(_ log: String) -> String {
        let lines = log.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        let chosen = lines.last { $0.hasPrefix("cause: ") || $0.hasPrefix("error: ") || $0.hasPrefix("ERROR: ") }
        return String((chosen ?? lines.last ?? "it printed nothing").prefix(300))
    }
}

// MARK: - Finding words without regular expressions

extension InstallFailure {
    /// One line: frames that uv draws and line breaks that it inserts are taken out.
    static func flattened(_ log: String) -> String {
        let frames: Set<Character> = ["×", "╰", "─", "▶", "│", "├"]
        return log.map { $0.isNewline || frames.contains($0) ? " " : String($0) }.joined()
            .split(separator: " ").joined(separator: " ")
    }

    static func contains(_ text: String, _ words: String) -> Bool { after(words, in: text) != nil }

    static func after(_ words: String, in text: String) -> Substring? {
        let (text8, words8) = (text.utf8, Array(words.utf8))
        var start = text8.startIndex
        while let found = text8[start...].firstIndex(of: words8[0]) {
            if text8[found...].starts(with: words8) {
                return Substring(text8[text8.index(found, offsetBy: words8.count)...])
            }
            start = text8.index(after: found)
        }
        return nil
    }

    static func before(_ words: String, in text: String) -> Substring? {
        guard let rest = after(words, in: text) else { return nil }
        return text.dropLast(rest.count + words.count)
    }

    static func between(_ opening: String, _ closing: String, in text: String) -> String? {
        after(opening, in: text).flatMap { before(closing, in: String($0)) }.map(String.init)
    }

    private static func word(after words: String, in text: String) -> String? {
        let edges: Set<Character> = [",", "`", "'", "\"", "(", ")"]
        guard let rest = after(words, in: text) else { return nil }
        return rest.prefix { $0 != " " }.split { edges.contains($0) }.first.map(String.init)
    }

    private static func word(before words: String, in text: String) -> String? {
        before(words, in: text)?.split(separator: " ").last.map { String($0.drop { $0 == "`" }) }
    }

    /// The name and the version of `name==version`.
    private static func exact(_ requirement: String) -> (name: String, version: String)? {
        let parts = requirement.split(separator: "=", omittingEmptySubsequences: true)
        guard parts.count == 2, requirement.contains("==") else { return nil }
        return (name: String(parts[0]), version: String(parts[1]))
    }
}
