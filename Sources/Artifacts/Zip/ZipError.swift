/// Why bytes are not a zip archive, or a member can't be read, with the place.
public struct ZipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let reason: String
    /// The member's name, where one is concerned.
    public let member: String?
    /// The byte of the archive at which it shows.
    public let offset: Int

    init(_ reason: String, member: String? = nil, offset: Int) {
        self.reason = reason
        self.member = member
        self.offset = offset
    }

    public var description: String { "\(member.map { "member '\($0)', " } ?? "")byte \(offset): \(reason)" }
}
