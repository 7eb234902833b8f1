import Files
import JSON

// What a model's settings hand on to the library that runs it.

// MARK: The model's configuration

extension MLflowSettings {
    /// - Parameter isOwn: whether it is for a model of the user's own.
    mutating func judgeConfiguration(_ key: String, _ value: String, setting: String, isOwn: Bool) {
        let parts = key.split(separator: ".").map(String.init)
        for part in parts { judgeOption(part, value, setting: setting) }
        guard !isOwn else { return }
        judgeName(parts.last ?? key, value, setting: setting)
        judgePath(value, setting: setting)
    }

    /// The file in which MLflow before 2.6 kept what a pipeline of transformers' is given.
    mutating func judgeConfiguration(in path: String, of directory: ArtifactDirectory) {
        let setting = ScanResult.printable(path)
        guard let value = try? directory.json(path) else {
            return risk("would hand on settings that '\(setting)' holds, which can't be read")
        }
        judge(value, setting: setting)
    }

    private mutating func judge(_ value: JSONValue, setting: String) {
        switch value {
        case .object(let object):
            for (key, value) in object.members where value != .null && value != .bool(false) {
                judgeOption(key, value.string ?? value.compact, setting: setting)
                if let text = value.string { judgeName(key, text, setting: setting) }
                judge(value, setting: setting)
            }
        case .array(let values):
            for value in values { judge(value, setting: setting) }
        case .string(let text): judgePath(text, setting: setting)
        default: return
        }
    }

    /// transformers' `generate` runs code from a folder or the Hub where it is told to.
    private mutating func judgeOption(_ key: String, _ value: String, setting: String) {
        if key.isExactly("custom_generate") {
            risk("would run code from '\(ScanResult.printable(value))': \(setting)")
        } else if key.isExactly("trust_remote_code") {
            risk("would run code that comes with other models: \(setting)")
        }
    }

    private mutating func judgeName(_ key: String, _ value: String, setting: String) {
        guard ["assistant_model", "tokenizer"].contains(where: key.isExactly) else { return }
        risk("would load '\(ScanResult.printable(value))', which is not part of the model: \(setting)")
    }

    private mutating func judgePath(_ value: String, setting: String) {
        // An address among other words is for people.
        let isText = value.contains("://") && !value.hasPrefix("/") && value.utf8.contains { $0 <= 0x20 }
        guard value.utf8.count <= Self.pathLimit, !isText, Self.inner(value) == nil else { return }
        risk("would read '\(ScanResult.printable(value))' outside the model's folder: \(setting)")
    }
}

// MARK: ONNX Runtime

extension MLflowSettings {
    /// ONNX Runtime's options, some of which name files that it writes or libraries that it loads.
    mutating func judgeSession(_ key: String, setting: String) {
        let parts = key.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return }
        if parts.count == 2, Self.sessionOptions.contains(where: parts[1].isExactly) { return }
        if parts.count == 3, parts[1].isExactly("extra_session_config"),
            Self.sessionEntries.contains(where: parts[2].isExactly)
        {
            return
        }
        risk("would give ONNX Runtime an option that may name files: \(setting)")
    }

    /// What ONNX Runtime computes with; options of such a one may name libraries.
    mutating func judgeProvider(_ key: String, _ value: String, setting: String) {
        let isName = value.utf8.allSatisfy(\.isAlphanumeric)
        if isName, key.split(separator: ".").count <= 2 { return }
        risk("would give ONNX Runtime's provider options, which may name libraries: \(setting)")
    }

    private static let sessionOptions = [
        "execution_mode", "graph_optimization_level", "inter_op_num_threads", "intra_op_num_threads",
    ]

    /// Entries that steer how a graph is computed and no more (`onnxruntime_session_options_config_keys.h`).
    private static let sessionEntries = [
        "mlas.enable_gemm_fastmath_arm64_bfloat16", "optimization.disable_specified_optimizers",
        "optimization.enable_cast_chain_elimination", "optimization.enable_gelu_approximation",
        "session.allow_released_opsets_only", "session.disable_aot_function_inlining",
        "session.disable_cpu_ep_fallback", "session.disable_double_qdq_remover", "session.disable_prepacking",
        "session.disable_quant_qdq", "session.dynamic_block_base", "session.enable_dq_matmulnbits_fusion",
        "session.enable_quant_qdq_cleanup", "session.force_spinning_stop", "session.inter_op.allow_spinning",
        "session.intra_op.allow_spinning", "session.intra_op_thread_affinities",
        "session.qdq_matmulnbits_accuracy_level", "session.qdqisint8allowed",
        "session.set_denormal_as_zero", "session.strict_shape_type_inference",
        "session.use_device_allocator_for_initializers", "session.use_env_allocators", "session.x64quantprecision",
    ]
}
