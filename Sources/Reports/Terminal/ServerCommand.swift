/// Lines by which programs command the servers that run them: `::error::` (GitHub, at a line's start), `##vso[…]` (Azure
/// Pipelines) and `##[…]` anywhere, `##teamcity[…]`. By these the next step's variables can be set.
enum ServerCommand {
    /// The line with a space in what would be a command, for text that comes from artifacts.
    static func disarmed(_ line: String) -> String {
        var text = line
        if text.contains("##") { text = text.replacing(/##(?=[A-Za-z]*\[)/, with: "# #") }
        let start = text.firstIndex { $0 != " " } ?? text.endIndex
        return text[start...].hasPrefix("::") ? "\(text[..<start]): :\(text[start...].dropFirst(2))" : text
    }
}
