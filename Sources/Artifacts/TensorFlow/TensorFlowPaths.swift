/// Where the name of a file comes from that an operator of a graph reads: followed backwards to what gives it.
struct TensorFlowPaths {
    /// What gives a name.
    enum Source: Hashable {
        /// A loader gives it: the path of one of the model's own assets, or of its variables.
        case loader
        /// A constant of the graph.
        case text(String)
        /// Anything else: the caller's own, or computed.
        case unknown
    }

    /// The graph itself, or one of its functions.
    enum Place: Hashable {
        case graph
        case function(String)
    }

    /// The argument of an operator that names a file: its place among the data inputs.
    static let readers: [String: Int] = [
        "ReadFile": 0, "InitializeTableFromTextFile": 1, "InitializeTableFromTextFileV2": 1, "InitializeTRTResource": 1,
        "TextLineDataset": 0, "TFRecordDataset": 0, "TFRecordDatasetV2": 0, "FixedLengthRecordDataset": 0,
        "FixedLengthRecordDatasetV2": 0, "CacheDataset": 1, "CacheDatasetV2": 1, "Restore": 0, "RestoreSlice": 0,
        "RestoreV2": 0, "DTensorRestoreV2": 0,
    ]

    /// The arguments of operators that write checkpoints which name files.
    static let savers: [String: [Int]] = [
        "Save": [0], "SaveV2": [0], "SaveSlices": [0], "MergeV2Checkpoints": [0, 1],
    ]

    /// Operators that call functions, and where the functions' own arguments start among their inputs.
    private static let callers: [String: Int] = [
        "PartitionedCall": 0, "StatefulPartitionedCall": 0, "TPUPartitionedCall": 0, "BatchFunction": 0, "If": 1,
        "StatelessIf": 1, "Case": 1, "StatelessCase": 1, "RemoteCall": 1,
    ]
    /// Steps from one name, each of which is a call deeper, and for all names of all graphs of a model.
    private static let depthLimit = 500
    private static let stepLimit = 200_000

    private let graph: TensorFlowGraph
    /// Nodes of the graph that a loader feeds.
    private let fed: Set<String>
    /// What the object graph gives to functions, for the last of their arguments.
    private let bound: [String: [Bool]]
    private var sites: [String: [(place: Place, node: TensorFlowGraph.Node)]] = [:]
    /// Functions that are called in other ways as well.
    private var openFunctions: Set<String> = []
    /// Variables of the graph by their names, of which one resource may have several.
    private var variables: [String: Int] = [:]
    /// What uses the graph's variables, by their nodes.
    private var users: [String: [TensorFlowGraph.Node]] = [:]
    private var seen: Set<String> = []
    /// Steps that were taken, those in the model's other graphs included.
    private(set) var steps: Int

    init(_ graph: TensorFlowGraph, fed: Set<String>, bound: [String: [Bool]], steps: Int) {
        self.graph = graph
        self.fed = fed
        self.bound = bound
        self.steps = steps
        add(graph.nodes, in: .graph)
        for (name, function) in graph.functions { add(function.nodes, in: .function(name)) }
        openFunctions.formUnion(graph.gradients.values.joined())
    }

    private mutating func add(_ nodes: [String: TensorFlowGraph.Node], in place: Place) {
        for node in nodes.values {
            for call in Set(node.calls) where graph.functions[call] != nil {
                sites[call, default: []].append((place, node))
            }
            openFunctions.formUnion(node.givenCalls)
            if place == .graph {
                for name in Set(node.data.map(TensorFlowGraph.node)) where nodes[name]?.operation == "VarHandleOp" {
                    users[name, default: []].append(node)
                }
            }
            if node.operation == "VarHandleOp" { variables[Self.resource(node), default: 0] += 1 }
        }
    }

    private static func resource(_ variable: TensorFlowGraph.Node) -> String {
        variable.sharedName.isEmpty ? variable.name : variable.sharedName
    }

    /// What may name the file that a node reads.
    mutating func sources(of node: TensorFlowGraph.Node, in place: Place) -> Set<Source> {
        guard let index = Self.readers[node.operation], node.data.indices.contains(index) else { return [.unknown] }
        seen = []
        return sources(of: node.data[index], in: place)
    }

    /// Whether a node that writes checkpoints does so only where a loader's caller says, as TensorFlow's own does.
    mutating func savesWhereTold(_ node: TensorFlowGraph.Node, in place: Place) -> Bool {
        guard let indices = Self.savers[node.operation] else { return false }
        var tensors: [String] = []
        for index in indices {
            guard node.data.indices.contains(index) else { return false }
            tensors.append(node.data[index])
        }
        var passed: Set<String> = []
        while let tensor = tensors.popLast() {
            let name = TensorFlowGraph.node(of: tensor)
            guard passed.insert(name).inserted else { continue }
            steps += 1
            guard steps < Self.stepLimit else { return false }
            // The names of its parts begin with what it is told.
            switch self.node(name, in: place) {
            case let made? where made.operation == "StringJoin" || made.operation == "ShardedFilename":
                guard let first = made.data.first else { return false }
                tensors.append(first)
            case let made? where made.operation == "Pack" && !made.data.isEmpty: tensors += made.data
            default:
                seen = []
                guard sources(of: tensor, in: place) == [.loader] else { return false }
            }
        }
        return true
    }

    /// The node of a name, which may be that of an argument instead.
    private func node(_ name: String, in place: Place) -> TensorFlowGraph.Node? {
        guard case .function(let function) = place else { return graph.nodes[name] }
        guard let body = graph.functions[function], let node = body.nodes[name] else { return nil }
        return body.arguments.contains(name) ? nil : node
    }

    private mutating func sources(of tensor: String, in place: Place) -> Set<Source> {
        let name = TensorFlowGraph.node(of: tensor)
        guard seen.insert("\(place) \(name)").inserted else { return [] }
        steps += 1
        guard seen.count < Self.depthLimit, steps < Self.stepLimit else { return [.unknown] }
        let nodes: [String: TensorFlowGraph.Node]
        switch place {
        case .graph:
            if fed.contains(name) { return [.loader] }
            nodes = graph.nodes
        case .function(let function):
            guard let body = graph.functions[function] else { return [.unknown] }
            // Looking for one among many takes as long as many steps.
            steps += body.arguments.count / 64
            if let index = body.arguments.firstIndex(of: name) { return argument(index, of: function, body) }
            nodes = body.nodes
        }
        guard let node = nodes[name] else { return [.unknown] }
        switch node.operation {
        case "Const": return [node.text.map(Source.text) ?? .unknown]
        case "Identity", "PlaceholderWithDefault":
            return node.data.first.map { sources(of: $0, in: place) } ?? [.unknown]
        case "ReadVariableOp" where place == .graph: return variable(node)
        default: return [.unknown]
        }
    }

    /// What all calls of a function give for an argument.
    private mutating func argument(
        _ index: Int, of function: String, _ body: TensorFlowGraph.Function
    ) -> Set<Source> {
        if body.isOpen || openFunctions.contains(function) { return [.unknown] }
        var found: Set<Source> = []
        for (place, node) in sites[function] ?? [] {
            steps += 1
            guard steps < Self.stepLimit else { return [.unknown] }
            let isByName = node.operation == function
            guard let start = isByName ? 0 : Self.callers[node.operation], node.data.indices.contains(start + index)
            else { return [.unknown] }
            found.formUnion(sources(of: node.data[start + index], in: place))
        }
        if let bound = bound[function] {
            let first = body.arguments.count - bound.count
            found.insert(index >= first && first >= 0 && bound[index - first] ? .loader : .unknown)
        }
        return found.isEmpty && sites[function] == nil ? [.unknown] : found
    }

    /// What the graph assigns to a variable, where nothing else can.
    private mutating func variable(_ node: TensorFlowGraph.Node) -> Set<Source> {
        guard let name = node.data.first.map(TensorFlowGraph.node), let handle = graph.nodes[name],
            handle.operation == "VarHandleOp", variables[Self.resource(handle)] == 1
        else { return [.unknown] }
        var found: Set<Source> = []
        for user in users[name] ?? [] {
            steps += 1
            guard steps < Self.stepLimit else { return [.unknown] }
            switch user.operation {
            case "ReadVariableOp", "VarIsInitializedOp": continue
            case "AssignVariableOp" where user.data.count == 2:
                found.formUnion(sources(of: user.data[1], in: .graph))
            default: return [.unknown]
            }
        }
        return found.isEmpty ? [.unknown] : found
    }
}
