extension AllowList {
    /// What `torch.save` writes for tensors and their containers: about what `torch.load(weights_only=True)` permits.
    static let torch: AllowList = {
        var list = AllowList(name: "PyTorch")
        let rebuilders = [
            "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter",
            "_rebuild_parameter_with_state", "_rebuild_qtensor", "_rebuild_sparse_tensor",
            "_rebuild_sparse_csr_tensor", "_rebuild_nested_tensor", "_rebuild_meta_tensor_no_storage",
        ]
        list.callable = Set(rebuilders.map { "torch._utils.\($0)" })
        list.callable.formUnion([
            "torch.Size", "torch.device", "torch.Tensor", "torch.nn.parameter.Parameter",
            "torch.nn.parameter.Buffer", "torch.serialization._get_layout",
        ])
        let storages = [
            "Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool", "ComplexFloat",
            "ComplexDouble", "QInt8", "QUInt8", "QInt32", "Untyped",
        ]
        // Only persistent ids name them, which a load maps to storages without calling them.
        for module in ["torch", "torch.cuda", "torch.storage"] {
            list.referable.formUnion(storages.map { "\(module).\($0)Storage" })
        }
        let dtypes = [
            "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint64", "uint32",
            "uint16", "uint8", "bool", "complex64", "complex128", "qint8", "quint8", "qint32", "float8_e4m3fn",
            "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "per_tensor_affine", "per_channel_affine",
        ]
        list.referable.formUnion(dtypes.map { "torch.\($0)" })
        return list
    }()

    /// The classes of whole modules: `torch.nn`'s own.
    static let torchModules: AllowList = {
        var list = AllowList(name: "PyTorch modules")
        list.packages = ["torch.nn"]
        // Communication between processes and code made at run time.
        list.excludedModules = ["torch.nn.parallel", "torch.nn.backends", "torch.nn.cpp"]
        list.foreignNames = ["Any", "Callable", "Thread", "Path"]
        list.callable = ["torch.nn.parallel.data_parallel.DataParallel"]
        // Functions that modules hold on to, as TransformerEncoderLayer does its activation.
        for name in ["relu", "gelu", "silu", "tanh", "sigmoid", "softmax", "leaky_relu", "elu", "selu", "celu", "mish"]
        {
            list.referable.formUnion(["torch.nn.functional.\(name)", "torch.\(name)", "torch._C._nn.\(name)"])
        }
        return list
    }()
}
