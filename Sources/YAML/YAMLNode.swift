/// A value of a YAML document with the place where it stands.
public struct YAMLNode: Sendable, Hashable {
    public indirect enum Value: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// The pairs in the order of the text, each key once.
        case mapping([YAMLPair])
    }

    public let value: Value
    public let mark: Mark

    public init(_ value: Value, mark: Mark) {
        self.value = value
        self.mark = mark
    }

    public var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = value else { return nil }
        return scalar
    }

    public var sequence: [YAMLNode]? {
        guard case .sequence(let nodes) = value else { return nil }
        return nodes
    }

    public var mapping: [YAMLPair]? {
        guard case .mapping(let pairs) = value else { return nil }
        return pairs
    }

    /// The value of a key of a mapping, compared by its bytes; linear in the number of keys.
    public subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}

/// A key of a mapping with its value; keys are always scalars here.
public struct YAMLPair: Sendable, Hashable {
    public let key: String
    public let keyMark: Mark
    public let value: YAMLNode

    public init(key: String, keyMark: Mark, value: YAMLNode) {
        self.key = key
        self.keyMark = keyMark
        self.value = value
    }
}
