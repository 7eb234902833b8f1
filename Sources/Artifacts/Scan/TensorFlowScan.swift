import Matrix

/// Judges a SavedModel: a graph holds no Python code, but operators may reach out of it.
enum TensorFlowScan {
    /// Operators that reach out of the model, with what they would do; `allow: [tf.raw_ops.NAME]` permits one.
    ///
    /// Compared with all operators of TensorFlow 2.10, 2.13, 2.15, 2.18 and 2.20; those of 1.x beside them.
    static let deeds: [String: String] = {
        var deeds: [String: String] = [:]
        for name in ["PyFunc", "PyFuncStateless", "EagerPyFunc"] { deeds[name] = "would call a Python function" }
        for name in [
            "ReadFile", "MatchingFiles", "WholeFileReader", "WholeFileReaderV2", "TextLineReader", "TextLineReaderV2",
            "FixedLengthRecordReader", "FixedLengthRecordReaderV2", "TFRecordReader", "TFRecordReaderV2", "LMDBReader",
            "TextLineDataset", "TFRecordDataset", "TFRecordDatasetV2", "FixedLengthRecordDataset",
            "FixedLengthRecordDatasetV2", "SqlDataset", "CSVDataset", "CSVDatasetV2", "LMDBDataset", "LoadDataset",
            "LoadAndRemapMatrix", "MatchingFilesDataset", "ExperimentalCSVDataset", "ExperimentalSqlDataset",
            "ExperimentalLMDBDataset", "ExperimentalMatchingFilesDataset", "RecordInput", "SnapshotChunkDataset",
            "SnapshotDatasetReader", "SnapshotNestedDatasetReader", "ListSnapshotChunksDataset", "DecodeProtoV2",
            "EncodeProto", "InitializeTRTResource",
        ] { deeds[name] = "would read files" }
        for name in [
            "WriteFile", "CreateSummaryFileWriter", "CreateSummaryDbWriter", "SaveDataset", "SaveDatasetV2",
            "DatasetToTFRecord", "SnapshotDataset", "SnapshotDatasetV2", "DebugIdentity", "DebugIdentityV2",
            "DebugIdentityV3", "DebugNanCount", "DebugNumericSummary", "DebugNumericSummaryV2", "ImportEvent",
            "ExperimentalDatasetToTFRecord", "DistributedSave", "CacheDataset", "CacheDatasetV2",
            "SerializeTRTResource",
        ] { deeds[name] = "would write files" }
        for name in [
            "DataServiceDataset", "DataServiceDatasetV2", "DataServiceDatasetV3", "DataServiceDatasetV4",
            "RegisterDataset", "RegisterDatasetV2", "RpcCall", "RpcServer", "RpcClient", "Rpc", "TryRpc",
            "FileSystemSetConfiguration", "RemoteFusedGraphExecute",
        ] { deeds[name] = "would use the network" }
        deeds["Abort"] = "would end the process"
        return deeds
    }()

    /// Operators that write checkpoints: in every SavedModel, but no signature and no load runs them.
    static let savers: Set<String> = ["Save", "SaveV2", "SaveSlices", "MergeV2Checkpoints"]

    static func judge(_ model: SavedModel, fault: String?, policy: Policy) -> ScanResult {
        if let fault {
            return ScanResult(verdict: .unreadable, findings: [ScanFinding(offset: 0, message: fault)])
        }
        if policy.pickle == .trusted {
            let notes = model.risks.map { "\($0.deed): \($0.operation); policy.pickle is trusted" }
            return ScanResult(verdict: model.risks.isEmpty ? .notApplicable : .clean, notes: notes)
        }
        let allow = policy.allow.map(Glob.init)
        let findings = model.risks.compactMap { risk -> ScanFinding? in
            let name = "tf.raw_ops.\(risk.operation)"
            if allow.contains(where: { $0.matches(name) }) { return nil }
            let isPython = risk.deed.contains("Python")
            return ScanFinding(
                global: name,
                offset: 0,
                message: "\(risk.deed): its graph has the operator \(risk.operation)",
                remedy: isPython
                    ? "the function is not in the file; export the model without tf.py_function"
                    : "if you trust it: allow: [\(name)]",
            )
        }
        if !findings.isEmpty { return ScanResult(verdict: .refused, findings: findings) }
        return ScanResult(verdict: model.risks.isEmpty ? .notApplicable : .clean)
    }
}
