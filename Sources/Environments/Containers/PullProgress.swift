import JSON

/// Adds up how far the layers of an image are, from what an engine says of each (`progressDetail`).
struct PullProgress: Sendable {
    /// How much has come, and how much there is as far as is known by now.
    enum News: Sendable, Hashable {
        case bytes(done: Int, total: Int)
        /// Of an engine that counts no bytes, as Podman before 5.
        case layers(done: Int, total: Int)
    }

    private var layers: [String: (done: Int, total: Int)] = [:]
    private var told = -1
    private var begun: Set<String> = []
    private var complete: Set<String> = []

    /// Takes in one thing that the engine said.
    ///
    /// - Returns: what is news: a hundredth more, or another layer.
    mutating func take(_ value: JSONValue) -> News? {
        guard let layer = value["id"]?.string, let status = value["status"]?.string else { return nil }
        switch status {
        case "Pulling fs layer":
            begun.insert(layer)
            return nil
        case "Downloading":
            guard let done = value["progressDetail"]?["current"]?.int,
                let total = value["progressDetail"]?["total"]?.int,
                total > 0
            else { return nil }
            if layers[layer] == nil { told = -1 }
            layers[layer] = (done, total)
        case "Download complete", "Pull complete":
            guard let known = layers[layer] else {
                guard layers.isEmpty, begun.contains(layer), complete.insert(layer).inserted else { return nil }
                return .layers(done: complete.count, total: begun.count)
            }
            layers[layer] = (known.total, known.total)
        default: return nil
        }
        let done = layers.values.reduce(0) { $0 + $1.done }
        let total = layers.values.reduce(0) { $0 + $1.total }
        let part = done * 100 / max(total, 1)
        guard part != told else { return nil }
        told = part
        return .bytes(done: done, total: total)
    }
}
