/// Why an engine could not get an image from its registry, from what the two said.
struct PullFailure: Sendable {
    let reference: ImageReference
    /// The image as the matrix or the Containerfile has it.
    let name: String
    /// "linux/amd64": what was asked for.
    let platform: String
    /// "podman" or "docker": the program to log in with.
    let program: String
    let credentials: RegistryCredentials.Found
    /// Where the image's name can be corrected: "'image'", "the Containerfile".
    var place = "'image'"

    private var registry: String { reference.registry }

    /// - Parameter said: the engine's words, the registry's among them.
    func error(_ said: String, isNotFound: Bool = false, log: String) -> ProvisionError {
        let words = Self.core(of: said)
        let text = said.lowercased()
        func says(_ signs: String...) -> Bool { signs.contains { text.contains($0) } }
        func failure(_ code: ProvisionError.Code, _ what: String, _ remedy: String) -> ProvisionError {
            ProvisionError(code, "\(what): \(words)", log: log, remedy: remedy)
        }
        if says("toomanyrequests", "too many requests") {
            return failure(
                .networkUnavailable,
                "the registry '\(registry)' gives the image '\(name)' to nobody for now, who asked too often",
                credentials.login == nil ? "log in with '\(program) login \(registry)', or try later" : "try later",
            )
        }
        if says(
            "unauthorized", "no basic auth credentials", "authentication required", "access denied", " is denied",
            "denied: ", "invalid username/password", "403 (forbidden)", "403 forbidden", "401 unauthorized")
        {
            return refusal(words, mayBeMissing: says("does not exist"), log)
        }
        if says("no matching manifest", "no image found in manifest list", "no image found in image index") {
            return failure(
                .unsuitableImage, "the registry '\(registry)' has the image '\(name)' not for \(platform)",
                "name an image that exists for \(platform), or correct 'platform'",
            )
        }
        if says("server gave http response to https client") {
            return failure(
                .networkUnavailable, "the registry '\(registry)' has no TLS for the image '\(name)'",
                program == "podman"
                    ? "allow it in registries.conf: '[[registry]]' with 'location' and 'insecure = true'"
                    : "allow it in the engine's daemon.json: 'insecure-registries'",
            )
        }
        if says("x509: ", "tls: ") {
            return failure(
                .networkUnavailable, "the engine does not trust the registry '\(registry)' of the image '\(name)'",
                "check the registry's certificate, and the authorities that the engine knows",
            )
        }
        if isNotFound || says("manifest unknown", "name unknown", "not found", "404") {
            return failure(.imageMissing, "the registry '\(registry)' has no image '\(name)'", "correct \(place)")
        }
        if says(
            "connection refused", "connection reset", "no such host", "i/o timeout", "timeout", "deadline exceeded",
            "network is unreachable", "no route to host", "name resolution", "server misbehaving", "eof")
        {
            return failure(
                .networkUnavailable,
                "the registry '\(registry)' cannot be reached by the engine for the image '\(name)'",
                "check the registry's name, and the engine's network",
            )
        }
        return failure(
            .imageMissing, "the image '\(name)' is not here and cannot be pulled from '\(registry)'",
            "check the name, the registry and the login ('\(program) login \(registry)')",
        )
    }

    private func refusal(_ words: String, mayBeMissing: Bool, _ log: String) -> ProvisionError {
        let what: String
        let way = "'\(program) login \(registry)'"
        var remedy: String
        if let login = credentials.login {
            let user = login.user.map { "'\($0)'" } ?? "a token"
            what = "the registry '\(registry)' refuses the login of \(user) (\(login.source)) for the image '\(name)'"
            remedy = "log in anew with \(way)"
        } else {
            what = "the registry '\(registry)' does not give the image '\(name)' without a login"
            remedy = "log in with \(way)"
        }
        if mayBeMissing { remedy += ", or correct \(place)" }
        let complaints = credentials.complaints.map { "; \($0)" }.joined()
        return ProvisionError(.imageMissing, "\(what): \(words)\(complaints)", log: log, remedy: remedy)
    }

    /// The engine's words without what it was about, which Podman puts before them.
    private static func core(of said: String) -> String {
        var rest = said[...]
        let openings = [
            "creating build container: ", "initializing source ", "reading manifest ", "pinging container registry ",
            "choosing an image from manifest list ",
        ]
        while let opening = openings.first(where: { rest.hasPrefix($0) }) {
            let after =
                opening.hasSuffix(": ") ? rest.dropFirst(opening.count) : rest.split(separator: ": ", maxSplits: 1).last
            guard let after, after.count < rest.count else { break }
            rest = after
        }
        return rest.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
