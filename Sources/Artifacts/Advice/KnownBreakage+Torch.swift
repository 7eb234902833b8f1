extension KnownBreakage {
    /// PyTorch's.
    static let torch = [
        KnownBreakage { failure in
            // Its first release, 1.13, knew no floats: an optimizer's settings are some.
            guard contains(failure.message, "WeightsUnpickler error: Unsupported operand") else { return nil }
            return
                "torch.load(weights_only=True) of \(failure.installedName("torch")) can't read all that the file holds "
                + "beside tensors; use a newer torch, save the state_dict alone, or set load: {weights-only: false}"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "Weights only load failed") else { return nil }
            let name =
                between(failure.message, "GLOBAL ", " was not an allowed global")
                ?? between(failure.message + "\n", "Unsupported class ", "\n")
                ?? between(failure.message + "\n", "Unsupported global: ", "\n")
            let what = name.map { "holds \(VersionAdvice.firstLine($0))" } ?? "holds more than tensors"
            // From 2.6 on `torch.load` alone refuses what it loaded before.
            return
                "the file \(what), which torch.load(weights_only=True), the default since torch 2.6, refuses; "
                + "save the state_dict alone, or set load: {weights-only: false}"
        },
        KnownBreakage { failure in
            guard let name = between(failure.message, "size mismatch for ", ":") else { return nil }
            let saved = between(failure.message, "copying a param with shape torch.Size(", ")") ?? "other"
            let own = between(failure.message, "current model is torch.Size(", ")") ?? "another shape"
            return
                "the weights do not fit the code: '\(name)' is \(saved) in the file, \(own) in the model; "
                + "give model.args what it was trained with"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "failed finding central directory") else { return nil }
            return "the PyTorch archive ends too early; it is truncated, get it again"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "deserialize object on a CUDA device") else { return nil }
            return "the file was saved from a GPU, and this environment has none; load it with map_location=\"cpu\""
        },
        KnownBreakage { failure in
            guard failure.type == "UnsupportedVersion" else { return nil }
            return failure.message
        },
        KnownBreakage { failure in
            guard failure.type == "StateDictError", contains(failure.message, "do not fit") else { return nil }
            return "\(failure.message); use the code it was trained with, or load: {strict: false}"
        },
        KnownBreakage { failure in
            guard failure.format == "torch-module", failure.stage == "load",
                let module = between(failure.message, "No module named '", "'"), !module.isBelow("torch")
            else { return nil }
            return
                "the module's class is in '\(module)', which this environment lacks; name its code: model: {file: …}, "
                + "or save the state_dict instead"
        },
        KnownBreakage { failure in
            guard failure.format == "torch-module", failure.type.hasSuffix("AttributeError"),
                let owner = between(failure.message, "'", "' object has no attribute '"),
                let name = between(failure.message, "has no attribute '", "'")
            else { return nil }
            return
                "\(owner) lacks '\(name)': a module saved whole keeps the attributes of the PyTorch that saved it; "
                + "save the state_dict, or use that version"
        },
        KnownBreakage { failure in
            let patterns = [
                "must have the same dtype", "to have the same dtype", "expected scalar type", "should be the same",
            ]
            guard failure.format.hasPrefix("torch") || failure.format == "safetensors", failure.stage == "inference",
                patterns.contains(where: { contains(failure.message, $0) })
            else { return nil }
            return
                "the inputs have another dtype than the model computes in (\(VersionAdvice.firstLine(failure.message))); "
                + "save them so, or set load: {cast-inputs: true}"
        },
        KnownBreakage { failure in
            guard
                contains(failure.message, "kMaxSupportedFileFormatVersion")
                    || contains(failure.message, "Unknown builtin op")
            else { return nil }
            return
                "the TorchScript is newer than \(failure.installedName("torch")); use the PyTorch that saved it or a later one"
        },
        KnownBreakage { failure in
            guard failure.format == "torch-export", failure.stage == "load",
                contains(failure.message, "'version' in the archive")
                    || contains(failure.message, "schema version")
                    || contains(failure.message, "not a valid PT2 archive")
                    || contains(failure.message, "serialized_exported_program.json")
                    || contains(failure.message, "archive_format")
            else { return nil }
            return VersionAdvice.prefix(failure.change)
                + "exported programs are in another format from release to release; export it again with \(failure.installedName("torch"))"
        },
    ]
}
