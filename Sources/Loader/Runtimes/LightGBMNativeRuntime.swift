import Files
import Probe
import Tensors

/// LightGBM's text files through its C API, without an interpreter.
struct LightGBMNativeRuntime: NativeRuntime {
    static let format = "lightgbm"
    static let package = "lightgbm"

    let description: ModelDescription
    private let library: LightGBMLibrary
    private let booster: LightGBMLibrary.Handle
    private let table: FeatureTable
    private let output: BoosterOutput

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        // It moved in 4.0.
        try PackagedLibrary.open(
            package, ["lightgbm/lib/lib_lightgbm.so", "lightgbm/lib_lightgbm.so"], in: sitePackages)
    }

    /// The library does not say; the package has a file that does.
    static func version(of library: NativeLibrary) -> String? {
        let folder = Path.parent(library.path)
        return [folder, Path.parent(folder)].lazy.compactMap { directory in
            try? File.read(Path.join(directory, "VERSION.txt"), limit: 64)
        }.first.map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
    }

    init(loading job: Job, with native: NativeLibrary) throws {
        library = LightGBMLibrary(native)
        output = try BoosterOutput(job)
        booster = try library.load(job.artifact)
        table = FeatureTable(
            names: try Self.names(in: job.artifact),
            count: try library.featureCount(booster),
            dtypes: [.float32, .float64],
            job,
        )
        description = ModelDescription(
            type: "lightgbm.basic.Booster",
            call: "predict",
            inputs: [table.line],
            route: "native",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let (tensor, seconds) = try library.predict(booster, try table.matrix(inputs), output)
        return Outcome(outputs: [NamedTensor(name: "predict", tensor: tensor)], seconds: seconds)
    }

    /// The header's `feature_names`; none where they are LightGBM's own, `Column_0` and so on.
    private static func names(in path: String) throws -> [String] {
        let head = try File.read(path, limit: 4 << 20)
        let key = "feature_names="
        for line in head.split(separator: UInt8(ascii: "\n"), maxSplits: 32) where line.starts(with: key.utf8) {
            let text = String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)
            let names = text.split(whereSeparator: \.isWhitespace).map(String.init)
            return names.enumerated().allSatisfy { $1 == "Column_\($0)" } ? [] : names
        }
        return []
    }
}
