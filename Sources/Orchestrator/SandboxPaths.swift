import Artifacts
import Environments
import Files
import Glibc
import JSON
import Matrix
import Probe

/// The files that a session and each of its cells may see.
struct SandboxPaths: Sendable {
    let environment: ProvisionedEnvironment
    let target: TargetEnvironment
    let loader: LoaderLocation

    /// Links of the root folder as they are, with where they lead: `/bin` to `usr/bin`.
    static let links: [(path: String, target: String)] = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
        .compactMap { path in File.linkTarget(path).map { (path, $0) } }

    /// Programs, libraries and what they look up; nothing that could be a secret.
    static let system: [String] = {
        let folders = [
            "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store", "/sys",
        ]
        let settings = [
            "alternatives", "ca-certificates", "crypto-policies", "debian_version", "fonts", "gai.conf", "group",
            "host.conf", "hosts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "localtime",
            "lsb-release", "magic", "matplotlibrc", "mime.types", "nsswitch.conf", "OpenCL", "os-release", "passwd",
            "pki/ca-trust", "pki/tls", "protocols", "python", "python2.7", "python3", "python3.6", "python3.7",
            "python3.8", "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14",
            "redhat-release", "services", "ssl/certs", "ssl/openssl.cnf", "system-release", "timezone", "vulkan",
        ]
        let linked = Set(links.map(\.path))
        return (folders.filter { !linked.contains($0) } + settings.map { "/etc/" + $0 }).filter(File.exists)
    }()

    static let devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"].filter(File.exists)

    /// What a graphics card needs: its devices and the driver's settings.
    static let graphics: [String] = {
        let names = (try? Directory.list("/dev")) ?? []
        return names.filter { $0.hasPrefix("nvidia") || $0 == "dri" || $0 == "kfd" }
            .map { "/dev/" + $0 }
    }()

    /// Name lookups on the host's network.
    static let resolver = ["/etc/resolv.conf", "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager"]
        .filter(File.exists)

    /// The interpreter, its packages and what the matrix' variables name.
    var session: [String] {
        var paths = environment.sitePackages
        var pythons = [environment.python]
        var prefixes: Set<String> = []
        if let interpreter = environment.interpreter {
            prefixes.insert(interpreter.prefix)
            paths += interpreter.searchPath
            pythons += [interpreter.path, interpreter.basePath]
        }
        for python in pythons { prefixes.formUnion(Self.hops(from: python).compactMap(\.prefix)) }
        let version = (environment.interpreter?.version ?? environment.version).split(separator: ".").prefix(2)
        for prefix in prefixes where prefix != environment.folder {
            paths += PythonPrefix(path: prefix, version: version.joined(separator: ".")).visible
        }
        if let folder = environment.folder { paths.append(folder) }
        paths += environment.sitePackages.flatMap(additions)
        paths += target.variables.flatMap { $0.value.split(separator: ":").map(String.init) }
        paths += [loader.library, loader.executable]
        return Self.tidied(paths)
    }

    /// Links outside any prefix over which the interpreters are reached, each with its target.
    ///
    /// The folders that hold them stay out: `~/bin/python3` must not show the home.
    var interpreterLinks: [String: String] {
        let pythons = [environment.python, environment.interpreter?.path, environment.interpreter?.basePath]
        let links = pythons.compactMap { $0 }.flatMap(Self.hops).filter { $0.prefix == nil }.compactMap { hop in
            File.linkTarget(hop.path).map { (hop.path, $0) }
        }
        return Dictionary(links) { first, _ in first }
    }

    /// An interpreter and what its links lead to, one link at a time, each with the prefix that it lies in: that of a
    /// virtual environment, and of the last of them `PREFIX` of `PREFIX/bin/python3`.
    private static func hops(from python: String) -> [(path: String, prefix: String?)] {
        var hops: [(path: String, prefix: String?)] = []
        var path = python
        for _ in 0..<40 {
            let prefix = Path.parent(Path.parent(path))
            let target = File.linkTarget(path)
            let isPrefix = target == nil || File.exists(Path.join(prefix, "pyvenv.cfg"))
            hops.append((path, isPrefix ? prefix : nil))
            guard let target else { break }
            path = target.hasPrefix("/") ? target : Path.absolute(Path.join(Path.parent(path), target))
        }
        return hops
    }

    /// Folders that a `.pth` file of a site-packages folder adds (documentation of Python's `site` module).
    ///
    /// Any wheel may bring such a file: of what was installed here, only what the matrix has installed from its source
    /// lies elsewhere.
    private func additions(of sitePackages: String) -> [String] {
        let paths = ((try? Directory.list(sitePackages)) ?? []).filter { $0.hasSuffix(".pth") }.flatMap { name in
            ((try? File.readText(Path.join(sitePackages, name), limit: 1 << 16)) ?? "").split(separator: "\n")
                .map(String.init).filter { $0.hasPrefix("/") }
        }
        guard environment.folder != nil else { return paths }
        let sources = environment.sources.map { File.resolved($0) ?? $0 }
        return paths.filter { path in
            let place = File.resolved(path) ?? path
            return sources.contains { place == $0 || place.hasPrefix($0 + "/") }
        }
    }

    /// What each cell of an artifact needs besides: the artifact's files, its code, its inputs.
    static func cells(
        of artifact: Artifact,
        _ preparation: Preparation,
        inputs: String,
        folders: FolderContents,
    ) -> [String] {
        var paths = [inputs]
        for part in artifact.parts {
            paths.append(part.path)
            paths += companions(of: part.path, folders)
            if case .file(let path)? = part.model?.source { paths += CodeFolder.visible(from: path) }
            if let entry = part.entry { paths += CodeFolder.visible(from: entry.file) }
            paths += part.load.members.flatMap { $0.value.string.map { [$0] } ?? $0.value.strings ?? [] }
                .filter { $0.hasPrefix("/") }
        }
        for part in preparation.parts {
            guard let description = part.description else { continue }
            paths += description.companions.map { Path.join(Path.parent(description.path), $0) }
        }
        return tidied(paths)
    }

    /// Files beside an artifact that belong to it by their names: those that formats name inside are known otherwise.
    private static func companions(of path: String, _ folders: FolderContents) -> [String] {
        guard !Directory.exists(path) else { return [] }
        let (folder, name) = (Path.parent(path), Path.name(path))
        return folders.names(in: folder, startingWith: name).filter { isCompanion($0.dropFirst(name.count)) }
            .map { Path.join(folder, $0) }.filter { !Directory.exists($0) && isPlaced($0, beside: path) }
    }

    /// Whether a file lies where its name says, and is no link that would show another. In a cache that keeps its files
    /// elsewhere the artifact is a link itself, to beside where theirs lead.
    private static func isPlaced(_ companion: String, beside artifact: String) -> Bool {
        guard File.linkTarget(companion) != nil else { return true }
        guard File.linkTarget(artifact) != nil, let own = File.resolved(artifact),
            let other = File.resolved(companion)
        else { return false }
        return Path.parent(own) == Path.parent(other)
    }

    /// Whether what follows an artifact's name makes it a part of the artifact: another that only starts like it is none.
    static func isCompanion(_ rest: Substring) -> Bool {
        // `model.pkl_01.npy` of old joblib, `.npy.z` where it compressed; `model.kv.vectors.npy` of gensim.
        if rest.hasPrefix("."), rest.hasSuffix(".npy") { return true }
        if rest.hasPrefix("_"), rest.hasSuffix(".npy") || rest.hasSuffix(".npy.z") {
            return rest.dropFirst().prefix { $0 != "." }.allSatisfy(\.isNumber)
        }
        // External data, and TensorFlow's checkpoints: `model.onnx.data`, `model.ckpt.data-00000-of-00001`.
        return rest == ".index" || rest == ".data" || rest == "_data" || rest.hasPrefix(".data-")
    }

    /// Absolute paths that exist, each once, none below another, with the places that links lead to.
    static func tidied(_ paths: [String]) -> [String] {
        var found: Set<String> = []
        for path in paths where path.hasPrefix("/") && access(path, R_OK) == 0 {
            found.insert(Path.absolute(path))
            if let resolved = File.resolved(path) { found.insert(resolved) }
        }
        let covered = Set(["/usr", "/opt"] + links.map(\.path))
        return found.filter { path in
            path != "/" && !covered.contains(path)
                && !folders(above: path).contains { covered.contains($0) || found.contains($0) }
        }.sorted()
    }

    /// The folders that an absolute path lies in, but for the root.
    private static func folders(above path: String) -> some Sequence<String> {
        sequence(first: Path.parent(path)) { Path.parent($0) }.prefix { $0 != "/" }
    }
}
