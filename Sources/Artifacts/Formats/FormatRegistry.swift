/// The formats that artifacts are recognised as and loaded in.
public enum FormatRegistry {
    static let formats: [any ArtifactFormat.Type] = [
        TorchStateDictFormat.self,
        TorchModuleFormat.self,
        TorchScriptFormat.self,
        TorchExportFormat.self,
        SafetensorsFormat.self,
        MLflowFormat.self,
        SentenceTransformersFormat.self,
        HuggingFaceFormat.self,
        TensorFlowSavedModelFormat.self,
        KerasFormat.self,
        KerasH5Format.self,
        TFLiteFormat.self,
        JoblibFormat.self,
        PickleFormat.self,
        ONNXFormat.self,
        OpenVINOFormat.self,
        XGBoostFormat.self,
        LightGBMFormat.self,
        CatBoostFormat.self,
        SkopsFormat.self,
        PythonFormat.self,
    ]

    /// Formats that are read to be judged, but that no runtime loads; a matrix can't state them.
    static let unloadable: [any ArtifactFormat.Type] = [
        NumPyFormat.self,
        NumPyArchiveFormat.self,
        GGUFFormat.self,
        TorchTarFormat.self,
        DiffusersFormat.self,
    ]

    /// The names that `format` in a matrix may have, sorted.
    public static let names: [String] = formats.map { $0.name }.sorted()

    static func format(named name: String) -> (any ArtifactFormat.Type)? {
        formats.first { $0.name == name }
    }

    /// The format that is surest of a content; the earlier one where two are equally sure.
    static func recognise(_ head: FileHead) -> (format: any ArtifactFormat.Type, recognition: Recognition)? {
        var best: (format: any ArtifactFormat.Type, recognition: Recognition)?
        for format in formats {
            guard let recognition = format.recognise(head) else { continue }
            if let best, best.recognition >= recognition { continue }
            best = (format, recognition)
        }
        return best
    }

    /// The format that is surest of a directory; the earlier one where two are equally sure.
    ///
    /// - Parameter forLoading: whether it has to be one that is loaded.
    static func recognise(_ directory: ArtifactDirectory, forLoading: Bool = true) -> (any ArtifactFormat.Type)? {
        var best: (format: any ArtifactFormat.Type, recognition: Recognition)?
        for format in formats + (forLoading ? [] : unloadable) {
            guard let recognition = format.recognise(directory) else { continue }
            if let best, best.recognition >= recognition { continue }
            best = (format, recognition)
        }
        return best?.format
    }
}
