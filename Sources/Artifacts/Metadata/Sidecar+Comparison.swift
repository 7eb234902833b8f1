import Tensors

extension Sidecar {
    /// Compares what both sidecar and file say; what only one of them says is no disagreement.
    public func compare(with artifact: ArtifactDescription) -> Agreement {
        var agreed: [String] = []
        if let sha256 {
            guard sha256 == artifact.sha256 else {
                return .disagrees(
                    "\(origin)'s sha256 is \(sha256.prefix(16))…, the file's is \(artifact.sha256.prefix(16))…; "
                        + "one of them was replaced without the other"
                )
            }
            agreed.append("sha256")
        }
        if let size, size != artifact.size {
            return .disagrees("\(origin) says \(size) bytes, the file has \(artifact.size)")
        }
        for producer in artifact.producers {
            guard let said = versions[producer.framework] else { continue }
            guard said == producer.version else {
                return .disagrees("\(origin) says \(producer.framework) \(said), the file \(producer.version)")
            }
            agreed.append("\(producer.framework) \(said)")
        }
        if case .onnx(let model) = artifact.content, let difference = compare(with: model) {
            return .disagrees(difference)
        }
        if let difference = compareSignature(with: artifact) { return .disagrees(difference) }
        return .agrees(agreed.isEmpty ? "nothing in common to compare" : agreed.joined(separator: ", ") + " agree")
    }

    private func compare(with model: ONNXModel) -> String? {
        if let irVersion, irVersion != model.irVersion {
            return "\(origin) says IR version \(irVersion), the file \(model.irVersion)"
        }
        for opset in model.opsets {
            guard let said = opsets[opset.domain], said != opset.version else { continue }
            return "\(origin) says opset \(said) of \(opset.domain), the file \(opset.version)"
        }
        return nil
    }

    /// Inputs and outputs that the sidecar states otherwise than a graph that names its own.
    private func compareSignature(with artifact: ArtifactDescription) -> String? {
        switch artifact.content {
        case .onnx, .openVINO: break
        default: return nil
        }
        for (noun, stated, own) in [("input", inputs, artifact.inputs), ("output", outputs, artifact.outputs)] {
            for value in stated where !value.name.isEmpty && !own.isEmpty {
                guard let same = own.first(where: { $0.name == value.name }) else {
                    return "\(origin) states the \(noun) '\(value.name)', the file has \(Self.list(own.map(\.name)))"
                }
                let areOfOneType = value.type.isEmpty || value.type == same.type
                guard areOfOneType, Self.agree(value, same) else {
                    return "\(origin) states the \(noun) \(value), the file has \(same)"
                }
            }
        }
        return nil
    }

    /// Whether two shapes can be of one value.
    private static func agree(_ left: GraphValue, _ right: GraphValue) -> Bool {
        guard let left = left.shape, let right = right.shape else { return true }
        return left.count == right.count
            && zip(left, right).allSatisfy { pair in
                guard case (.fixed(let one), .fixed(let other)) = pair else { return true }
                return one == other
            }
    }

    /// How the inputs that will be given differ from those that the sidecar states; `nil` where they don't.
    ///
    /// - Parameters:
    ///   - isTyped: whether the inputs have dtypes of their own, as `.npy` has and JSON has not.
    ///   - isStacked: whether the first axis counts inferences and is removed.
    public func disagreement(with given: InputSet, isTyped: Bool, isStacked: Bool) -> String? {
        guard !inputs.isEmpty else { return nil }
        var given = given
        if given.tensors.count == 1, let table = given.tensors.first?.tensor {
            let areColumns = inputs.allSatisfy { $0.shape?.count == 1 }
            if areColumns || inputs.count > 1 { given = given.columns }
            // Columns by name may be given as a matrix without names.
            if areColumns, given.tensors.count == 1, table.shape.count == 2, table.shape[1] == inputs.count {
                return nil
            }
        }
        let (stated, present) = (Set(inputs.map(\.name)), Set(given.tensors.map(\.name)))
        let isUnnamed = inputs.count == 1 && given.tensors.count == 1 && (stated == [""] || present == [""])
        guard isUnnamed || stated == present else {
            return "\(origin) states the inputs \(Self.list(inputs.map(\.name))), "
                + "given are \(Self.list(given.tensors.map(\.name)))"
        }
        for input in inputs {
            guard let tensor = isUnnamed ? given.tensors.first?.tensor : given[input.name] else { continue }
            let label = input.name.isEmpty ? "the input" : "'\(input.name)'"
            if isTyped, !input.type.isEmpty, input.type != tensor.dtype.rawValue {
                return "\(origin) states \(label) as \(input.type), given is \(tensor.dtype.rawValue)"
            }
            if let shape = input.shape, !Self.fits(tensor, shape, isStacked: isStacked || given.isStacked) {
                let rows = "[\(tensor.shape.map(String.init).joined(separator: ", "))]"
                return "\(origin) states \(input.description), given is \(label) of shape \(rows)"
            }
        }
        return nil
    }

    /// Whether what an inference gets of a tensor has a shape; how many rows it has is the matrix' to say.
    private static func fits(_ tensor: Tensor, _ shape: [GraphValue.Dimension], isStacked: Bool) -> Bool {
        let lengths = isStacked ? Array(tensor.shape.dropFirst()) : tensor.shape
        guard lengths.count == shape.count else { return false }
        return zip(lengths, shape).enumerated().allSatisfy { axis, pair in
            guard case .fixed(let length) = pair.1 else { return true }
            return pair.0 == length || (axis == 0 && !isStacked)
        }
    }

    private static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

    /// Which versions an environment has that are not those where the artifact was made; `nil` where all agree.
    ///
    /// - Parameter python: the environment's Python.
    public func difference(installed: [String: String], python here: String?) -> String? {
        var differing: [String] = []
        if let python, let here, here != python { differing.append("Python \(here) (made with \(python))") }
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
            guard let here = installed[name], here != version else { continue }
            differing.append("\(name) \(here) (made with \(version))")
        }
        return differing.isEmpty ? nil : "here " + differing.joined(separator: ", ")
    }
}
