import CLinux
import Files
import Glibc
import JSON
import Probe

/// The layers that hold a session's cells, found by trying, with what each cell takes on from them.
struct CellRules {
    let rules: SandboxRules
    let report: SandboxReport
    /// Landlock's ABI; 0 for none.
    private let landlock: Int
    private let filter: SyscallFilter?
    private let readable: [Landlock.Place]
    private let writable: [Landlock.Place]
    /// Folders whose names can be listed, with all below them.
    private let listable: [Landlock.Place]
    /// Whether each cell can have mounts of its own.
    let ownMounts: Bool
    /// Whether the mounts hide the host's files and sockets.
    let hidesHost: Bool
    let ownNetwork: Bool

    private static let systemAdministrator = 21

    init(_ rules: SandboxRules) {
        self.rules = rules
        func isOwn(_ name: String) -> Bool {
            guard let outside = rules.namespaces[name] else { return false }
            return File.linkTarget("/proc/self/ns/\(name)").map { $0 != outside } ?? false
        }
        // A mount namespace holds something only where a launcher has filled it.
        let (hidesHost, ownNetwork) = (rules.launcher != nil && isOwn("mnt"), isOwn("net"))
        var needs = SyscallFilter.Needs(
            listener: true,
            ownNetwork: ownNetwork,
            hostNetwork: rules.hostNetwork,
            ownMounts: hidesHost,
            landlock: Landlock.version,
        )
        let listening = SyscallFilter(needs)
        needs.listener = false
        let trial = LayerTrial(
            mounts: hidesHost && Privileges.holds(Self.systemAdministrator),
            // The engine has a filter of its own.
            filters: rules.container == nil ? (listening: listening, plain: SyscallFilter(needs)) : nil,
        )
        needs.listener = trial.filtering == .listener
        (needs.ownMounts, needs.landlock) = (trial.ownMounts, trial.landlock)
        filter = trial.filtering == .none ? nil : SyscallFilter(needs)
        (landlock, ownMounts) = (trial.landlock, trial.ownMounts)
        (self.hidesHost, self.ownNetwork) = (hidesHost, ownNetwork)
        let image = rules.container.map(Self.image) ?? []
        // The host's own devices are terminals and shared memory, too: of these, names.
        let named = hidesHost || rules.container != nil ? [] : ["/dev"]
        listable = named.compactMap(Landlock.Place.init)
        readable = (rules.readable.filter { !named.contains($0) } + image).compactMap(Landlock.Place.init)
        // The host's own shared memory is a place outside as any other.
        let shared = hidesHost || rules.container != nil ? ["/dev/shm"] : []
        writable = (rules.writable + Self.devices + shared).compactMap(Landlock.Place.init)

        guard rules.container == nil else {
            report = SandboxReport(
                layers: ["container"] + (landlock > 0 ? ["Landlock \(landlock)"] : []),
                missing: landlock > 0 ? [] : ["cells of one container can read and write each other's files"],
            )
            return
        }
        var layers: [String] = []
        if let launcher = rules.launcher, hidesHost { layers.append(launcher) }
        let namespaces = [("user", "user"), ("mnt", "mount"), ("pid", "process"), ("net", "network"), ("ipc", "IPC")]
        for (name, word) in namespaces where isOwn(name) { layers.append("\(word) namespace") }
        if landlock > 0 { layers.append("Landlock \(landlock)") }
        if filter != nil { layers.append("seccomp") }
        if needs.listener { layers.append("seccomp notification") }
        if let groups = rules.controlGroups { layers.append("cgroup v\(groups.version)") }
        var missing: [String] = []
        if !rules.hostNetwork, !ownNetwork, filter == nil {
            missing.append(landlock >= 4 ? "the network is open, but for TCP" : "the network is open")
        }
        if landlock == 0, !hidesHost { missing.append("files outside can be read and written") }
        if landlock == 0, hidesHost { missing.append("cells of one environment can read and write each other's files") }
        if hidesHost, !ownMounts { missing.append("cells of one environment share memory") }
        if filter == nil { missing.append("system calls are not filtered") }
        if landlock < 6, !needs.listener { missing.append("cells can signal other processes") }
        report = SandboxReport(layers: layers, missing: missing)
    }

    /// The folders of a container's image, and the scratch that its engine mounts there.
    private static func image(without own: String) -> [String] {
        ((try? Directory.list("/")) ?? []).map { "/" + $0 }.filter { $0 != own }
    }

    /// What every program writes to.
    private static let devices = [
        "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
    ]

    /// Why cells may not run here at all; `nil` where they may.
    var refusal: String? {
        guard rules.isRequired, !report.missing.isEmpty else { return nil }
        return "'policy: {sandbox: required}' cannot be kept here: \(report.missing.joined(separator: ", ")); "
            + "`smokehouse doctor` says what to install or enable"
    }

    /// Whether files that can be read could be emptied.
    var opensTruncation: Bool { filter?.needs.opensTruncation ?? false }

    /// What is looked at now and then: processes, too, where neither a listener nor an engine counts them as they start.
    var watched: CellLimits {
        var limits = rules.limits
        if rules.container != nil || filter?.needs.listener == true { limits.processes = .max }
        return limits
    }

    /// Whether the supervisor must be kept from its own cells by the kernel's rule on processes that are not dumpable.
    var needsUndumpable: Bool { landlock == 0 && rules.container == nil }

    // MARK: - In the cell

    /// Takes all rules on, in a cell's own process; false where one failed that the report names.
    ///
    /// - Parameter channel: a UNIX socket to the supervisor, for the listener.
    func enter(_ job: Job, channel: Int32) -> Bool {
        Self.markForKernel()
        if ownMounts {
            let shared = min(1 << 30, job.memoryLimit ?? .max)
            guard CellMounts.make(directory: job.directory, shared: shared) else { return false }
        }
        limit(job)
        // The cell's orphans stay its own.
        _ = linux_control(36, 1, 0, 0, 0)  // PR_SET_CHILD_SUBREAPER
        if needsUndumpable { _ = linux_control(4, 0, 0, 0, 0) }  // PR_SET_DUMPABLE
        var isHeld = Privileges.drop()
        if landlock > 0 {
            var places = writable
            // The same folders by the inodes that are seen here.
            for path in [job.directory] + (ownMounts ? ["/dev/shm"] : []) {
                if let place = Landlock.Place(path) { places.append(place) }
            }
            let own = job.readable.compactMap(Landlock.Place.init)
            let code = job.codeFolders.compactMap(Landlock.Place.init)
            let isOpen = rules.hostNetwork || ownNetwork || rules.container != nil
            let access = Landlock.Access(
                listable: listable + code, readable: readable + own, writable: places)
            isHeld = Landlock.restrict(landlock, access, holdsTCP: !isOpen) && isHeld
            for place in places.dropFirst(writable.count) + own + code { close(place.descriptor) }
        }
        if let filter { isHeld = install(filter, channel) && isHeld }
        return isHeld
    }

    /// Descriptors that no cell should inherit open.
    func closePlaces() {
        for place in listable + readable + writable { close(place.descriptor) }
    }

    private func install(_ filter: SyscallFilter, _ channel: Int32) -> Bool {
        let result = filter.install()
        guard result >= 0 else { return false }
        guard filter.needs.listener else { return true }
        defer { close(Int32(result)) }
        return linux_send_descriptor(channel, Int32(result), SyscallFilter.ownMode) == 0
    }

    /// Makes the cell the first to go when the machine's memory runs out.
    private static func markForKernel() {
        let descriptor = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "1000", 4)
        close(descriptor)
    }

    /// Keeps this process to so many of its processors, rounded up; not the same ones as its neighbours.
    private static func keepTo(_ processors: Double) {
        var mask = [UInt8](repeating: 0, count: 1024)
        let size = Self.affinity(Int(__NR_sched_getaffinity), &mask, mask.count)
        guard size > 0 else { return }
        let allowed = (0..<size * 8).filter { mask[$0 / 8] & 1 << ($0 % 8) != 0 }
        let count = max(1, Int(processors.rounded(.up)))
        guard count < allowed.count else { return }
        mask = [UInt8](repeating: 0, count: mask.count)
        for offset in 0..<count {
            let processor = allowed[(Int(getpid()) * count + offset) % allowed.count]
            mask[processor / 8] |= 1 << (processor % 8)
        }
        _ = Self.affinity(Int(__NR_sched_setaffinity), &mask, size)
    }

    private static func affinity(_ call: Int, _ mask: inout [UInt8], _ size: Int) -> Int {
        mask.withUnsafeMutableBytes { linux_call(call, 0, size, Int(bitPattern: $0.baseAddress), 0, 0, 0) }
    }

    private func limit(_ job: Job) {
        func set(_ resource: Int32, _ value: Int) {
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
            limit.rlim_max = min(limit.rlim_max, rlim_t(value))
            limit.rlim_cur = min(limit.rlim_cur, limit.rlim_max)
            setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
        }
        // All its stages at full length, on all cores, with a margin.
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let seconds = job.loadTimeout + Double(job.inferences + 2) * job.inferenceTimeout
        set(0, Int(min(seconds, 1e7)) * cores + 10)  // RLIMIT_CPU
        if rules.controlGroups?.folders["cpu"] == nil, let processors = job.processors { Self.keepTo(processors) }
        set(1, rules.limits.fileSize)  // RLIMIT_FSIZE
        set(7, rules.limits.descriptors)  // RLIMIT_NOFILE
    }
}

extension Job {
    /// The folders of the user's code, in which Python looks for what it imports.
    fileprivate var codeFolders: [String] {
        ([options] + steps.map(\.options)).flatMap { options in
            ["entry", "model"].compactMap { options[$0]?["file"]?.string }.map(Path.parent)
        }
    }
}
