import Files
import JSON

/// `model_index.json`, by which diffusers puts a pipeline together: a class for it, and one for each of its parts.
///
/// Source: `pipelines/pipeline_utils.py` and `pipeline_loading_utils.py` of diffusers.
enum PipelineIndex {
    static let file = "model_index.json"

    /// Whether a path is that of an index, that of pipelines in blocks included.
    static func isIndex(_ path: String) -> Bool {
        let name = Path.name(path)
        return name.isExactly(file) || name.isExactly("modular_model_index.json")
    }

    /// The dotted names in an index that are neither of diffusers nor of transformers.
    static func code(in value: JSONValue, _ path: String, _ directory: ArtifactDirectory) -> [String] {
        guard isIndex(path), let members = value.object?.members else { return [] }
        let folder = path.contains("/") ? Path.parent(path) + "/" : ""
        return members.compactMap { key, value in
            // A pipeline of diffusers' own is a word; a part is its library and class.
            guard let pair = value.array, let module = pair.first?.string else { return nil }
            let name = pair.dropFirst().first?.string ?? ""
            if key == "_class_name" { return "\(module).\(name)" }
            // A file in the part's folder goes before the library that is called so.
            if directory.contains("\(folder)\(key)/\(module).py") { return "\(key).\(module).\(name)" }
            let isKnown = libraries.contains(module) && isClass(name) && isFolder(key)
            return isKnown ? nil : "\(module).\(name)"
        }
    }

    private static func isClass(_ name: String) -> Bool {
        name.utf8.first.map { (0x41...0x5A).contains($0) } ?? false && name.isASCII && !name.contains(".")
    }

    /// Whether a part's name is that of a folder beside the index, and no way to another.
    private static func isFolder(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\\")
    }

    /// Beside the two libraries, the folders of diffusers' pipelines that have parts of their own.
    private static let libraries: Set<String> = [
        "diffusers", "transformers", "audioldm2", "blip_diffusion", "consisid", "deepfloyd_if", "deprecated",
        "kandinsky", "latent_diffusion", "paint_by_example", "shap_e", "stable_audio", "stable_cascade",
        "stable_diffusion", "stable_diffusion_safe", "unclip", "unidiffuser", "versatile_diffusion", "wuerstchen",
    ]
}
