extension KnownBreakage {
    /// OpenVINO, whose messages begin with places in its own sources.
    static let openVINO = [
        KnownBreakage { failure in
            guard failure.format == "openvino", let operation = between(failure.message, "Cannot create ", " layer "),
                let set = after(failure.message, "from unsupported opset: ").map(VersionAdvice.firstLine)
            else { return nil }
            if set.hasPrefix("opset"), let saved = failure.embedded["openvino"] {
                return VersionAdvice.prefix(failure.change)
                    + "the operator \(operation) of \(set) is not in this OpenVINO; use openvino>=\(saved)"
            }
            return "the operator \(operation) of '\(set)' is none of OpenVINO's own; "
                + "name the library that has it: load: {extension: FILE}"
        },
        KnownBreakage { failure in
            guard failure.format == "openvino" else { return nil }
            let lines = failure.message.split(whereSeparator: \.isNewline).map(String.init)
            guard let line = lines.first(where: { !isPlace($0) }), line != lines.first else { return nil }
            return "\(VersionAdvice.prefix(failure.change))\(failure.stage) raised \(failure.type): "
                + VersionAdvice.firstLine(line)
        },
    ]

    /// `Exception from src/inference/src/core.cpp:85:`, `Check 'false' failed at src/…`.
    private static func isPlace(_ line: String) -> Bool {
        line.allSatisfy(\.isWhitespace) || contains(line, "Exception from src/") || contains(line, " failed at src/")
    }
}
