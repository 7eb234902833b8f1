import Glibc
import JSON
import Probe

/// Says which layers hold a process that was started as sessions are.
public enum SandboxCheck {
    /// Prints the report as one line of JSON: `{"layers": […], "missing": […]}`.
    ///
    /// - Parameter words: the launcher's name, then `NAME=LINK` of each namespace outside.
    public static func run(_ words: [String]) -> Int32 {
        var rules = SandboxRules(readable: [])
        rules.launcher = words.first
        for word in words.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { rules.namespaces[String(parts[0])] = String(parts[1]) }
        }
        let report = CellRules(rules).report
        let line: JSONValue = [
            "layers": .array(report.layers.map(JSONValue.string)),
            "missing": .array(report.missing.map(JSONValue.string)),
        ]
        print(line.compact)
        return 0
    }
}
