extension Event {
    /// The longest line of a cell's own that is read, in bytes; what `bounded` gives is shorter, but for thousands of outputs.
    public static let lineLimit = 8 << 20

    /// The event with texts cut to what a report can use: a model decides how long its messages are.
    public var bounded: Event {
        switch self {
        case .described(let cell, let description): .described(cell: cell, description: description.bounded)
        case .warned(let cell, let stage, let warning):
            .warned(
                cell: cell, stage: stage,
                warning: CapturedWarning(
                    category: warning.category.bounded(Limit.name), message: warning.message.bounded(Limit.warning)))
        case .raised(let cell, let stage, let inference, let failure):
            .raised(cell: cell, stage: stage, inference: inference, failure: failure.bounded)
        case .inferred(let cell, let inference): .inferred(cell: cell, inference: inference.bounded)
        default: self
        }
    }

    /// In bytes of UTF-8.
    fileprivate enum Limit {
        static let name = 1 << 10
        static let warning = 8 << 10
        static let message = 64 << 10
        static let traceback = 128 << 10
        /// Signature lines.
        static let signature = 4096
    }
}

extension Failure {
    fileprivate var bounded: Failure {
        Failure(
            type: type.bounded(Event.Limit.name),
            message: message.bounded(Event.Limit.message),
            traceback: traceback.bounded(Event.Limit.traceback),
            module: module?.bounded(Event.Limit.name),
            isEnvironment: isEnvironment,
            step: step,
        )
    }
}

extension Inference {
    fileprivate var bounded: Inference {
        let outputs = outputs.map { InferenceOutput(name: $0.name.bounded(Event.Limit.name), path: $0.path) }
        return Inference(index: index, seconds: seconds, outputs: outputs)
    }
}

extension ModelDescription {
    fileprivate var bounded: ModelDescription {
        func lines(_ all: [String]) -> [String] {
            all.prefix(Event.Limit.signature).map { $0.bounded(Event.Limit.name) }
        }
        let kept = surroundings.sorted { $0.key < $1.key }.prefix(256).map {
            ($0.key.bounded(Event.Limit.name), $0.value.bounded(Event.Limit.name))
        }
        return ModelDescription(
            type: type.bounded(Event.Limit.name),
            call: call.bounded(Event.Limit.name),
            inputs: lines(inputs),
            outputs: lines(outputs),
            route: route.bounded(Event.Limit.name),
            surroundings: Dictionary(kept) { first, _ in first },
        )
    }
}

extension String {
    /// The text, or its start and its end with a note between them, in about `limit` bytes of UTF-8.
    public func bounded(_ limit: Int) -> String {
        let size = utf8.count
        guard size > limit else { return self }
        let head = self[..<utf8.index(startIndex, offsetBy: limit / 2)]
        let tail = self[utf8.index(endIndex, offsetBy: -limit / 2)...]
        return "\(head)…[\(size - limit / 2 * 2) bytes left out]…\(tail)"
    }
}
