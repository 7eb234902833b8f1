import Compression
import Files
import JSON

/// What joblib files and plain pickles have in common.
enum PickleContent {
    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        let compression = CompressionKind.recognise(file.head.bytes)
        func open() -> ByteStream {
            guard let compression else { return ByteStream(file.source) }
            return ByteStream(file.source, unpacking: compression, limit: unpackedLimit(file.source.count))
        }
        var stream = open()
        if let compression { try checkInside(FileHead(&stream), compression, stream.fault?.description, file) }
        var (report, fault) = PickleReader.read(stream)
        report.readOtherwise(open)
        if let error = report.error {
            let isSure = file.recognition == .certain || file.statedFormat != nil
            guard isSure || report.globals.contains(where: \.canExist) else {
                throw ForeignFile.unknown(file.path, file.head)
            }
            fault = fault ?? error.description
        }
        let format = try self.format(of: report, compression, file)
        var description = file.description(format: format, content: .pickle(report))
        description.compression = compression
        description.producers = report.sklearnVersions.map { .init(framework: "scikit-learn", version: $0) }
        if let version = report.xgboostVersion {
            description.producers.append(.init(framework: "xgboost", version: version))
        }
        description.modelClass = report.topLevel
        addCompanions(of: report, to: &description)
        description.preload = preload(report, format: format)
        description.requiredPackages = requiredPackages(report, format: format)
        description.fault = fault
        return description
    }

    /// Joblib looks for these beside the file, but takes a path to anywhere else as well.
    private static func addCompanions(of report: PickleReport, to description: inout ArtifactDescription) {
        guard report.companionFiles.count <= CompanionLinks.limit else {
            description.elsewhere = ["more than \(CompanionLinks.limit) files"]
            return
        }
        let known = report.companionFiles.compactMap(\.self)
        let linked = Set(CompanionLinks.leadingOut(known, beside: description.path).map(ExactText.init))
        for file in report.companionFiles {
            // What is no text in the file is another name to Python.
            guard let file, !file.unicodeScalars.contains("\u{FFFD}") else {
                description.elsewhere.append("a file that can't be told")
                continue
            }
            let isBeside = !file.leavesFolder && !linked.contains(ExactText(file))
            if isBeside { description.companions.append(file) } else { description.elsewhere.append(file) }
        }
    }

    /// The most bytes that a compressed pickle may unpack to: what models reach, not what a bomb does.
    static func unpackedLimit(_ size: Int) -> Int { min(64 << 30, max(512 << 20, 100 * min(size, 1 << 40))) }

    /// Says what a compressed file holds if that is no pickle.
    private static func checkInside(_ head: FileHead, _ kind: CompressionKind, _ fault: String?, _ file: ArtifactFile)
        throws(ArtifactError)
    {
        if head.bytes.isEmpty { return }
        if let foreign = ForeignFile.recognise(head) {
            throw ArtifactError(
                foreign.problem,
                path: file.path,
                reason: "\(kind.rawValue)-compressed data with \(foreign.name) in it; \(foreign.advice)",
            )
        }
        guard PickleFormat.recognise(head) == nil, fault == nil else { return }
        throw ArtifactError(
            .unsupported,
            path: file.path,
            reason: "\(kind.rawValue)-compressed data that hold no pickle; known formats: \(ForeignFile.knownNames)",
        )
    }

    /// joblib where only joblib can load it; the file's ending and the matrix decide where both can.
    private static func format(of report: PickleReport, _ compression: CompressionKind?, _ file: ArtifactFile)
        throws(ArtifactError) -> String
    {
        let isJoblib =
            compression != nil || report.hasJoblibWrappers
            || report.globals.contains { $0.module.hasPrefix("joblib.numpy_pickle") }
        if isJoblib, file.statedFormat == PickleFormat.name {
            let why = compression.map { "it is \($0.rawValue)-compressed" } ?? "it holds joblib's array wrappers"
            throw ArtifactError(
                .formatMismatch,
                path: file.path,
                reason: "format: pickle is stated, but the file is a joblib dump (\(why)); state format: joblib",
            )
        }
        if let stated = file.statedFormat { return stated }
        return isJoblib || Path.ending(file.path) == "joblib" ? JoblibFormat.name : PickleFormat.name
    }

    /// Only frameworks that the allow-lists know: importing anything else before the fork could take every cell down.
    private static func preload(_ report: PickleReport, format: String) -> [String] {
        var modules: [String] = format == JoblibFormat.name ? ["joblib"] : []
        var seen = Set(modules)
        let roots: Set<Substring> = [
            "sklearn", "numpy", "scipy", "pandas", "joblib", "xgboost", "lightgbm", "catboost", "imblearn",
            "category_encoders",
        ]
        for global in report.globals {
            guard let root = global.module.split(separator: ".").first, roots.contains(root) else { continue }
            guard AllowList.known.use(module: global.module, name: global.name) != nil else { continue }
            if seen.insert(global.module).inserted { modules.append(global.module) }
        }
        return modules
    }

    private static func requiredPackages(_ report: PickleReport, format: String) -> [RequiredPackage] {
        RequiredPackage.packages(
            of: report.globals.lazy.map(\.module), after: format == JoblibFormat.name ? "joblib" : nil)
    }
}
