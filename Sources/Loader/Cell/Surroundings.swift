import Files
import Glibc

/// What decides how a process computes with floating-point numbers and no model says: its processor, its variables.
enum Surroundings {
    /// Variables that change which code a framework computes with; those that are set are reported.
    private static let variables = [
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_CORETYPE", "MKL_CBWR",
        "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE",
        "ATEN_CPU_CAPABILITY", "NPY_DISABLE_CPU_FEATURES", "TF_ENABLE_ONEDNN_OPTS", "TF_DETERMINISTIC_OPS",
        "NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG",
    ]

    /// Instructions whose presence makes libraries choose other code, as the kernel names them.
    private static let features = [
        "avx", "fma", "avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "asimd", "sve", "bf16",
    ]

    /// Looks at what does not change from process to process, once before the first fork.
    static func prepare() { _ = processor }

    /// This process' own, by name.
    static func ofProcess() -> [String: String] {
        var found: [String: String] = [:]
        for name in variables {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        if let processor { found["processor"] = processor }
        #if arch(x86_64)
            var environment = fenv_t()
            // Bit 15 of MXCSR flushes results that are denormal to zero, bit 6 takes denormal operands for zero.
            if fegetenv(&environment) == 0, environment.__mxcsr & 0x8040 != 0 { found["denormals"] = "flushed to zero" }
        #endif
        if fegetround() != 0 { found["rounding"] = "not to nearest" }
        return found
    }

    /// The processor's features that matter, from the first processor in /proc/cpuinfo.
    private static let processor: String? = {
        let descriptor = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The file is made as it is read: of many processors the first one's lines are enough.
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("flags") || line.hasPrefix("Features") {
            let flags = Set(line.split(separator: ":").last?.split(separator: " ").map(String.init) ?? [])
            return features.filter(flags.contains).joined(separator: " ")
        }
        return nil
    }()
}
