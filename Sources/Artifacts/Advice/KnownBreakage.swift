/// A failure that is known by what it says, with its cause in plain words; `nil` from `explain` where it is another one.
struct KnownBreakage: Sendable {
    let explain: @Sendable (RaisedFailure) -> String?

    /// In order: the particular before the general.
    static let all: [KnownBreakage] =
        hub + torch + files + trees + modules + numpy + boosting + openVINO + onnx + tensorFlow + general

    /// The text between two markers; `nil` where either is missing.
    static func between(_ text: String, _ start: String, _ end: String) -> String? {
        guard let from = find(start, in: text[...]) else { return nil }
        let rest = text[from.upperBound...]
        guard let to = find(end, in: rest) else { return nil }
        return String(rest[..<to.lowerBound])
    }

    /// The text behind a marker; `nil` where it is missing.
    static func after(_ text: String, _ marker: String) -> String? {
        find(marker, in: text[...]).map { String(text[$0.upperBound...]) }
    }

    private static func find(_ pattern: String, in text: Substring) -> Range<Substring.Index>? {
        var rest = text
        while let first = pattern.first, let index = rest.firstIndex(of: first) {
            rest = rest[index...]
            if rest.hasPrefix(pattern) { return index..<rest.index(index, offsetBy: pattern.count) }
            rest = rest.dropFirst()
        }
        return nil
    }

    static func contains(_ text: String, _ pattern: String) -> Bool { find(pattern, in: text[...]) != nil }

    /// A breakage known by texts that must all be in the message.
    static func says(
        _ patterns: String...,
        explain: @escaping @Sendable (RaisedFailure) -> String,
    ) -> KnownBreakage {
        KnownBreakage { failure in
            patterns.allSatisfy { contains(failure.message, $0) } ? explain(failure) : nil
        }
    }

    // MARK: Damaged files and Python itself

    private static let files = [
        KnownBreakage { failure in
            let isCut =
                failure.type == "EOFError" || contains(failure.message, "pickle data was truncated")
                || contains(failure.message, "Ran out of input") || contains(failure.message, "pickle exhausted")
                || contains(failure.message, "Compressed file ended before")
            guard failure.stage == "load", isCut else { return nil }
            return "the file ends too early; it is truncated, get it again"
        },
        KnownBreakage { failure in
            let patterns = [
                "while decompressing data", "Corrupt input data", "Invalid data stream", "Not a gzipped file",
            ]
            guard failure.stage == "load", patterns.contains(where: { contains(failure.message, $0) }) else {
                return nil
            }
            return "the compressed data are damaged; get the file again"
        },
        says("unsupported pickle protocol: 5") { _ in
            "saved with pickle protocol 5, which Python reads from 3.8 on; use a newer Python or save with protocol=4"
        },
        says("unsupported pickle protocol") { _ in
            "saved with a pickle protocol that this Python does not know; use a newer Python or save with protocol=4"
        },
        says("on <module '__main__'") { failure in
            let name = between(failure.message, "Can't get attribute '", "'") ?? "a class"
            return
                "'\(name)' was defined in the training script (__main__); move it to a module that the environment installs"
        },
        says("code() argument") { _ in
            "holds compiled functions (cloudpickle) of another Python version; use the Python that saved it"
        },
        says("LZ4 is not installed") { _ in "the file is compressed with LZ4; add lz4 to packages" },
    ]

    // MARK: Trees

    private static let trees = [
        says("'monotonic_cst'") { failure in
            VersionAdvice.prefix(failure.change)
                + "the trees lack 'monotonic_cst', added in 1.4; retrain or re-save with \(newer(failure)), or pin scikit-learn<1.4"
        },
        says("node array from the pickle has an incompatible dtype") { failure in
            let isUpgrade = failure.change?.isUpgrade ?? true
            return VersionAdvice.prefix(failure.change)
                + (isUpgrade
                    ? "tree nodes got the field 'missing_go_to_left' in 1.3; retrain with \(newer(failure)), or pin scikit-learn<1.3"
                    : "tree nodes have fields that the older version does not know; use \(older(failure))")
        },
    ]

    private static func newer(_ failure: RaisedFailure) -> String {
        failure.change?.loaded ?? "the installed version"
    }

    private static func older(_ failure: RaisedFailure) -> String {
        failure.change.map { "\($0.framework)==\($0.saved)" } ?? "the version that saved it"
    }

    // MARK: Modules and names that moved

    private static let modules = [
        says("No module named 'sklearn.externals.joblib'") { failure in
            VersionAdvice.prefix(failure.change)
                + "saved through sklearn.externals.joblib, removed in 0.23; load it with scikit-learn<0.23 and dump it with joblib"
        },
        says("No module named 'sklearn.ensemble._gb_losses'") { failure in
            VersionAdvice.prefix(failure.change)
                + "gradient boosting's losses moved to sklearn._loss in 1.4; retrain, or pin scikit-learn<1.4"
        },
        KnownBreakage { failure in
            let old = [
                "linear_model.logistic", "linear_model.base", "ensemble.forest", "ensemble.gradient_boosting",
                "tree.tree",
                "preprocessing.data", "preprocessing.label", "preprocessing.imputation", "svm.classes",
                "neighbors.classification", "decomposition.pca", "cluster.k_means_",
                "feature_selection.univariate_selection",
            ]
            guard let module = missingModule(failure), old.contains(where: { module == "sklearn.\($0)" }) else {
                return nil
            }
            return VersionAdvice.prefix(failure.change)
                + "'\(module)' became private in 0.22 and is gone since 0.24; retrain, or pin scikit-learn<0.24"
        },
        says("No module named 'numpy._core'") { failure in
            "saved with NumPy 2, loaded with \(failure.installedName("numpy")); use numpy>=1.26.1, better 2, or save it again with 1.x"
        },
        KnownBreakage { failure in
            guard let module = missingModule(failure) else { return nil }
            let root = module.split(separator: ".").first.map(String.init) ?? module
            let package = RequiredPackage(module: root)
            if root == module, failure.installed[package.distribution] == nil { return package.missingMessage }
            guard let change = failure.change else {
                return
                    "\(failure.installedName(package.distribution)) has no module '\(module)'; use the version that saved the model"
            }
            let word = change.isUpgrade ? "no longer" : "not yet"
            return "\(change.text): '\(module)' is \(word) there; retrain, or pin \(older(failure))"
        },
        KnownBreakage { failure in
            guard let name = between(failure.message, "Can't get attribute '", "'"),
                let module = between(failure.message, "on <module '", "'")
            else { return nil }
            guard let change = failure.change else {
                return "'\(module)' has no '\(name)' in this environment; use the versions that saved the model"
            }
            let word = change.isUpgrade ? "no longer has" : "does not have"
            return "\(change.text): '\(module)' \(word) '\(name)'; retrain, or pin \(older(failure))"
        },
    ]

    private static func missingModule(_ failure: RaisedFailure) -> String? {
        between(failure.message, "No module named '", "'")
    }

    // MARK: NumPy

    private static let numpy = [
        says("is not a known BitGenerator") { failure in
            "holds a random generator saved by a newer NumPy than \(failure.installedName("numpy")); use the NumPy that saved it"
        },
        says("compiled using NumPy 1.x cannot be run in") { failure in
            "a package was built for NumPy 1, \(failure.installedName("numpy")) is installed; pin numpy<2"
        },
        says("numpy.core.multiarray failed to import") { failure in
            "a package was built for another NumPy than \(failure.installedName("numpy")); pin numpy<2"
        },
        says("numpy.dtype size changed") { failure in
            "a package was built for another NumPy than \(failure.installedName("numpy")); pin numpy to the version that it names"
        },
        KnownBreakage { failure in
            guard let name = between(failure.message, "module 'numpy' has no attribute '", "'") else { return nil }
            guard ["bool", "int", "float", "object", "complex", "str", "long"].contains(name) else { return nil }
            return
                "uses numpy.\(name), removed in NumPy 1.24 (\(failure.installedName("numpy")) is installed); pin numpy<1.24"
        },
    ]

    // MARK: ONNX Runtime

    private static let onnx = [
        says("Unsupported model IR version") { failure in
            let version = between(failure.message + ",", "IR version: ", ",") ?? "?"
            let limit = between(failure.message + "\n", "max supported IR version: ", "\n") ?? "?"
            return "the model has IR version \(version), \(failure.installedName("onnxruntime")) reads up to \(limit); "
                + "use a newer onnxruntime or export with an older IR version"
        },
        says("under development and support for this is limited") { failure in
            let version = between(failure.message, "Opset ", " ") ?? "?"
            let limit = between(failure.message, "till opset ", ".").map { " (it knows \($0))" } ?? ""
            return "the model needs opset \(version), too new for \(failure.installedName("onnxruntime"))\(limit); "
                + "use a newer onnxruntime or export with a lower target_opset"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "is not a registered function/op") else { return nil }
            let name = between(failure.message, "Fatal error: ", "(") ?? "an operator"
            return "the model uses the operator \(name), which \(failure.installedName("onnxruntime")) lacks; "
                + "register its custom operator library or export without it"
        },
        says("Could not find an implementation for") { failure in
            let name = between(failure.message, "implementation for ", "(") ?? "an operator"
            return "\(failure.installedName("onnxruntime")) has no implementation of \(name) for these types; "
                + "use a newer onnxruntime or export with other types"
        },
        KnownBreakage { failure in
            guard failure.format == "onnx",
                contains(failure.message, "Protobuf parsing failed")
                    || contains(failure.message, "INVALID_PROTOBUF")
            else { return nil }
            return "the file is no whole ONNX model; it is truncated or damaged, get it again"
        },
        says("Unexpected input data type") { failure in
            "the inputs have another dtype than the graph: \(VersionAdvice.firstLine(failure.message))"
        },
        says("Got invalid dimensions for input") { failure in
            let input = between(failure.message, "for input: ", " ") ?? "an input"
            return "the input '\(input)' has another shape than the graph; see the traceback for both"
        },
    ]

    // MARK: Anything else that versions explain

    private static let general = [
        KnownBreakage { failure in
            guard failure.type == "AttributeError", let change = failure.change,
                let owner = between(failure.message, "'", "' object has no attribute '"),
                let name = between(failure.message, "has no attribute '", "'")
            else { return nil }
            let why = change.isUpgrade ? "the newer version expects" : "the older version expects"
            return
                "\(change.text): \(owner) lacks '\(name)', which \(why); retrain or re-save with \(change.loaded), "
                + "or pin \(change.framework)==\(change.saved)"
        }
    ]
}
