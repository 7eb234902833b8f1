import CPython
import Probe
import Tensors

/// A loaded model: what the loader's core drives, the same for every format and both routes.
protocol Runtime {
    /// What the model says of itself.
    var description: ModelDescription { get }

    /// One inference; the seconds are those of the framework's own call, without conversions.
    func infer(_ inputs: [NamedTensor]) throws -> Outcome
}

/// What one inference gave.
struct Outcome {
    var outputs: [NamedTensor]
    var seconds: Double
}

/// A model whose state a method clears.
protocol ResettableRuntime: Runtime {
    /// Calls the method that the job's `reset` names, if it names one.
    func reset() throws
}

/// A runtime reached through the interpreter that hosts the loader.
protocol HostedRuntime: Runtime {
    /// The format's name in matrices and jobs.
    static var format: String { get }

    /// The top-level packages without which the format can't be read at all.
    static var packages: [String] { get }

    init(loading job: Job, in python: Python) throws
}

/// A runtime reached through a C library that the environment's packages ship.
protocol NativeRuntime: Runtime {
    /// The format's name in matrices and jobs.
    static var format: String { get }

    /// Opens the library once, before the first cell; what it says is kept for the cells that need it.
    static func open(in sitePackages: [String]) throws(Failure) -> NativeLibrary

    /// The package that ships the library.
    static var package: String { get }

    /// The version that the library gives.
    static func version(of library: NativeLibrary) -> String?

    init(loading job: Job, with library: NativeLibrary) throws
}

/// Every runtime, one line each.
enum RuntimeRegistry {
    static var hosted: [any HostedRuntime.Type] {
        [
            PickleRuntime.self,
            JoblibRuntime.self,
            SavedModelHostedRuntime.self,
            KerasRuntime.self,
            KerasH5Runtime.self,
            TFLiteRuntime.self,
            ONNXHostedRuntime.self,
            OpenVINOHostedRuntime.self,
            XGBoostHostedRuntime.self,
            LightGBMHostedRuntime.self,
            CatBoostRuntime.self,
            SkopsRuntime.self,
            PythonRuntime.self,
            MLflowRuntime.self,
            HuggingFaceRuntime.self,
            SentenceTransformersRuntime.self,
            TorchStateDictRuntime.self,
            TorchModuleRuntime.self,
            TorchScriptRuntime.self,
            TorchExportRuntime.self,
            SafetensorsRuntime.self,
        ]
    }

    static var native: [any NativeRuntime.Type] {
        [
            ONNXNativeRuntime.self,
            OpenVINONativeRuntime.self,
            XGBoostNativeRuntime.self,
            LightGBMNativeRuntime.self,
            SavedModelNativeRuntime.self,
        ]
    }
}
