import CPython

/// What the frameworks that a cell's interpreter has imported say of how they compute.
struct FrameworkSurroundings {
    let python: Python

    /// By name, each after its framework: `torch.threads`.
    func found() -> [String: String] {
        var found: [String: String] = [:]
        if let torch = imported("torch") {
            found["torch.threads"] = text(of: torch, "get_num_threads")
            found["torch.deterministic"] = text(of: torch, "are_deterministic_algorithms_enabled")
            found["torch.float32-matmul-precision"] = text(of: torch, "get_float32_matmul_precision")
            let backends = try? torch.attribute("backends")
            found["torch.cpu-capability"] = (try? backends?.attribute("cpu")).flatMap {
                text(of: $0, "get_cpu_capability")
            }
            found["torch.tf32"] = path(torch, ["backends", "cuda", "matmul", "allow_tf32"])
        }
        if let tensorFlow = imported("tensorflow") {
            let threading = try? tensorFlow.attribute("config").attribute("threading")
            found["tensorflow.intra-op-threads"] = threading.flatMap {
                text(of: $0, "get_intra_op_parallelism_threads")
            }
            found["tensorflow.inter-op-threads"] = threading.flatMap {
                text(of: $0, "get_inter_op_parallelism_threads")
            }
            let experimental = try? tensorFlow.attribute("config").attribute("experimental")
            found["tensorflow.tf32"] = experimental.flatMap { text(of: $0, "tensor_float_32_execution_enabled") }
        }
        // Since NumPy 1.26 it knows what it was built with.
        if let configuration = (try? imported("numpy")?.attribute("__config__").attribute("CONFIG")) ?? nil,
            let library = try? configuration.item("Build Dependencies").item("blas")
        {
            let parts = ["name", "version"].compactMap { key in try? library.item(key).text() }
            if !parts.isEmpty { found["numpy.blas"] = parts.joined(separator: " ") }
        }
        return found
    }

    private func imported(_ module: String) -> PythonObject? {
        try? python.importModule("sys").attribute("modules").item(module)
    }

    private func text(of owner: PythonObject, _ method: String) -> String? {
        guard let value = try? owner.callMethod(method), !value.isNone else { return nil }
        return (try? value.text())?.lowercased()
    }

    private func path(_ owner: PythonObject, _ names: [String]) -> String? {
        var value = owner
        for name in names {
            guard let next = try? value.attribute(name) else { return nil }
            value = next
        }
        return (try? value.text())?.lowercased()
    }
}
