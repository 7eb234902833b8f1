import Files
import Glibc

/// What this machine offers for making environments.
public struct DoctorReport: Sendable, Hashable {
    public struct Tool: Sendable, Hashable {
        public let name: String
        public let path: String
        /// "0.9.5"; `nil` where it does not say, or was not asked.
        public let version: String?
    }

    public struct Engine: Sendable, Hashable {
        /// "podman", "docker".
        public let name: String
        public let path: String
        /// The socket that answers for it; `nil` where there is none.
        public let socket: String?
    }

    public struct Sandbox: Sendable, Hashable {
        /// bubblewrap's path.
        public let bubblewrap: String?
        /// Whether this user may make user namespaces.
        public let userNamespaces: Bool
    }

    public struct Cache: Sendable, Hashable {
        public let path: String
        public let environments: Int
        public let bytes: Int
        /// Bytes free for this user; `nil` where the system does not say.
        public let free: Int?
        public let isWritable: Bool
    }

    /// Newest first.
    public let interpreters: [Interpreter]
    public let uv: Tool?
    /// The interpreters' own pip, by the interpreter's path.
    public let pip: [Tool]
    public let cache: Cache
    public let engines: [Engine]
    /// The engine that runs would use, "Podman 4.3.1 at unix:///run/podman/podman.sock", or why there is none.
    public let containers: String
    public let sandbox: Sandbox
    /// `nvidia-smi` with what it says of each GPU, if there is a driver.
    public let gpus: [String]
    /// Problems in one sentence each, with what to do.
    public let advice: [String]
}

/// Looks at a machine: interpreters, installers, cache, container engines, sandbox and GPUs.
public struct Doctor: Sendable {
    private let cache: CacheDirectory
    private let variables: [String: String]

    public init(cache: CacheDirectory = CacheDirectory(), variables: [String: String] = ProcessVariables.current) {
        self.cache = cache
        self.variables = variables
    }

    public func examine() async -> DoctorReport {
        async let interpreters = (try? Interpreters(cache: cache, variables: variables).all()) ?? []
        async let uv = findUv()
        async let gpus = findGPUs()
        async let containers = ContainerEngines.report(variables: variables)
        let engines = findEngines()
        let sandbox = findSandbox()
        let state = examineCache()
        let found = await interpreters
        let installer = await uv
        return DoctorReport(
            interpreters: found,
            uv: installer,
            pip: found.compactMap(pip),
            cache: state,
            engines: engines,
            containers: await containers,
            sandbox: sandbox,
            gpus: await gpus,
            advice: advice(interpreters: found, uv: installer, cache: state),
        )
    }

    private func advice(
        interpreters: [Interpreter],
        uv: DoctorReport.Tool?,
        cache: DoctorReport.Cache,
    ) -> [String] {
        var advice: [String] = []
        if interpreters.isEmpty {
            advice.append("no Python 3.6 or later was found: install one (Debian: apt install python3 python3-venv)")
        }
        if uv == nil {
            advice.append("uv is not installed: the first run fetches it with pip, or install it (pip install uv)")
        }
        if !cache.isWritable {
            advice.append("the cache '\(cache.path)' cannot be written: set SMOKEHOUSE_CACHE to a folder that can")
        }
        if let free = cache.free, free < 2 << 30 {
            advice.append("less than 2 GiB are free for the cache: 'smokehouse cache prune' gives back what it can")
        }
        return advice
    }

    private func findUv() async -> DoctorReport.Tool? {
        guard let path = UvLocation(cache: cache, variables: variables).installed else { return nil }
        // "uv 0.9.5 (x86_64-unknown-linux-gnu)"
        let text = await output(path, ["--version"])
        let version = text?.split(whereSeparator: \.isWhitespace).dropFirst().first.map(String.init)
        return DoctorReport.Tool(name: "uv", path: path, version: version)
    }

    private func pip(of interpreter: Interpreter) -> DoctorReport.Tool? {
        let version = InstalledPackage.all(in: interpreter.sitePackages).first { $0.name == "pip" }?.version
        return version.map { DoctorReport.Tool(name: "pip", path: interpreter.path, version: $0) }
    }

    private func findGPUs() async -> [String] {
        guard let path = onPath("nvidia-smi") else { return [] }
        let query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
        return (await output(path, query))?.split(whereSeparator: \.isNewline).map(String.init) ?? []
    }

    private func findEngines() -> [DoctorReport.Engine] {
        let runtime = variables["XDG_RUNTIME_DIR"] ?? "/run/user/\(getuid())"
        let sockets = [
            "podman": ["\(runtime)/podman/podman.sock", "/run/podman/podman.sock"],
            "docker": ["\(runtime)/docker.sock", "/run/docker.sock", "/var/run/docker.sock"],
        ]
        return ["podman", "docker"].compactMap { name in
            guard let path = onPath(name) else { return nil }
            let given = variables["DOCKER_HOST"].flatMap { host in
                name == "docker" && host.hasPrefix("unix://") ? String(host.dropFirst(7)) : nil
            }
            let socket = ([given].compactMap(\.self) + (sockets[name] ?? [])).first { access($0, R_OK | W_OK) == 0 }
            return DoctorReport.Engine(name: name, path: path, socket: socket)
        }
    }

    private func findSandbox() -> DoctorReport.Sandbox {
        func number(_ path: String) -> Int? {
            (try? File.readText(path, limit: 64)).flatMap { Int($0.prefix { $0.isNumber }) }
        }
        let maximum = number("/proc/sys/user/max_user_namespaces") ?? 0
        // Debian and Ubuntu have switches of their own.
        let isRefused =
            number("/proc/sys/kernel/unprivileged_userns_clone") == 0
            || number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1
        return DoctorReport.Sandbox(
            bubblewrap: Bubblewrap(in: variables)?.path,
            userNamespaces: maximum > 0 && (getuid() == 0 || !isRefused),
        )
    }

    private func examineCache() -> DoctorReport.Cache {
        let store = EnvironmentStore(cache: cache)
        var folder = cache.path
        while !File.exists(folder), folder != "/" { folder = Path.parent(folder) }
        return DoctorReport.Cache(
            path: cache.path,
            environments: store.count,
            bytes: store.size(),
            free: DiskUse.free(cache.path),
            isWritable: access(folder, W_OK) == 0,
        )
    }

    private func onPath(_ command: String) -> String? {
        (variables["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
            .map { Path.join(String($0), command) }
            .first { File.isExecutable($0) }
    }

    private func output(_ path: String, _ arguments: [String]) async -> String? {
        let command = Command(executable: path, arguments: arguments, variables: variables, directory: "/", timeout: 10)
        guard let output = try? await command.run(), output.status == 0 else { return nil }
        return output.text
    }
}
