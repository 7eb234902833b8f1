import Glibc
import Matrix

/// Threads for each cell's numeric libraries: one, unless the matrix says otherwise.
///
/// Cells run side by side, one a core. A library that starts a thread for every core in each of them makes them fight,
/// and sums in another order on another machine. `variables:` of an environment sets other numbers.
enum ThreadLimits {
    private static let names = [
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
        // What joblib counts its workers by.
        "LOKY_MAX_CPU_COUNT",
    ]

    static func applied(to environment: [String: String]) -> [String: String] {
        environment.merging(names.map { ($0, "1") }) { own, _ in own }
    }
}

/// What makes a process cheap to fork.
enum ForkDefaults {
    /// Large pages for the C library's memory (glibc 2.35 and later; others overlook it): a fork copies the table of pages.
    private static let variables = ["GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"]

    static func applied(to environment: [String: String]) -> [String: String] {
        environment.merging(variables) { own, _ in own }
    }
}

/// What frameworks read as they are imported: no GPU, no network and no chatter below errors, unless `variables:` says otherwise.
enum DeviceDefaults {
    private static let variables = [
        "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "2",
        // What is not in the artifact is not fetched, and nobody is told of the run.
        "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
        "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "1", "TOKENIZERS_PARALLELISM": "false",
    ]

    static func applied(to environment: [String: String], device: TargetEnvironment.Device) -> [String: String] {
        // Where GPUs are asked for, all of them are there to be seen.
        let defaults = device == .cuda ? variables.filter { $0.key != "CUDA_VISIBLE_DEVICES" } : variables
        return environment.merging(defaults) { own, _ in own }
    }
}

/// The memory that one cell may take beyond what its process starts with.
enum MemoryLimit {
    /// Half of the machine's memory, so that a model that grows without end meets its limit before the machine does.
    static var perCell: Int {
        sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 2
    }
}
