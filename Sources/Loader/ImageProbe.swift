import Files
@preconcurrency import Glibc
import JSON

/// Looks around in a container image: its C library, its interpreters, its packages.
///
/// That it runs at all shows that the loader fits the image.
public enum ImageProbe {
    /// Where images without Python keep libraries such as ONNX Runtime's; searched like site-packages.
    private static let libraryFolders = ["/usr/local/lib", "/opt", "/usr/lib"]

    /// Runs `smoke-loader --probe SCRIPT INTERPRETER…` and prints one JSON object.
    ///
    /// - Parameter arguments: a Python script that describes an interpreter, its words separated by zeros and the entries
    ///   of `sys.path` at the end; then names or paths of interpreters to try.
    public static func run(_ arguments: [String]) -> Int32 {
        guard let script = arguments.first else { return 2 }
        var system = utsname()
        uname(&system)
        let machine = withUnsafeBytes(of: &system.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        var interpreters: [JSONValue] = []
        var closed: [JSONValue] = []
        var seen: Set<String> = []
        for name in arguments.dropFirst() {
            for path in candidates(name) {
                if isClosed(path) { closed.append(["path": .string(path), "rank": .int(Int64(interpreters.count))]) }
                guard File.isExecutable(path) else { continue }
                guard seen.insert(File.resolved(path) ?? path).inserted, let text = output(of: path, script) else {
                    continue
                }
                interpreters.append(describe(path, text))
            }
        }
        let folders = libraryFolders.map { (folder: $0, libraries: libraries(in: $0)) }.filter { !$0.libraries.isEmpty }
        let report: JSONValue = [
            "glibc": .string(glibc),
            "machine": .string(machine),
            "interpreters": .array(interpreters),
            "closed": .array(closed),
            "folders": .array(
                folders.map { ["folder": .string($0.folder), "libraries": .array($0.libraries.map(JSONValue.string))] }
            ),
        ]
        guard (try? File.writeAll(Array((report.compact + "\n").utf8), to: 1, path: "standard output")) != nil else {
            return 1
        }
        return 0
    }

    /// Becomes the program that a file describes: `{"arguments": […], "variables": {…}}`.
    ///
    /// What a container is started with stays in the images made from it; what this file holds does not.
    public static func become(_ path: String) -> Int32 {
        guard let bytes = try? File.read(path), let value = try? JSONValue(parsing: bytes),
            let arguments = value["arguments"]?.strings, let program = arguments.first
        else {
            SystemCalls.complain("smoke-loader: '\(path)' does not say what to run")
            return 2
        }
        // The caller's index and proxies count, as in other environments, not those that the image was made with.
        for name in inherited where name.hasPrefix("UV_") || name.lowercased().hasSuffix("_proxy") { unsetenv(name) }
        for (name, value) in value["variables"]?.object?.members ?? [] { setenv(name, value.string ?? "", 1) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        execv(program, &words)
        SystemCalls.complain("smoke-loader: '\(program)' cannot be run: \(String(cString: strerror(errno)))")
        return 127
    }

    /// "2.36", from confstr(3)'s `_CS_GNU_LIBC_VERSION`.
    private static var glibc: String {
        var buffer = [CChar](repeating: 0, count: 64)
        confstr(2, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: " ").last.map(String.init) ?? ""
    }

    /// The names of this process' variables.
    private static var inherited: [String] {
        var names: [String] = []
        var next = environ
        while let entry = next.pointee {
            names.append(String(String(cString: entry).prefix { $0 != "=" }))
            next += 1
        }
        return names
    }

    private static func candidates(_ name: String) -> [String] {
        if name.contains("/") { return [name] }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/local/bin", "/usr/bin", "/opt/conda/bin"]
        return folders.map { Path.join($0, name) }
    }

    /// Whether there may be a program that somebody else can start: its folder is closed to us, or it is itself.
    private static func isClosed(_ path: String) -> Bool {
        guard access(path, X_OK) != 0, errno == EACCES else { return false }
        var status = stat()
        guard stat(path, &status) == 0 else { return errno == EACCES }
        return status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o111 != 0
    }

    private static func describe(_ path: String, _ text: String) -> JSONValue {
        let words = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        let folders = words.filter { word in
            ["site-packages", "dist-packages"].contains(Path.name(word)) && Directory.exists(word)
        }
        return [
            "path": .string(path),
            "text": .string(text),
            "folders": .array(
                folders.map { folder in
                    let names = (try? Directory.list(folder)) ?? []
                    let packages = names.filter { $0.hasSuffix(".dist-info") || $0.hasSuffix(".egg-info") }
                    return [
                        "folder": .string(folder),
                        "packages": .array(packages.map(JSONValue.string)),
                        "libraries": .array(libraries(in: folder).map(JSONValue.string)),
                    ]
                }
            ),
        ]
    }

    /// Shared libraries up to two folders below, by their paths from `root`.
    private static func libraries(in root: String) -> [String] {
        var found: [String] = []
        func look(_ folder: String, _ depth: Int) {
            for name in (try? Directory.list(Path.join(root, folder))) ?? [] {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                if name.hasPrefix("lib"), name.hasSuffix(".so") || name.contains(".so.") {
                    found.append(path)
                } else if depth < 2, !name.contains("."), Directory.exists(Path.join(root, path)) {
                    look(path, depth + 1)
                }
            }
        }
        look("", 0)
        return found
    }

    /// What an interpreter prints for a script; `nil` if it fails.
    private static func output(of path: String, _ script: String) -> String? {
        guard let pipe = SystemCalls.pipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe.write, 1)
        let arguments: [String] = [path, "-I", "-c", script]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, path, &actions, nil, &words, environ)
        close(pipe.write)
        defer { close(pipe.read) }
        guard code == 0 else { return nil }
        var bytes: [UInt8] = []
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, initialized in
                count = read(pipe.read, buffer.baseAddress, buffer.count)
                initialized = max(count, 0)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            bytes += chunk
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
