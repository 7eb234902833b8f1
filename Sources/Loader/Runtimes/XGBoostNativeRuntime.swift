import Probe
import Tensors

/// XGBoost's own files through its C API, as a Booster on a DMatrix, without an interpreter.
struct XGBoostNativeRuntime: NativeRuntime {
    static let format = "xgboost"
    static let package = "xgboost"

    let description: ModelDescription
    private let library: XGBoostLibrary
    private let booster: XGBoostLibrary.Handle
    private let table: FeatureTable
    private let output: BoosterOutput

    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary {
        try PackagedLibrary.open(package, ["xgboost/lib/libxgboost.so"], in: sitePackages)
    }

    static func version(of library: NativeLibrary) -> String? { XGBoostLibrary(library).version }

    init(loading job: Job, with native: NativeLibrary) throws {
        library = XGBoostLibrary(native)
        output = try BoosterOutput(job)
        try library.captureWarnings()
        booster = try library.load(job.artifact)
        table = FeatureTable(
            names: try library.featureNames(booster),
            count: try library.featureCount(booster),
            dtypes: [.float32],
            job,
        )
        description = ModelDescription(
            type: "xgboost.core.Booster",
            call: "predict",
            inputs: [table.line],
            route: "native",
        )
    }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome {
        let (tensor, seconds) = try library.predict(booster, try table.matrix(inputs), output)
        return Outcome(outputs: [NamedTensor(name: "predict", tensor: tensor)], seconds: seconds)
    }
}
