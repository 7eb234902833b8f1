import Files
import JSON

/// What was found in an image by running the loader in it once.
struct ImageSurvey: Sendable, Hashable {
    /// A folder of packages or libraries in the image.
    struct Folder: Sendable, Hashable {
        let path: String
        let packages: [InstalledPackage]
        /// Shared libraries by their path below the folder.
        let libraries: [String]
    }

    /// An interpreter with its folders.
    struct Python: Sendable, Hashable {
        let interpreter: Interpreter
        let folders: [Folder]
    }

    /// An interpreter that only others than the cells' user may start.
    struct ClosedPython: Sendable, Hashable {
        let path: String
        let version: String
        /// How many of the interpreters that are open come before it.
        let rank: Int
    }

    /// "2.36".
    let glibc: String
    let pythons: [Python]
    let closed: [ClosedPython]
    /// Where an image without Python keeps libraries.
    let folders: [Folder]

    /// The oldest C library that the loader runs with.
    static let oldestGlibc = "2.34"

    // MARK: - Taking

    /// The survey of an image, from the cache if it was made before.
    ///
    /// - Parameters:
    ///   - request: a matrix' `python`.
    ///   - user: as whom artifacts will run.
    static func take(
        of image: ImageFacts,
        python request: String,
        user: ContainerUser,
        engine: EngineClient,
        context: ProvisionContext,
        deadline: ContinuousClock.Instant,
    ) async throws -> ImageSurvey {
        guard let loader = context.loader else {
            throw ProvisionError(.other, "there is no loader to run in containers")
        }
        let names = names(for: request)
        var digest = Digest()
        digest.add("survey 2")
        digest.add(user.name)
        digest.add(image.id)
        digest.add("\(FileStatus(loader.executable)?.modified ?? 0) \(FileStatus(loader.executable)?.size ?? 0)")
        for name in names { digest.add(name) }
        let record = Path.join(context.cache.containers, "images/\(digest.finish()).json")
        if let text = try? File.read(record), let value = try? JSONValue(parsing: text),
            let known = ImageSurvey(value, image)
        {
            return known
        }
        let look = ImageLook(
            image: image, names: names, loader: loader, engine: engine, labels: context.engines.labels,
            deadline: deadline)
        var report = try await look.report(as: user)
        if let closed = report["closed"]?.array, !closed.isEmpty {
            // Whether there is an interpreter at all only they can see who may look.
            let all = try await look.report(as: nil)["interpreters"]?.array ?? []
            report["closed"] = .array(
                closed.compactMap { entry -> JSONValue? in
                    guard let text = all.first(where: { $0["path"] == entry["path"] })?["text"] else { return nil }
                    return ["path": entry["path"] ?? "", "rank": entry["rank"] ?? 0, "text": text]
                })
        }
        guard let survey = ImageSurvey(.object(report), image) else {
            throw unsuitable(image, "its report makes no sense", log: JSONValue.object(report).compact)
        }
        try Directory.create(Path.parent(record))
        try? File.write(JSONValue.object(report).compact + "\n", to: record)
        return survey
    }

    /// What to look for: `3.11` may be called python3.11, python3 or python.
    private static func names(for request: String) -> [String] {
        if request.contains("/") { return [request] }
        guard request.first?.isNumber == true else { return request == "python3" ? ["python3", "python"] : [request] }
        let minor = request.split(separator: ".").prefix(2).joined(separator: ".")
        return ["python\(minor)", "python3", "python"]
    }

    /// Why the loader does not run in an image, from what the engine or the dynamic linker says.
    static func unsuitable(_ image: ImageFacts, _ said: String, log: String) -> ProvisionError {
        let lines = said.split(whereSeparator: \.isNewline)
        func error(_ what: String, _ remedy: String) -> ProvisionError {
            ProvisionError(.unsuitableImage, what, log: log, remedy: remedy)
        }
        if said.contains("GLIBC_") {
            let needed = lines.first { $0.contains("GLIBC_") }.map(String.init) ?? said
            return error(
                "the image's C library is too old for the loader, which needs glibc \(oldestGlibc) (\(needed))",
                "use an image of Debian 12, Ubuntu 22.04, RHEL 9 or later",
            )
        }
        if said.contains("GLIBCXX_") || said.contains("libstdc++.so.6") {
            return error("the image has no libstdc++ that the loader can use", "install it (Debian: libstdc++6)")
        }
        if said.contains("exec format error") {
            return error(
                "the image is for another processor (\(image.platform))",
                "use an image for linux/\(ImageSource.ownArchitecture)",
            )
        }
        if said.contains("no such file or directory") || said.contains("No such file or directory")
            || said.contains("not found")
        {
            return error(
                "the image has no glibc for this processor, which the loader needs (Alpine and others have musl)",
                "use an image with glibc \(oldestGlibc) or later for linux/\(ImageSource.ownArchitecture), such as a -slim one",
            )
        }
        return error(
            "the loader does not run in the image: \(lines.last.map(String.init) ?? "it says nothing")",
            "see whether the image runs programs at all",
        )
    }

    // MARK: - Reading

    private init?(_ value: JSONValue, _ image: ImageFacts) {
        guard let glibc = value["glibc"]?.string, let pythons = value["interpreters"]?.array,
            let folders = value["folders"]?.array
        else { return nil }
        self.glibc = glibc
        self.pythons = pythons.compactMap { entry in
            guard let path = entry["path"]?.string, let text = entry["text"]?.string else { return nil }
            let folders = (entry["folders"]?.array ?? []).compactMap(Self.folder)
            return Interpreter(said: text, path: path, sitePackages: folders.map(\.path), identity: image.id)
                .map { Python(interpreter: $0, folders: folders) }
        }
        closed = (value["closed"]?.array ?? []).compactMap { entry in
            guard let path = entry["path"]?.string, let fields = entry["text"]?.string.flatMap(InterpreterProbe.fields)
            else { return nil }
            return ClosedPython(path: path, version: fields[2], rank: entry["rank"]?.int ?? 0)
        }
        self.folders = folders.compactMap(Self.folder)
    }

    private static func folder(_ value: JSONValue) -> Folder? {
        guard let path = value["folder"]?.string else { return nil }
        let packages = (value["packages"]?.strings ?? []).compactMap { InstalledPackage(entry: $0) }
        return Folder(path: path, packages: packages, libraries: value["libraries"]?.strings ?? [])
    }

    // MARK: - Choosing

    /// The interpreter that a matrix' `python` asks for; `nil` where the image has none and none was asked for.
    ///
    /// - Parameters:
    ///   - image: its name.
    ///   - owner: as whom the image's own program runs; empty for root.
    func python(
        for request: String, image: String, owner: String, user: ContainerUser,
    ) throws(ProvisionError) -> Python? {
        func fits(_ version: String) -> Bool {
            request.first?.isNumber != true || VersionOrder.matches(version, request)
        }
        let place = pythons.firstIndex { fits($0.interpreter.version) }
        // Another than the one that the image means would be taken without a word.
        if let meant = closed.first(where: { fits($0.version) && $0.rank <= place ?? .max }) {
            throw ProvisionError(
                .interpreterMissing,
                "the image's Python '\(meant.path)' may not be used by the user \(user.name), as whom artifacts run",
                remedy: "set 'user: \"\(owner.isEmpty ? "0" : owner)\"', as whom the image runs, or open it to all",
            )
        }
        if let place { return pythons[place] }
        if request == "python3" { return nil }
        let versions = pythons.map(\.interpreter.version)
        throw ProvisionError(
            .interpreterMissing,
            "the image '\(image)' has no Python '\(request)'",
            remedy: versions.isEmpty
                ? "it has none on PATH: use an image with Python, or leave 'python' out"
                : "it has \(versions.joined(separator: ", ")): correct 'python' or 'image'",
        )
    }
}

extension Interpreter {
    /// From what the probe's script printed in an image, where none of its paths can be looked at from here.
    init?(said text: String, path: String, sitePackages: [String], identity: String) {
        guard let fields = InterpreterProbe.fields(in: text) else { return nil }
        self.init(
            path: fields[0].isEmpty ? path : fields[0],
            basePath: fields[1].isEmpty ? path : fields[1],
            version: fields[2],
            implementation: fields[3],
            cacheTag: fields[4],
            magic: fields[5],
            prefix: fields[6],
            libc: fields[8],
            machine: fields[9],
            libraryName: fields[10],
            searchPath: Array(fields[InterpreterProbe.fieldCount...]),
            sitePackages: sitePackages,
            identity: identity,
        )
    }
}
