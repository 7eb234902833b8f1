import Environments
import Files
import Glibc
import JSON
import Matrix
import Probe

/// How a session is started so that its cells can be held, and what it is told.
struct SandboxPlan: Sendable {
    let rules: SandboxRules
    /// The words before the loader's own command line; empty where nothing could hold it.
    let launcher: [String]

    init(
        _ paths: SandboxPaths,
        launcher: SandboxLauncher,
        isRequired: Bool,
        network: Network,
        jobs: [Job],
        scratch: Scratch,
        session: String,
        bytecode: String?,
        keepsBytecode: Bool,
        groups: ControlGroupTree?,
    ) {
        let isGraphic = paths.target.device == .cuda
        let devices = isGraphic ? SandboxPaths.graphics : []
        let system = SandboxPaths.system + (network == .host ? SandboxPaths.resolver : [])
        let own = paths.session
        var rules = SandboxRules(readable: system + SandboxPaths.links.map(\.path) + own + ["/proc", "/dev", session])
        rules.isRequired = isRequired
        rules.hostNetwork = network == .host
        rules.writable = devices
        for (name, target) in SandboxTrial.namespacesOutside { rules.namespaces[name] = target }
        rules.limits = Self.limits(scratch)
        rules.launcher = launcher.name
        rules.controlGroups = groups.map { ControlGroups(version: $0.version, folders: $0.folders) }
        if let bytecode { rules.readable.append(bytecode) }
        self.rules = rules

        guard let words = launcher.words else {
            self.launcher = []
            return
        }
        var mounts = MountWords()
        for path in system { mounts.add("--ro-bind", path) }
        for (path, target) in SandboxPaths.links { mounts.words += ["--symlink", target, path] }
        let bound = SandboxPaths.tidied(own + jobs.flatMap(\.readable))
        let covered = Set(system + SandboxPaths.links.map(\.path) + bound)
        for (path, target) in paths.interpreterLinks
        where !covered.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) {
            mounts.words += ["--symlink", target, path]
        }
        for path in bound { mounts.add("--ro-bind", path) }
        for device in SandboxPaths.devices + devices { mounts.add("--dev-bind", device) }
        mounts.words += ["--size", "1073741824", "--tmpfs", "/dev/shm"]
        for (link, target) in [("/proc/self/fd", "fd"), ("/proc/self/fd/0", "stdin"), ("/proc/self/fd/1", "stdout")] {
            mounts.words += ["--symlink", link, "/dev/" + target]
        }
        mounts.words += ["--symlink", "/proc/self/fd/2", "/dev/stderr", "--dir", "/tmp", "--dir", "/var/tmp"]
        // Not the folder that holds them: what an environment's packages do at their import is done before any cell, and
        // would reach the cells of other environments.
        for job in jobs { mounts.add("--bind", job.directory) }
        mounts.add("--bind", session)
        // Landlock and mounts of their own keep cells from changing their limits.
        for folder in Set((groups?.folders ?? [:]).values).sorted() { mounts.add("--bind", folder) }
        // What imports compile is kept for later runs. Landlock and mounts of their own keep cells from changing it; what
        // packages do at their import could.
        if let bytecode, File.exists(bytecode) {
            mounts.add(keepsBytecode && KernelFeatures.landlock > 0 ? "--bind" : "--ro-bind", bytecode)
        }
        mounts.words += ["--proc", "/proc", "--remount-ro", "/", "--chdir", session]
        self.launcher =
            words + SandboxTrial.namespaces + (network == .none ? ["--unshare-net"] : []) + mounts.words + ["--"]
    }

    /// In a container, where the engine holds the session: the rules keep its cells from each other's files.
    init(inContainer network: Network, isRequired: Bool, scratch: Scratch) {
        var rules = SandboxRules(
            readable: [Path.parent(LoaderFiles.libraryInside), ContainerPaths.home, ContainerPaths.temporary])
        rules.isRequired = isRequired
        rules.hostNetwork = network == .host
        rules.container = ContainerPaths.folder
        rules.writable = ContainerSpec.scratchFolders
        rules.limits = Self.limits(scratch)
        self.rules = rules
        launcher = []
    }

    private static func limits(_ scratch: Scratch) -> CellLimits {
        var limits = CellLimits()
        if let free = freeBytes(scratch.path) { limits.disk = min(limits.disk, free / 2) }
        limits.fileSize = limits.disk
        return limits
    }

    private static func freeBytes(_ path: String) -> Int? {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : nil
    }
}

/// Words of bubblewrap's command line for mounts at the place where they are outside.
private struct MountWords {
    var words: [String] = []

    /// Links are followed outside: inside they may lead nowhere.
    mutating func add(_ word: String, _ path: String) { words += [word, File.resolved(path) ?? path, path] }
}

/// The program that puts a session into namespaces of its own.
enum SandboxLauncher: Sendable, Hashable {
    /// bubblewrap, found to work here.
    case bubblewrap(String)
    /// The loader's own executable, which does the same as far as the system lets it.
    case own(String)
    case none

    var name: String? {
        switch self {
        case .bubblewrap: "bubblewrap"
        case .own: "own launcher"
        case .none: nil
        }
    }

    var words: [String]? {
        switch self {
        case .bubblewrap(let path): [path]
        case .own(let path): [path, "--sandbox"]
        case .none: nil
        }
    }

    /// The launcher that works here: bubblewrap where it is installed and does what is asked of it, else the loader's own.
    static func find(_ loader: LoaderLocation, variables: [String: String]) async -> SandboxLauncher {
        guard let bubblewrap = Bubblewrap(in: variables), await bubblewrap.complaint() == nil else {
            return .own(loader.executable)
        }
        return .bubblewrap(bubblewrap.path)
    }
}

/// Remembers the launcher of a run.
actor SandboxLaunchers {
    private let options: RunOptions
    private var search: Task<SandboxLauncher, Never>?

    init(_ options: RunOptions) { self.options = options }

    func launcher() async -> SandboxLauncher {
        if let search { return await search.value }
        let task = Task { await SandboxLauncher.find(options.loader, variables: options.environment) }
        search = task
        return await task.value
    }
}

/// What the kernel offers, asked of it directly.
enum KernelFeatures {
    /// The newest ABI of Landlock; 0 without.
    static let landlock: Int = {
        // syscall is variadic in C, which hides it from Swift; 444 is landlock_create_ruleset, 1 asks for the version.
        typealias Call = @convention(c) (Int, Int, Int, Int) -> Int
        guard let symbol = dlsym(nil, "syscall") else { return 0 }
        return max(0, unsafeBitCast(symbol, to: Call.self)(444, 0, 0, 1))
    }()
}
