/// How text may look on a terminal: with colour or not, with Unicode or ASCII alone.
public struct Style: Sendable, Hashable {
    public var color: Bool
    public var unicode: Bool

    public init(color: Bool, unicode: Bool) {
        self.color = color
        self.unicode = unicode
    }

    /// Neither colour nor anything beyond ASCII.
    public static let plain = Style(color: false, unicode: false)

    /// The style that the process environment asks for.
    ///
    /// Colour needs a terminal that is not `dumb` and an unset or empty `NO_COLOR` (no-color.org); `FORCE_COLOR` gives it
    /// to a pipe. Unicode needs a UTF-8 locale in the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set (POSIX, 8.2).
    public init(environment: [String: String], isTerminal: Bool) {
        func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
        color =
            !isSet("NO_COLOR") && ((isTerminal && environment["TERM"] != "dumb") || isSet("FORCE_COLOR"))
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.filter(isSet).first.flatMap { environment[$0] } ?? ""
        let charset = locale.lowercased()
        unicode = charset.contains("utf-8") || charset.contains("utf8")
    }

    var ellipsis: String { unicode ? "…" : "..." }
    var dot: String { unicode ? "·" : "|" }
    var times: String { unicode ? "×" : "x" }
}

/// What a piece of text means, from which its colour follows.
///
/// Only colours of the 16 that read on dark and on light backgrounds: no yellow, cyan, blue or bright ones.
enum Ink: Sendable {
    case plain, strong, faint, good, caution, bad, fault

    /// The parameters of ECMA-48's SGR sequence.
    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .caution: "35"
        case .bad: "1;31"
        case .fault: "1;35"
        }
    }
}
