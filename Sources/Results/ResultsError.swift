/// A `results.json` that cannot be read as a run, with the place in it.
public struct ResultsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the value stands: `cells[12].verdict`; empty for the document itself.
    public let place: String
    public let message: String

    public init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
