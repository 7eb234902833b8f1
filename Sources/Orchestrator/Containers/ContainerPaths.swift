import Environments
import Files
import Glibc
import JSON
import Probe

/// Where a session's files are in its container: each artifact mounted alone and read-only, nothing else of the host.
struct ContainerPaths: Sendable {
    private(set) var mounts: [ContainerSpec.Mount] = []
    /// By the path on this machine.
    private var known: [String: String] = [:]
    /// Where readable copies go of what the container's user could not read.
    private let copies: String
    private let mustCopy: Bool
    /// The run's own folder, which is no part of any code that lies around it.
    private let scratch: String
    /// What the job that is being translated may read, each in a folder of its own with what belongs to it.
    private var readable: [String] = []

    /// The folder that holds all that is ours in a container.
    static let folder = "/smokehouse"
    static let session = "/smokehouse/session"
    /// `HOME` and `TMPDIR` of what is imported before there are cells: theirs to read, not to write.
    static let home = session + "/home"
    static let temporary = session + "/tmp"
    /// What any process in a container may write to: in memory, and gone with the container.
    static let scratch = ContainerSpec.scratchFolders + ["/dev/shm", "/dev/mqueue"]

    /// - Parameters:
    ///   - copies: a folder that lives as long as the session.
    ///   - scratch: the run's folder.
    ///   - isOurs: whether the container's user is ourselves; files that only we may read are copied for any other.
    init(copies: String, scratch: String, isOurs: Bool) {
        self.copies = copies
        self.scratch = scratch
        mustCopy = !isOurs
    }

    /// The session as the container sees it.
    ///
    /// - Parameter directory: the session's folder on this machine, which becomes `/smokehouse/session`.
    mutating func translate(_ session: Session, directory: String) throws(FileError) -> Session {
        mounts.append(ContainerSpec.Mount(directory, at: Self.session, isWritable: true))
        var inside = session
        inside.events = "\(Self.session)/\(Path.name(session.events))"
        inside.log = "\(Self.session)/\(Path.name(session.log))"
        inside.lifeline = session.lifeline.map { "\(Self.session)/\(Path.name($0))" }
        inside.scratch = Self.scratch
        var jobs: [Job] = []
        for job in session.jobs { jobs.append(try translate(job)) }
        inside.jobs = jobs
        return inside
    }

    private mutating func translate(_ job: Job) throws(FileError) -> Job {
        var inside = job
        readable = []
        inside.directory = "/smokehouse/cells/\(Path.name(job.directory))"
        mounts.append(ContainerSpec.Mount(job.directory, at: inside.directory, isWritable: true))
        if !job.artifact.isEmpty, job.steps.isEmpty { inside.artifact = try place(job.artifact, in: "artifacts") }
        for index in job.steps.indices {
            inside.steps[index].artifact = try place(job.steps[index].artifact, in: "artifacts")
            inside.steps[index].options = try translate(job.steps[index].options)
        }
        for index in job.inputs.indices { inside.inputs[index].path = try place(job.inputs[index].path, in: "inputs") }
        inside.options = try translate(job.options)
        inside.readable = readable
        return inside
    }

    /// The options that name files: the code of a model, a library of operators.
    private mutating func translate(_ options: JSONObject) throws(FileError) -> JSONObject {
        var inside = options
        for key in ["model", "entry"] {
            guard var part = options[key]?.object, let file = part["file"]?.string else { continue }
            part["file"] = .string(try code(file))
            inside[key] = .object(part)
        }
        guard var load = options["load"]?.object else { return inside }
        for key in ["custom-op-library", "extension"] {
            if let library = load[key]?.string {
                load[key] = .string(try self.library(library))
            } else if let libraries = load[key]?.strings {
                var placed: [JSONValue] = []
                for library in libraries { placed.append(.string(try self.library(library))) }
                load[key] = .array(placed)
            }
        }
        inside["load"] = .object(load)
        return inside
    }

    /// Mounts a file of code with what it may import and read beside it.
    private mutating func code(_ file: String) throws(FileError) -> String {
        let (folder, visible) = (Path.parent(file), CodeFolder.visible(from: file))
        if visible == [folder] { return "\(try place(folder, in: "code"))/\(Path.name(file))" }
        let inside = try place(file, in: "code")
        for path in visible { try add(Path.relative(path, to: folder), of: file) }
        return inside
    }

    /// Mounts a library; what is no path is a Python module of the image.
    private mutating func library(_ text: String) throws(FileError) -> String {
        text.hasPrefix("/") ? try place(text, in: "libraries") : text
    }

    /// Mounts a file or folder under a kind of its own; the same one once.
    private mutating func place(_ path: String, in kind: String) throws(FileError) -> String {
        if let place = known[path] {
            readable.append(Path.parent(place))
            return place
        }
        let inside = "/smokehouse/\(kind)/\(known.count)/\(Path.name(path))"
        known[path] = inside
        readable.append(Path.parent(inside))
        let resolved = File.resolved(path) ?? path
        let source = mustCopy && !Self.isReadableByAll(resolved) ? try copy(resolved, number: known.count) : resolved
        mounts.append(ContainerSpec.Mount(source, at: inside))
        return inside
    }

    /// What lies beside a file and belongs to it, at the same place relative to it.
    mutating func add(_ companion: String, of path: String) throws(FileError) {
        guard let place = known[path] else { return }
        let source = Path.absolute(companion, from: Path.parent(path))
        guard let resolved = File.resolved(source), known[source] == nil else { return }
        let inside = Path.absolute(companion, from: Path.parent(place))
        known[source] = inside
        let open = mustCopy && !Self.isReadableByAll(resolved) ? try copy(resolved, number: known.count) : resolved
        mounts.append(ContainerSpec.Mount(open, at: inside))
    }

    private static func isReadableByAll(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return true }
        if status.st_mode & S_IFMT != S_IFDIR { return status.st_mode & 0o004 != 0 }
        guard status.st_mode & 0o005 == 0o005 else { return false }
        return ((try? Directory.list(path)) ?? []).allSatisfy { isReadableByAll(Path.join(path, $0)) }
    }

    private func copy(_ path: String, number: Int) throws(FileError) -> String {
        let target = Path.join(copies, "\(number)/\(Path.name(path))")
        try Directory.create(Path.parent(target))
        try copy(path, to: target)
        return target
    }

    private func copy(_ path: String, to target: String) throws(FileError) {
        if Directory.exists(path) {
            try Directory.create(target)
            chmod(target, 0o755)
            for name in try Directory.list(path) where Path.join(path, name) != scratch {
                try copy(Path.join(path, name), to: Path.join(target, name))
            }
        } else {
            try File.copy(path, to: target)
            chmod(target, 0o644)
        }
    }
}
