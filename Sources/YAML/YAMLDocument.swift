/// The tree of a YAML text, with the faults that did not keep it from being made.
///
/// YAML 1.1 (yaml.org/spec/1.1) in UTF-8, as libyaml reads it: one document, scalar keys, the core tags, anchors, aliases and
/// merge keys.
public struct YAMLDocument: Sendable, Hashable {
    public let root: YAMLNode
    /// Duplicate keys, unknown tags and wrong merges, in the order of the text.
    public let problems: [YAMLProblem]

    /// What is refused whatever the text means.
    public enum Limit {
        /// The largest text in bytes.
        public static let bytes = 16 << 20
        /// The longest key or tag in bytes.
        public static let keyBytes = 4096
        /// The most levels of nesting, aliases followed.
        public static let levels = 64
        /// The most values that aliases may add to those written.
        public static let aliased = 1_000_000
    }

    /// Reads one document; throws at the first fault of syntax, encoding or size.
    public init(parsing bytes: [UInt8]) throws(YAMLError) {
        let text: ArraySlice<UInt8>
        do throws(YAMLProblem) {
            text = try Encoding.checked(bytes)
        } catch {
            throw YAMLError([error])
        }
        var builder = TreeBuilder(events: EventReader(text))
        do throws(YAMLProblem) {
            root = try builder.document()
        } catch {
            throw YAMLError(builder.problems + [error])
        }
        problems = builder.problems
    }

    public init(parsing text: String) throws(YAMLError) { try self.init(parsing: Array(text.utf8)) }
}

extension YAMLProblem: Error {}
