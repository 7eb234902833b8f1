import Files
import JSON
import Matrix

/// What an installer in a container is started with, and the files of this machine that it gets for it.
struct InstallCommand: Sendable {
    let target: TargetEnvironment
    /// The path of the image's interpreter.
    let python: String
    let variables: [String: String]
    /// Where what is mounted for the installer lies.
    let folder: String
    private(set) var mounts: [ContainerSpec.Mount] = []

    /// Variables of uv's that name places, and what separates them there.
    private static let placeVariables: [String: Character] = [
        "UV_FIND_LINKS": ",", "UV_INDEX": " ", "UV_DEFAULT_INDEX": " ", "UV_INDEX_URL": " ", "UV_EXTRA_INDEX_URL": " ",
        "UV_CONSTRAINT": " ", "UV_OVERRIDE": " ", "UV_BUILD_CONSTRAINT": " ",
    ]

    init(_ target: TargetEnvironment, python: String, variables: [String: String], folder: String) {
        (self.target, self.python, self.variables, self.folder) = (target, python, variables, folder)
    }

    /// What `smoke-loader --run` is to start: arguments and variables.
    mutating func make() -> JSONValue {
        var arguments = [
            "\(folder)/uv", "pip", "install", "--python", python, "--break-system-packages",
            "--no-progress", "--color", "never", "--link-mode", "copy", "--compile-bytecode", "--no-config",
        ]
        if !target.trustsPackages { arguments.append("--no-build") }
        for place in target.findLinks { arguments += ["--find-links", inside(place)] }
        for index in target.indexes.dropLast() { arguments += ["--index", inside(index)] }
        if let last = target.indexes.last { arguments += ["--default-index", inside(last)] }
        for (number, file) in target.requirementFiles.enumerated() {
            let inside = "\(folder)/requirements/\(number)"
            mounts.append(ContainerSpec.Mount(Path.parent(file), at: inside))
            arguments += ["--requirements", "\(inside)/\(Path.name(file))"]
        }
        arguments += ["--"] + target.packages

        var given = ["UV_CACHE_DIR": folder + "/downloads", "HOME": "/tmp", "TMPDIR": "/tmp"]
        for (name, value) in ProcessVariables.resolving(variables) where name.hasPrefix("UV_") {
            guard let separator = Self.placeVariables[name] else {
                given[name] = value
                continue
            }
            given[name] = value.split(separator: separator).map { inside(String($0)) }
                .joined(separator: String(separator))
        }
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
            for name in [name, name.uppercased()] { given[name] = variables[name] }
        }
        if let file = variables["SSL_CERT_FILE"], File.exists(file) {
            mounts.append(ContainerSpec.Mount(File.resolved(file) ?? file, at: folder + "/certificates.pem"))
            given["SSL_CERT_FILE"] = folder + "/certificates.pem"
        }
        return [
            "arguments": .array(arguments.map(JSONValue.string)),
            "variables": .object(JSONObject(given.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }

    /// Where a file or folder of this machine is in the container; an address elsewhere stays as it is.
    private mutating func inside(_ place: String) -> String {
        let scheme = place.hasPrefix("file://") ? "file://" : ""
        let path = scheme.isEmpty ? place : String(place.dropFirst(scheme.count)).percentDecoded
        guard path.hasPrefix("/"), let source = File.resolved(path) else { return place }
        let inside = "\(folder)/places/\(mounts.count)"
        mounts.append(ContainerSpec.Mount(source, at: inside))
        return scheme + inside
    }
}
