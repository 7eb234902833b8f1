import Files
import Glibc
import Matrix

/// Where uv is: `SMOKEHOUSE_UV`, else on PATH, else in the cache, where it is fetched once from the package index.
struct UvLocation: Sendable {
    let cache: CacheDirectory
    let variables: [String: String]

    /// uv where it is installed already; `nil` where it would have to be fetched.
    var installed: String? {
        if let given = variables["SMOKEHOUSE_UV"], !given.isEmpty { return File.isExecutable(given) ? given : nil }
        let folders = (variables["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
        return (folders.map { Path.join($0, "uv") } + [fetched]).first { File.isExecutable($0) }
    }

    private var fetched: String { Path.join(cache.uv, "bin/uv") }

    /// uv's path, fetched with the pip of `interpreter` if need be; two runs at once fetch it once.
    func locate(
        with interpreter: Interpreter,
        until deadline: ContinuousClock.Instant,
    ) async throws(ProvisionError) -> String {
        if let installed { return installed }
        if let given = variables["SMOKEHOUSE_UV"], !given.isEmpty {
            throw ProvisionError(
                .installerMissing, "SMOKEHOUSE_UV names '\(given)', which is no program", remedy: "correct or unset it",
            )
        }
        do {
            try Directory.create(cache.path)
            guard let lock = try await FileLock.acquire(cache.uv + ".lock", .exclusive, until: deadline) else {
                throw ProvisionError(
                    Task.isCancelled ? .cancelled : .timedOut, "another run has been fetching uv all the time",
                )
            }
            defer { withExtendedLifetime(lock) {} }
            if let installed { return installed }
            return try await fetch(with: interpreter, until: deadline)
        } catch let error as ProvisionError {
            throw error
        } catch {
            throw ProvisionError(.other, "\(error)")
        }
    }

    private func fetch(
        with interpreter: Interpreter,
        until deadline: ContinuousClock.Instant,
    ) async throws -> String {
        let work = try Directory.createTemporary(in: cache.path, prefix: "fetching-uv-")
        defer { try? Directory.removeTree(work) }
        let folder = Path.join(work, "uv")
        var log = ""
        func run(_ python: String, _ arguments: [String]) async throws(ProvisionError) -> Int32 {
            let request = InstallRequest(
                fetching: folder, interpreter: interpreter, variables: variables, deadline: deadline,
            )
            let output = try await request.run(python, arguments)
            log += output.text
            return output.status
        }
        let install = [
            "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
        ]
        let base = interpreter.basePath
        if try await run(base, install + ["--target", folder, "uv"]) != 0 {
            // Debian's interpreter may have no pip of its own, while venv brings one.
            let scratch = Path.join(work, "venv")
            guard try await run(base, ["-I", "-m", "venv", scratch]) == 0,
                try await run(VirtualEnvironment.python(of: scratch), install + ["--target", folder, "uv"]) == 0
            else {
                throw ProvisionError(
                    .installerMissing,
                    "uv is not installed and could not be fetched with the pip of \(base)",
                    log: log,
                    remedy: "install uv (pip install uv) or set SMOKEHOUSE_UV to its path",
                )
            }
        }
        try? Directory.removeTree(cache.uv)
        guard rename(folder, cache.uv) == 0, File.isExecutable(fetched) else {
            throw FileError(operation: "create", path: cache.uv, code: errno)
        }
        return fetched
    }
}

extension InstallRequest {
    /// A request that only carries what running a program needs.
    fileprivate init(
        fetching folder: String,
        interpreter: Interpreter,
        variables: [String: String],
        deadline: ContinuousClock.Instant,
    ) {
        self.init(
            TargetEnvironment(name: "uv", kind: "venv"),
            interpreter: interpreter,
            folder: folder,
            variables: variables,
            deadline: deadline,
        )
    }
}
