import Files
import Glibc
import JSON

/// What Docker and Podman keep of a user's logins to registries.
struct RegistryCredentials: Sendable {
    let variables: [String: String]

    /// The `X-Registry-Auth` header for a registry; `nil` where nobody has logged in.
    func header(for registry: String) async -> String? {
        await login(to: registry).map { Base64.encodeForURL(Array($0.compact.utf8)) }
    }

    /// The `X-Registry-Config` header with every login that is written in a file, for builds; `nil` where there is none.
    var buildHeader: String? {
        var all = JSONObject()
        for file in files {
            for (registry, entry) in file["auths"]?.object?.members ?? [] where all[registry] == nil {
                all[registry] = Self.login(entry, registry)
            }
        }
        return all.isEmpty ? nil : Base64.encodeForURL(Array(JSONValue.object(all).compact.utf8))
    }

    private func login(to registry: String) async -> JSONValue? {
        let names = Self.names(of: registry)
        for file in files {
            for name in names {
                let helper = file["credHelpers"]?[name]?.string
                if let helper, let login = await ask(helper, name) { return login }
                if let entry = file["auths"]?[name], let login = Self.login(entry, name) { return login }
            }
            guard let helper = file["credsStore"]?.string else { continue }
            for name in names {
                if let login = await ask(helper, name) { return login }
            }
        }
        return nil
    }

    /// The names under which a registry's login may be kept.
    private static func names(of registry: String) -> [String] {
        registry == "docker.io"
            ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"]
            : [registry, "https://\(registry)", "https://\(registry)/v1/", "https://\(registry)/v2/"]
    }

    /// Podman's file first, as the image's own words for it are.
    private var files: [JSONValue] {
        let home = given("HOME") ?? "/"
        let paths = [
            given("REGISTRY_AUTH_FILE"),
            given("XDG_RUNTIME_DIR").map { Path.join($0, "containers/auth.json") },
            Path.join(given("XDG_CONFIG_HOME") ?? Path.join(home, ".config"), "containers/auth.json"),
            Path.join(given("DOCKER_CONFIG") ?? Path.join(home, ".docker"), "config.json"),
        ]
        return paths.compactMap { path in
            path.flatMap { try? File.read($0, limit: 1 << 20) }.flatMap { try? JSONValue(parsing: $0) }
        }
    }

    private func given(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `auth` is `user:password` in base 64.
    private static func login(_ entry: JSONValue, _ registry: String) -> JSONValue? {
        if let token = entry["identitytoken"]?.string, !token.isEmpty {
            return ["identitytoken": .string(token), "serveraddress": .string(registry)]
        }
        guard let bytes = entry["auth"]?.string.flatMap(Base64.decode),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return [
            "username": .string(String(decoding: bytes[..<colon], as: UTF8.self)),
            "password": .string(String(decoding: bytes[(colon + 1)...], as: UTF8.self)),
            "serveraddress": .string(registry),
        ]
    }

    /// Runs `docker-credential-HELPER get`, which reads a registry's name and prints `Username` and `Secret`.
    private func ask(_ helper: String, _ registry: String) async -> JSONValue? {
        guard helper.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 < 0x7F }) else { return nil }
        var own = variables
        own["SMOKEHOUSE_REGISTRY"] = registry
        own["SMOKEHOUSE_HELPER"] = helper
        let command = Command(
            executable: "/bin/sh",
            arguments: [
                "-c", #"printf %s "$SMOKEHOUSE_REGISTRY" | "docker-credential-$SMOKEHOUSE_HELPER" get 2>/dev/null"#,
            ],
            variables: own,
            directory: "/",
            timeout: 20,
        )
        guard let output = try? await command.run(), output.status == 0,
            let value = try? JSONValue(parsing: Array(output.text.utf8)),
            let user = value["Username"]?.string, let secret = value["Secret"]?.string
        else { return nil }
        return user == "<token>"
            ? ["identitytoken": .string(secret), "serveraddress": .string(registry)]
            : ["username": .string(user), "password": .string(secret), "serveraddress": .string(registry)]
    }
}
