/// A `MetaGraphDef`: a graph with its tags, signatures and assets, and with what a load runs of it.
///
/// Source: meta_graph.proto, saver.proto and saved_object_graph.proto of TensorFlow.
struct MetaGraph {
    private(set) var version = ""
    private(set) var tags: [String] = []
    private(set) var signatures: [SavedModel.Signature] = []
    private(set) var graph = TensorFlowGraph()
    /// The layers that Keras 2 made it of, where they are in it.
    private(set) var layers = KerasMetadata()
    /// The paths of its assets below the folder for them.
    private(set) var assets: [String] = []
    /// Nodes that a load runs, and those of each signature.
    private var loadRoots: [String] = []
    private var signatureRoots: [String] = []
    /// Nodes that a load feeds: the paths of assets and of the variables.
    private var fed: Set<String> = []
    /// Functions that the object graph names, with what it binds to their last arguments: whether that is an asset.
    private var bound: [String: [Bool]] = [:]

    init(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: try readInformation(field.soleMessage())
            case 2: try graph.read(field.soleMessage())
            case 3: try readSaver(field.soleMessage())
            case 4: try readCollection(field.message())
            case 5: try readSignature(field.message())
            case 6: try readAsset(field.message())
            case 7: try readObjects(field.soleMessage())
            default: break
            }
        }
        signatures.sort { $0.name < $1.name }
    }

    /// What its operators would do beside computing, sorted by their names.
    ///
    /// - Parameter steps: those that were taken to follow names, in all graphs of the model.
    func risks(_ steps: inout Int) -> [SavedModel.Risk] {
        let run = graph.reach(from: loadRoots + signatureRoots, calling: Array(bound.keys))
        var paths = TensorFlowPaths(graph, fed: fed, bound: bound, steps: steps)
        defer { steps = paths.steps }
        var risks: [SavedModel.Risk] = []
        let writers = savers(run, &paths)
        for operation in graph.operators where TensorFlowPaths.readers[operation] == nil {
            if TensorFlowPaths.savers[operation] != nil, !writers.contains(operation) { continue }
            guard let deed = TensorFlowScan.operators.deed(of: operation) else { continue }
            risks.append(SavedModel.Risk(operation: operation, deed: deed))
        }
        risks +=
            Array(readers(run, &paths).union(foreign))
            + assets.compactMap { path in
                let parts = path.split(separator: "/", omittingEmptySubsequences: false)
                guard path.hasPrefix("/") || parts.contains("..") || path.contains("\\") || path.contains("://") else {
                    return nil
                }
                return SavedModel.Risk(operation: "", deed: "would read '\(ScanResult.printable(path))' as an asset")
            }
        if graph.printsToFile { risks.append(SavedModel.Risk(operation: "PrintV2", deed: "would write files")) }
        return risks.sorted { ($0.operation, $0.deed) < ($1.operation, $1.deed) }
    }

    /// What the operators' names do not tell: of functions by the same names, and of what a caller gives.
    private var foreign: Set<SavedModel.Risk> {
        var risks: Set<SavedModel.Risk> = []
        for name in graph.functions.keys where TensorFlowScan.operators.knows(name) {
            risks.insert(SavedModel.Risk(operation: name, deed: "would run a function by an operator's name"))
        }
        for node in graph.allNodes {
            guard let attribute = node.openAttributes.first else { continue }
            let deed = "would take '\(ScanResult.printable(attribute))' from what calls its function"
            risks.insert(SavedModel.Risk(operation: node.operation, deed: deed))
        }
        return risks
    }

    /// Operators that write checkpoints but for those of TensorFlow's own, which every SavedModel has, but which no
    /// signature and no load runs.
    private func savers(
        _ run: (nodes: Set<String>, functions: Set<String>), _ paths: inout TensorFlowPaths
    ) -> Set<String> {
        var found: Set<String> = []
        for (name, node) in graph.nodes where run.nodes.contains(name) {
            if TensorFlowPaths.savers[node.operation] != nil { found.insert(node.operation) }
        }
        for (name, function) in graph.functions {
            for node in function.nodes.values where TensorFlowPaths.savers[node.operation] != nil {
                if run.functions.contains(name) || !paths.savesWhereTold(node, in: .function(name)) {
                    found.insert(node.operation)
                }
            }
        }
        return found
    }

    /// Operators that read files other than the model's own.
    private func readers(
        _ run: (nodes: Set<String>, functions: Set<String>), _ paths: inout TensorFlowPaths
    ) -> Set<SavedModel.Risk> {
        // The paths of assets are given while it loads. What runs later sees the graph's own constants in their place.
        let served = graph.reach(from: signatureRoots)
        var risks: Set<SavedModel.Risk> = []
        func judge(_ node: TensorFlowGraph.Node, _ place: TensorFlowPaths.Place, isRun: Bool, isServed: Bool) {
            guard TensorFlowPaths.readers[node.operation] != nil else { return }
            // Graphs of TensorFlow 1 keep what restored them while they were trained.
            if place == .graph, node.operation.contains("Restore"), !isRun { return }
            for source in paths.sources(of: node, in: place) {
                switch source {
                // A cache in memory has no name.
                case .text("") where node.operation.hasPrefix("Cache"): continue
                case .loader where !isServed && !node.operation.hasPrefix("Cache"): continue
                case .text(let path):
                    let deed = "would \(node.operation.hasPrefix("Cache") ? "write" : "read")"
                    risks.insert(
                        SavedModel.Risk(operation: node.operation, deed: "\(deed) '\(ScanResult.printable(path))'"))
                case .loader, .unknown:
                    let deed = TensorFlowScan.operators.deed(of: node.operation) ?? "would read files"
                    risks.insert(SavedModel.Risk(operation: node.operation, deed: deed))
                }
            }
        }
        for (name, node) in graph.nodes {
            judge(node, .graph, isRun: run.nodes.contains(name), isServed: served.nodes.contains(name))
        }
        for (name, function) in graph.functions {
            let (isRun, isServed) = (run.functions.contains(name), served.functions.contains(name))
            for node in function.nodes.values { judge(node, .function(name), isRun: isRun, isServed: isServed) }
        }
        return risks
    }

    private mutating func readInformation(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 4: tags.append(try field.string())
            case 5: version = try field.string()
            default: break
            }
        }
    }

    /// Notes a node that a load feeds; TensorFlow has only ASCII for the names of a graph's own nodes.
    private mutating func feed(_ tensor: String) {
        if tensor.isASCII { fed.insert(TensorFlowGraph.node(of: tensor)) }
    }

    /// `SaverDef`: a load feeds the name of the variables' file and runs the operation that restores.
    private mutating func readSaver(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: feed(try field.string())
            case 3: loadRoots.append(TensorFlowGraph.node(of: try field.string()))
            default: break
            }
        }
    }

    /// An entry of the map from names to `CollectionDef`: what a load runs and, in files of TensorFlow 1, the assets.
    private mutating func readCollection(_ message: ProtobufReader) throws(ProtobufError) {
        let entry = try message.mapEntry()
        guard var collection = entry.value else { return }
        while let field = try collection.next() {
            var list = try field.message()
            while let item = try list.next() {
                switch (field.number, item.number, entry.key) {
                case (1, 1, "saved_model_main_op"), (1, 1, "legacy_init_op"):
                    loadRoots.append(TensorFlowGraph.node(of: try item.string()))
                case (5, 1, "saved_model_assets"):
                    var any = try item.message()
                    while let field = try any.next() {
                        if field.number == 2 { try readAsset(field.message()) }
                    }
                default: break
                }
            }
        }
    }

    /// `AssetFileDef`: a tensor that a load feeds, and the file whose path that is.
    private mutating func readAsset(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var information = try field.soleMessage()
                while let field = try information.next() {
                    if field.number == 1 { feed(try field.string()) }
                }
            case 2: assets.append(try field.string())
            default: break
            }
        }
    }

    /// `SavedObjectGraph`: functions that Python may call, some of them while it loads.
    private mutating func readObjects(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var isAsset: [Bool] = []
        var inputs: [String: [UInt64]] = [:]
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var node = try field.message()
                var found = false
                // The fifth field is an asset; a node is of one kind only, the last that is written.
                while let field = try node.next() {
                    if (4...12).contains(field.number), field.number != 11 { found = field.number == 5 }
                    if field.number == 4 { try readUserObject(field.soleMessage()) }
                }
                isAsset.append(found)
            case 2:
                let entry = try field.message().mapEntry()
                var numbers: [UInt64] = []
                if var function = entry.value {
                    while let field = try function.next() {
                        if field.number == 2 { try field.append(to: &numbers) }
                    }
                }
                try TensorFlowGraph.enter(numbers, entry.key, in: &inputs, at: field.offset)
            default: break
            }
        }
        bound = inputs.mapValues { numbers in
            numbers.map { $0 < UInt64(isAsset.count) && isAsset[Int($0)] }
        }
    }

    /// A `SavedUserObject`: Keras' own has the config of a layer.
    private mutating func readUserObject(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        var identifier = ""
        var metadata: [UInt8] = []
        while let field = try reader.next() {
            switch field.number {
            case 1: identifier = try field.string()
            case 3: metadata = Array(try field.bytes())
            default: break
            }
        }
        if identifier.hasPrefix("_tf_keras_") { layers.add(metadata) }
    }

    private mutating func readSignature(_ message: ProtobufReader) throws(ProtobufError) {
        let entry = try message.mapEntry()
        var inputs: [GraphValue] = []
        var outputs: [GraphValue] = []
        var roots: [String] = []
        if var definition = entry.value {
            while let field = try definition.next() {
                guard field.number == 1 || field.number == 2 else { continue }
                let (value, tensors) = try GraphValue.tensorFlow(field.message())
                if field.number == 1 { inputs.append(value) } else { outputs.append(value) }
                roots += tensors.map(TensorFlowGraph.node)
            }
        }
        if entry.key == "__saved_model_init_op" { loadRoots += roots } else { signatureRoots += roots }
        inputs.sort { $0.name < $1.name }
        outputs.sort { $0.name < $1.name }
        signatures.append(SavedModel.Signature(name: entry.key, inputs: inputs, outputs: outputs))
    }
}
