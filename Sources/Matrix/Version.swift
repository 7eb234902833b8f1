/// A Python package's version as PEP 440 orders them: epoch, release, pre-, post- and development release, local label.
public struct Version: Sendable, CustomStringConvertible {
    public enum Phase: Int, Sendable, Hashable, Comparable {
        case alpha, beta, candidate

        public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    public struct Prerelease: Sendable, Hashable {
        public let phase: Phase
        public let number: Int
    }

    /// One part of a local label; a number is later than any text.
    public enum LocalPart: Sendable, Hashable, Comparable {
        case text(String)
        case number(Int)

        public static func < (left: LocalPart, right: LocalPart) -> Bool {
            switch (left, right) {
            case (.text(let left), .text(let right)): left < right
            case (.number(let left), .number(let right)): left < right
            case (.text, .number): true
            case (.number, .text): false
            }
        }
    }

    public let epoch: Int
    public let release: [Int]
    public let pre: Prerelease?
    public let post: Int?
    public let dev: Int?
    public let local: [LocalPart]

    init(
        epoch: Int,
        release: [Int],
        pre: Prerelease? = nil,
        post: Int? = nil,
        dev: Int? = nil,
        local: [LocalPart] = [],
    ) {
        self.epoch = epoch
        self.release = release
        self.pre = pre
        self.post = post
        self.dev = dev
        self.local = local
    }

    /// Reads a version in any spelling that PEP 440 normalises; `nil` for anything else.
    public init?(_ text: String) {
        guard let version = VersionParser.version(text) else { return nil }
        self = version
    }

    public var isPrerelease: Bool { pre != nil || dev != nil }
    public var isPostrelease: Bool { post != nil }

    /// The version without its local label.
    var withoutLocal: Version { Version(epoch: epoch, release: release, pre: pre, post: post, dev: dev) }

    /// The version that this one is a post-release of.
    var withoutPost: Version { Version(epoch: epoch, release: release, pre: pre) }

    /// The version's epoch and release alone.
    var base: Version { Version(epoch: epoch, release: release) }

    /// The normal spelling: `1!2.0rc1.post2.dev3+cu118`.
    public var description: String {
        var text = epoch == 0 ? "" : "\(epoch)!"
        text += release.map(String.init).joined(separator: ".")
        if let pre {
            let letter =
                switch pre.phase {
                case .alpha: "a"
                case .beta: "b"
                case .candidate: "rc"
                }
            text += "\(letter)\(pre.number)"
        }
        if let post { text += ".post\(post)" }
        if let dev { text += ".dev\(dev)" }
        if !local.isEmpty {
            text += "+"
            text += local.map { part in
                switch part {
                case .text(let text): text
                case .number(let number): String(number)
                }
            }
            .joined(separator: ".")
        }
        return text
    }
}

extension Version: Comparable, Hashable {
    public static func == (left: Version, right: Version) -> Bool { !(left < right) && !(right < left) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        hasher.combine(release.trimmed)
        hasher.combine(pre)
        hasher.combine(post)
        hasher.combine(dev)
        hasher.combine(local)
    }

    public static func < (left: Version, right: Version) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        let (mine, theirs) = (left.release.trimmed, right.release.trimmed)
        if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
        let (first, second) = (left.suffixKey, right.suffixKey)
        if first != second { return first.lexicographicallyPrecedes(second) }
        return left.local.lexicographicallyPrecedes(right.local)
    }

    /// Pre-, post- and development release as numbers that order as PEP 440 says: dev < a < b < rc < none < post.
    private var suffixKey: [Int] {
        let phase: Int
        if let pre {
            phase = pre.phase.rawValue
        } else {
            // A development release of the release itself comes before its alphas.
            phase = post == nil && dev != nil ? -1 : 3
        }
        return [phase, pre?.number ?? 0, post ?? -1, dev ?? .max]
    }
}

extension [Int] {
    /// The numbers without zeros at the end: 1.0 and 1.0.0 are one version.
    fileprivate var trimmed: ArraySlice<Int> {
        var slice = self[...]
        while slice.count > 1, slice.last == 0 { slice.removeLast() }
        return slice
    }
}
