/// Makes the tree out of events: follows aliases, merges, checks keys and keeps to the limits.
struct TreeBuilder {
    /// A finished subtree that an alias may stand for.
    private struct Anchored {
        let node: YAMLNode
        let count: Int
        let levels: Int
    }

    /// A subtree with its number of values and its height.
    private struct Built {
        var node: YAMLNode
        var count: Int
        var levels: Int
    }

    /// A key by its bytes, as Python compares it.
    ///
    /// Swift's own comparison brings each text into Unicode's normal form first, which takes the square of the time for a
    /// long run of combining marks, and takes keys for equal that others keep apart.
    private struct Key: Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    let events: EventReader
    private(set) var problems: [YAMLProblem] = []
    private var anchors: [String: Anchored] = [:]
    private var open: Set<String> = []
    private var aliased = 0

    init(events: EventReader) { self.events = events }

    mutating func document() throws(YAMLProblem) -> YAMLNode {
        _ = try events.next()
        let start = try events.next()
        if case .streamEnd = start.kind { throw YAMLProblem("the file is empty", mark: start.mark) }
        let root = try build(try events.next(), depth: 1)
        _ = try events.next()
        let after = try events.next()
        if case .documentStart = after.kind {
            throw YAMLProblem("a second document begins here; a file holds one", mark: after.mark)
        }
        return root.node
    }

    private mutating func build(_ event: EventReader.Event, depth: Int) throws(YAMLProblem) -> Built {
        try check(depth, at: event.mark)
        if let tag = event.tag { try check("tag", tag, at: event.mark) }
        if case .alias(let name) = event.kind { return try follow(name, at: event.mark, depth: depth) }
        if let anchor = event.anchor { open.insert(anchor) }
        var built: Built
        switch event.kind {
        case .scalar(let scalar):
            built = Built(node: YAMLNode(.scalar(tagged(scalar, event)), mark: event.mark), count: 1, levels: 1)
        case .sequenceStart:
            expect(["tag:yaml.org,2002:seq"], event)
            built = try sequence(at: event.mark, depth: depth)
        case .mappingStart:
            expect(["tag:yaml.org,2002:map"], event)
            built = try mapping(at: event.mark, depth: depth)
        default:
            throw YAMLProblem("a value is missing here", mark: event.mark)
        }
        if let anchor = event.anchor {
            open.remove(anchor)
            anchors[anchor] = Anchored(node: built.node, count: built.count, levels: built.levels)
        }
        return built
    }

    private mutating func sequence(at mark: Mark, depth: Int) throws(YAMLProblem) -> Built {
        var nodes: [YAMLNode] = []
        var count = 1
        var levels = 0
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            let built = try build(event, depth: depth + 1)
            nodes.append(built.node)
            count += built.count
            levels = max(levels, built.levels)
        }
        return Built(node: YAMLNode(.sequence(nodes), mark: mark), count: count, levels: levels + 1)
    }

    private mutating func mapping(at mark: Mark, depth: Int) throws(YAMLProblem) -> Built {
        var pairs: [YAMLPair] = []
        var merges: [YAMLNode] = []
        var seen: [Key: Mark] = [:]
        var firstMerge: Mark?
        var count = 1
        var levels = 0
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let key = try build(event, depth: depth + 1)
            let value = try build(try events.next(), depth: depth + 1)
            count += key.count + value.count
            levels = max(levels, value.levels)
            guard let scalar = key.node.scalar else {
                problems.append(YAMLProblem("a key must be a plain text, not a list or mapping", mark: event.mark))
                continue
            }
            try check("key", scalar.text, at: event.mark)
            if scalar.style == .plain, scalar.text == "<<" {
                // Of two, some readers let the first win and some the last.
                if let first = firstMerge { addDuplicate("<<", at: event.mark, first: first) }
                firstMerge = firstMerge ?? event.mark
                merges.append(value.node)
                continue
            }
            // A key that came by alias stands where the alias stands.
            let text = Key(text: scalar.text)
            if let first = seen[text] {
                addDuplicate(scalar.text, at: event.mark, first: first)
                continue
            }
            seen[text] = event.mark
            pairs.append(YAMLPair(key: scalar.text, keyMark: event.mark, value: value.node))
        }
        for merge in merges { mergePairs(of: merge, into: &pairs, seen: &seen) }
        return Built(node: YAMLNode(.mapping(pairs), mark: mark), count: count, levels: levels + 1)
    }

    private mutating func addDuplicate(_ key: String, at mark: Mark, first: Mark) {
        problems.append(
            YAMLProblem("the key '\(key)' is here twice; the first is at \(first.line):\(first.column)", mark: mark))
    }

    /// Adds the pairs of a `<<` value whose keys are not there yet (yaml.org/type/merge).
    private mutating func mergePairs(of node: YAMLNode, into pairs: inout [YAMLPair], seen: inout [Key: Mark]) {
        let sources = node.sequence ?? [node]
        for source in sources {
            guard let added = source.mapping else {
                problems.append(YAMLProblem("'<<' merges a mapping or a list of mappings", mark: source.mark))
                continue
            }
            for pair in added where seen[Key(text: pair.key)] == nil {
                seen[Key(text: pair.key)] = pair.keyMark
                pairs.append(pair)
            }
        }
    }

    private mutating func follow(_ name: String, at mark: Mark, depth: Int) throws(YAMLProblem) -> Built {
        guard let anchored = anchors[name] else {
            if open.contains(name) {
                throw YAMLProblem("the alias '*\(name)' stands inside what it repeats", mark: mark)
            }
            throw YAMLProblem(
                "the alias '*\(name)' has no anchor '&\(name)' before it; quote a text that starts with '*'", mark: mark
            )
        }
        aliased += anchored.count
        guard aliased <= YAMLDocument.Limit.aliased else {
            throw YAMLProblem("aliases repeat more than \(YAMLDocument.Limit.aliased) values", mark: mark)
        }
        try check(depth + anchored.levels - 1, at: mark)
        return Built(node: anchored.node, count: anchored.count, levels: anchored.levels)
    }

    private func check(_ depth: Int, at mark: Mark) throws(YAMLProblem) {
        guard depth <= YAMLDocument.Limit.levels else {
            throw YAMLProblem("more than \(YAMLDocument.Limit.levels) levels of nesting", mark: mark)
        }
    }

    private func check(_ noun: String, _ text: String, at mark: Mark) throws(YAMLProblem) {
        guard text.utf8.count <= YAMLDocument.Limit.keyBytes else {
            throw YAMLProblem(
                "a \(noun) of \(text.utf8.count) bytes; at most \(YAMLDocument.Limit.keyBytes) are read", mark: mark)
        }
    }

    private mutating func tagged(_ scalar: YAMLScalar, _ event: EventReader.Event) -> YAMLScalar {
        switch event.tag {
        case nil: return scalar
        case "!", "tag:yaml.org,2002:str": return YAMLScalar(scalar.text, style: .quoted)
        default:
            let plain = YAMLScalar(scalar.text, style: .plain)
            let fits =
                switch (event.tag, plain.resolved) {
                case ("tag:yaml.org,2002:int", .int), ("tag:yaml.org,2002:float", .float),
                    ("tag:yaml.org,2002:float", .int), ("tag:yaml.org,2002:bool", .bool),
                    ("tag:yaml.org,2002:null", .null):
                    true
                default: false
                }
            if fits { return plain }
            expect([], event)
            return scalar
        }
    }

    private mutating func expect(_ tags: [String], _ event: EventReader.Event) {
        guard let tag = event.tag, tag != "!", !tags.contains(tag) else { return }
        let core = "tag:yaml.org,2002:"
        let shown = tag.hasPrefix(core) ? "!!\(tag.dropFirst(core.count))" : tag
        problems.append(
            YAMLProblem(
                "the tag '\(shown)' does not fit here; leave it out, or quote a text that starts with '!'",
                mark: event.mark))
    }
}
