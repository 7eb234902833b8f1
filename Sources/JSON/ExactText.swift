/// A text as Python, C and file systems compare it: by its bytes.
///
/// Swift takes texts for equal that Unicode calls equivalent, as `K` and the Kelvin sign: of two entries of a file whose
/// names differ in no more than that, one would hide the other.
public struct ExactText: Sendable, Hashable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether two texts are the same byte for byte.
    public func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
