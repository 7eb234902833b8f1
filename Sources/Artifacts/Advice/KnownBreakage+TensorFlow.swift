extension KnownBreakage {
    /// TensorFlow, Keras and TensorFlow Lite, by their own messages.
    static let tensorFlow = keras + graphs + lite

    private static func keras(_ failure: RaisedFailure) -> String {
        failure.installed["keras"].map { "keras \($0)" } ?? failure.installedName("tensorflow")
    }

    private static func saved(_ failure: RaisedFailure) -> String {
        failure.embedded["keras"].map { "saved with keras \($0)" } ?? "saved with another Keras"
    }

    // MARK: Keras

    private static let keras = [
        KnownBreakage { failure in
            let isNewer =
                contains(failure.message, "Unrecognized keyword arguments: ['batch_shape'")
                || contains(failure.message, "Unknown dtype policy: 'DTypePolicy'")
                || contains(failure.message, "because its parent module keras.src.")
                || contains(failure.message, "Unknown layer: 'Functional'") && contains(failure.message, "batch_shape")
            guard failure.format.hasPrefix("keras"), isNewer else { return nil }
            let isOlder = contains(failure.message, "its parent module keras.src.engine.")
            return "\(saved(failure)), loaded with \(keras(failure)): "
                + (isOlder
                    ? "Keras 3 can't read this .keras file of Keras 2; save it as .h5 or a SavedModel, or pin tensorflow<2.16"
                    : "Keras 2 can't read the files of Keras 3; use tensorflow>=2.16, or save it as a SavedModel (model.export)")
        },
        KnownBreakage { failure in
            guard failure.format.hasPrefix("keras"),
                let layer = between(failure.message, "Unrecognized keyword arguments passed to ", ":")
                    ?? between(failure.message, "Error when deserializing class '", "'"),
                let arguments = between(failure.message, "passed to \(layer): {", "}")
                    ?? between(failure.message, "Unrecognized keyword arguments: [", "]")
            else { return nil }
            return
                "\(saved(failure)), loaded with \(keras(failure)): \(layer) has no \(arguments); save it again with that "
                + "Keras, or set TF_USE_LEGACY_KERAS=1 and add tf_keras"
        },
        KnownBreakage { failure in
            guard failure.format.hasPrefix("keras"),
                let name = between(failure.message, "Could not locate class '", "'")
                    ?? between(failure.message, "Unknown layer: '", "'")
                    ?? between(failure.message, "Could not deserialize class '", "'")
                    // A Sequential of Keras 2 adds the config's class name in place of the layer.
                    ?? between(failure.message, "Received: layer=", " of type <class 'str'>")
            else { return nil }
            return "the layer '\(name)' is not Keras' own; name its code: model: {file: …, class: \(name)}"
        },
        KnownBreakage { failure in
            guard failure.format == "keras", contains(failure.message, "file signature not found") else { return nil }
            return "\(keras(failure)) reads no .keras files (zip), which came with Keras 2.12; "
                + "use a newer one, or save the model as .h5"
        },
        KnownBreakage { failure in
            guard failure.format == "keras",
                let layer = between(failure.message, "Layer '", "' expected "),
                contains(failure.message, "variables, but received 0 variables")
            else { return nil }
            return "\(saved(failure)), loaded with \(keras(failure)): the weights of '\(layer)' lie elsewhere in the "
                + "file than it looks; use the Keras that saved it or a newer one"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "deserialization of a `Lambda` layer") else { return nil }
            return
                "a Lambda layer holds Python bytecode, which Keras runs in trusted files only; policy: {pickle: trusted}"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "bad marshal data") else { return nil }
            return "a Lambda layer holds bytecode of another Python version; use the Python that saved it, "
                + "or a layer of your own and `model:`"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "File format not supported"), contains(failure.message, "Keras 3") else {
                return nil
            }
            return "Keras 3's load_model reads .keras and .h5 only; state format: tensorflow-savedmodel"
        },
    ]

    // MARK: Graphs

    private static let graphs = [
        KnownBreakage { failure in
            guard let name = between(failure.message, "Op type not registered '", "'") else { return nil }
            return VersionAdvice.prefix(failure.change) + "the graph uses the operator \(name), which "
                + "\(failure.installedName("tensorflow")) lacks; use the TensorFlow that saved it, or add the package "
                + "that has the operator"
        },
        KnownBreakage { failure in
            guard let name = between(failure.message, "NodeDef mentions attr '", "'") else { return nil }
            return VersionAdvice.prefix(failure.change) + "an operator has the attribute '\(name)', too new for "
                + "\(failure.installedName("tensorflow")); use the TensorFlow that saved it or a newer one"
        },
        KnownBreakage { failure in
            guard
                contains(failure.message, "callback with key=pyfunc")
                    || contains(failure.message, "support Op 'PyFunc'")
                    || contains(failure.message, "support Op 'EagerPyFunc'")
            else { return nil }
            return "the graph calls a Python function that is not in the file; export the model without tf.py_function"
        },
        KnownBreakage { failure in
            guard
                contains(failure.message, "Could not find meta graph def matching supplied tags")
                    || contains(failure.message, "could not be found in SavedModel, with available tags")
            else { return nil }
            return "no graph of the SavedModel is tagged 'serve'; name its tags: load: {tags: […]}"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "Descriptors cannot be created directly") else { return nil }
            return "\(failure.installedName("tensorflow")) is too old for \(failure.installedName("protobuf")); "
                + "pin protobuf<3.21"
        },
    ]

    // MARK: TensorFlow Lite

    private static let lite = [
        KnownBreakage { failure in
            guard let name = between(failure.message, "find op for builtin opcode '", "'") else { return nil }
            return
                "the model's operator \(name) is newer than this interpreter; use a newer one, or convert it with an "
                + "older TensorFlow"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "Select TensorFlow op(s)") else { return nil }
            return
                "the model uses TensorFlow's own operators (Flex), which this interpreter lacks; add tensorflow to packages"
        },
        KnownBreakage { failure in
            guard let name = between(failure.message + "\n", "unresolved custom op: ", "\n") else { return nil }
            return "the model uses the custom operator \(name.prefix { $0 != "." }), which this interpreter lacks"
        },
        KnownBreakage { failure in
            guard failure.format == "tflite",
                contains(failure.message, "Model provided has model identifier")
                    || contains(failure.message, "The model is not a valid Flatbuffer")
            else { return nil }
            return "the file is no whole TensorFlow Lite model; it is truncated or damaged, get it again"
        },
    ]
}
