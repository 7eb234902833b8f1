import JSON

/// Adds up how far the layers of an image are, from what an engine says of each (`progressDetail`).
struct PullProgress: Sendable {
    private var layers: [String: (done: Int, total: Int)] = [:]
    private var told = -1

    /// Takes in one thing that the engine said.
    ///
    /// - Returns: the bytes so far and in all where that is news: a hundredth more, or another layer.
    mutating func take(_ value: JSONValue) -> (done: Int, total: Int)? {
        guard let layer = value["id"]?.string, let status = value["status"]?.string else { return nil }
        switch status {
        case "Downloading":
            guard let done = value["progressDetail"]?["current"]?.int,
                let total = value["progressDetail"]?["total"]?.int,
                total > 0
            else { return nil }
            if layers[layer] == nil { told = -1 }
            layers[layer] = (done, total)
        case "Download complete", "Pull complete":
            guard let known = layers[layer] else { return nil }
            layers[layer] = (known.total, known.total)
        default: return nil
        }
        let done = layers.values.reduce(0) { $0 + $1.done }
        let total = layers.values.reduce(0) { $0 + $1.total }
        let part = done * 100 / max(total, 1)
        guard part != told else { return nil }
        told = part
        return (done, total)
    }
}
