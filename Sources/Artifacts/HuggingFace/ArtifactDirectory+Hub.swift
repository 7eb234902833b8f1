import Files

extension ArtifactDirectory {
    /// The folders within that Hugging Face's libraries load, for what their configurations name and what of them
    /// can't be read; their other files are the bundle's.
    ///
    /// - Parameter isCertain: whether such a library loads the directory, so that any configuration is one of its own.
    func hubFolders(isCertain: Bool) throws(ArtifactError) -> [BundledFile] {
        let marks: Set<String> = ["modules.json", "tokenizer_config.json", "adapter_config.json", PipelineIndex.file]
        let marked = paths { path in
            let name = Path.name(path)
            // A processor of MLflow's has a folder with no more than its own configuration.
            return marks.contains(name) || isCertain && ConfigurationFiles.isConfiguration(name)
        }
        var roots: [String] = []
        for folder in marked.map({ $0.contains("/") ? Path.parent($0) : "" }).sorted() {
            // All below a folder is judged with it.
            if !roots.contains(where: { $0.isEmpty || folder == $0 || folder.hasPrefix($0 + "/") }) {
                roots.append(folder)
            }
        }
        var found: [BundledFile] = []
        for root in roots {
            let inner = ArtifactDirectory(manifest: try DirectoryManifest(Path.join(path, root)))
            var model = try HuggingFaceModel(inner)
            model.files = []
            var description = inner.description(format: HuggingFaceFormat.name, content: .huggingFace(model))
            description.fault = model.fault
            found.append(BundledFile(path: root.isEmpty ? "." : root, description: description))
        }
        return found
    }
}
