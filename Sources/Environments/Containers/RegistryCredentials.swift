import Files
import Glibc
import JSON

/// What Docker and Podman keep of a user's logins to registries.
struct RegistryCredentials: Sendable {
    let variables: [String: String]
    /// Seconds that a credential helper may take.
    var helperLimit = 20.0

    /// A login to a registry, as an engine takes it.
    struct Login: Sendable, Hashable {
        /// `nil` where a token stands for the user.
        let user: String?
        /// The file or the program that it comes from.
        let source: String
        fileprivate let value: JSONValue

        init(user: String, password: String, server: String, source: String) {
            self.user = user
            self.source = source
            value = ["username": .string(user), "password": .string(password), "serveraddress": .string(server)]
        }

        init(token: String, server: String, source: String) {
            user = nil
            self.source = source
            value = ["identitytoken": .string(token), "serveraddress": .string(server)]
        }

        /// The `X-Registry-Auth` header.
        var header: String { Base64.encodeForURL(Array(value.compact.utf8)) }
    }

    /// What was found for one image.
    struct Found: Sendable, Hashable {
        /// `nil` where nobody has logged in.
        var login: Login?
        /// Files and credential helpers that should have had one and failed, each in words.
        var complaints: [String] = []
    }

    /// The login for an image.
    func find(for reference: ImageReference) async -> Found {
        var found = Found()
        let names = Self.names(of: reference.registry)
        for file in files {
            if let problem = file.problem { found.complaints.append(problem) }
            for (name, helper) in helpers(in: file.content, names) {
                switch await CredentialHelper(name: helper, variables: variables, limit: helperLimit).login(to: name) {
                case .login(let login):
                    found.login = login
                    return found
                case .nothing: break
                case .failed(let reason): found.complaints.append("\(reason) (named in '\(file.path)')")
                }
            }
            guard let auths = file.content["auths"]?.object?.members else { continue }
            // Podman keeps logins for a part of a registry as well; the narrowest counts.
            for key in reference.places + names {
                if let entry = auths.first(where: { $0.key == key || Self.host($0.key) == key }),
                    let login = Self.login(entry.value, names[0], file.path)
                {
                    found.login = login
                    return found
                }
            }
        }
        return found
    }

    /// The `X-Registry-Config` header for a build: every login that is written in a file, and what helpers know of the
    /// images that it starts from.
    ///
    /// - Returns: `header` is `nil` where there is no login at all; `found` is in the order of the images.
    func forBuild(from references: [ImageReference]) async -> (header: String?, found: [Found]) {
        var all = JSONObject()
        var found: [Found] = []
        for reference in references {
            found.append(await find(for: reference))
            let key = Self.names(of: reference.registry)[0]
            if all[key] == nil, let login = found.last?.login { all[key] = login.value }
        }
        // Two keys may be one registry to an engine, which takes either.
        let named = Set(references.flatMap { Self.names(of: $0.registry) })
        for file in files {
            for (key, entry) in file.content["auths"]?.object?.members ?? []
            where all[key] == nil && !named.contains(key) && !named.contains(Self.host(key)) {
                all[key] = Self.login(entry, key, file.path)?.value
            }
        }
        return (all.isEmpty ? nil : Base64.encodeForURL(Array(JSONValue.object(all).compact.utf8)), found)
    }

    /// The helpers that a file wants asked, each with the name that it knows the registry by.
    private func helpers(in file: JSONValue, _ names: [String]) -> [(name: String, helper: String)] {
        for name in names {
            if let helper = file["credHelpers"]?[name]?.string { return helper.isEmpty ? [] : [(name, helper)] }
        }
        guard let helper = file["credsStore"]?.string, !helper.isEmpty else { return [] }
        return [(names[0], helper)]
    }

    /// The names under which a registry's login may be kept, Docker's own first.
    private static func names(of registry: String) -> [String] {
        registry == "docker.io"
            ? ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"] : [registry]
    }

    /// `registry.example` of `https://registry.example/v2/`; what names no scheme stays as it is.
    private static func host(_ key: String) -> String {
        for scheme in ["https://", "http://"] {
            if let rest = key.dropping(prefix: scheme) { return String(rest.prefix { $0 != "/" }) }
        }
        return key
    }

    /// A file with logins.
    private struct Logins {
        let path: String
        var content: JSONValue = [:]
        var problem: String?

        /// `nil` where there is none.
        init?(_ path: String) {
            guard File.exists(path) else { return nil }
            self.path = path
            do {
                content = try JSONValue(parsing: try File.read(path, limit: 1 << 20))
            } catch let error as FileError {
                problem = "\(error)"
            } catch {
                problem = "'\(path)' holds no JSON"
            }
        }
    }

    /// Podman's file first, as the image's own words for it are.
    private var files: [Logins] {
        let home = given("HOME") ?? "/"
        let runtime = given("XDG_RUNTIME_DIR").map { Path.join($0, "containers") } ?? "/run/containers/\(getuid())"
        let paths = [
            given("REGISTRY_AUTH_FILE"),
            Path.join(runtime, "auth.json"),
            Path.join(given("XDG_CONFIG_HOME") ?? Path.join(home, ".config"), "containers/auth.json"),
            Path.join(given("DOCKER_CONFIG") ?? Path.join(home, ".docker"), "config.json"),
        ]
        return paths.compactMap { $0.flatMap(Logins.init) }
    }

    private func given(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `auth` is `user:password` in base 64.
    private static func login(_ entry: JSONValue, _ server: String, _ path: String) -> Login? {
        if let token = entry["identitytoken"]?.string, !token.isEmpty {
            return Login(token: token, server: server, source: path)
        }
        guard let bytes = entry["auth"]?.string.flatMap(Base64.decode),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return Login(
            user: String(decoding: bytes[..<colon], as: UTF8.self),
            password: String(decoding: bytes[(colon + 1)...], as: UTF8.self),
            server: server,
            source: path,
        )
    }
}
