/// What a member of an exported program's archive is to a load.
///
/// Source: `torch/csrc/export/pt2_archive_constants.h` and, for the layout without a folder, `torch/export/__init__.py`.
enum ExportedMember {
    /// The JSON of a program.
    case program
    /// What a load reads as a pickle; an empty one stands for nothing.
    case pickle
    /// A list of weights or constants, which says what of them is a pickle.
    case list
    /// A weight or a constant: bytes, or a pickle.
    case payload
    /// What a load reads as text, or not at all.
    case plain
    /// What a load hands to the system to run.
    case nativeCode

    /// - Parameters:
    ///   - path: the path below the archive's folder, in lower case, as PyTorch minds none.
    ///   - hasFolder: whether there is such a folder, which the layout from before 2.8 lacks.
    /// - Returns: `nil` for what is no part of an exported program.
    init?(_ path: String, hasFolder: Bool) {
        guard let kind = hasFolder ? Self.current(path) : Self.old(path) else { return nil }
        self = kind
    }

    private static func current(_ path: String) -> ExportedMember? {
        let plain: Set<String> = [
            "archive_format", "archive_version", "version", "byteorder", ".format_version", ".storage_alignment",
            ".data/version", ".data/serialization_id",
        ]
        if plain.contains(path) { return .plain }
        if path.hasPrefix("models/") { return path.hasSuffix(".json") ? .program : nil }
        if path.hasPrefix("data/aotinductor/") { return .nativeCode }
        if path.hasPrefix("data/sample_inputs/") { return path.hasSuffix(".pt") ? .pickle : nil }
        if path.hasPrefix("extra/") { return path.hasSuffix(".pt") ? .pickle : .plain }
        guard path.hasPrefix("data/weights/") || path.hasPrefix("data/constants/") else { return nil }
        return path.hasSuffix("_config.json") ? .list : path.hasSuffix(".pt") ? .pickle : .payload
    }

    private static func old(_ path: String) -> ExportedMember? {
        switch path {
        case "serialized_exported_program.json": .program
        case "serialized_state_dict.pt", "serialized_constants.pt", "serialized_example_inputs.pt",
            "serialized_state_dict.json", "serialized_constants.json":
            .pickle
        case "version": .plain
        default: path.hasPrefix("extra_files/") ? .plain : nil
        }
    }
}
