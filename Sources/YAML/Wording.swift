/// libyaml's messages with what a writer of YAML most likely did wrong.
enum Wording {
    static func plain(_ message: String, detail: String = "") -> String {
        guard let hint = hints[message] else { return message + detail }
        return "\(message)\(detail); \(hint)"
    }

    private static let hints = [
        "mapping values are not allowed in this context":
            "put the value on a line of its own, or quote a text that contains ': '",
        "could not find expected ':'": "a key needs ':' and a space after it",
        "did not find expected key": "check the indentation, and that a list or text before it is closed",
        "did not find expected '-' indicator": "check the indentation",
        "did not find expected ',' or ']'":
            "close the list with ']', and quote a text that holds ',', '[', ']', '{' or '}'",
        "did not find expected ',' or '}'":
            "close the mapping with '}', and quote a text that holds ',', '[', ']', '{' or '}'",
        "did not find expected <document start>": "check the indentation",
        "found character that cannot start any token":
            "indent with spaces, and quote a text that starts with '@', '`' or '%'",
        "found a tab character that violates indentation": "indent with spaces",
        "found a tab character where an indentation space is expected": "indent with spaces",
        "found unexpected end of stream": "a quote is not closed",
        "found unknown escape character": "write '\\\\' for a backslash, or use single quotes",
        "found undefined tag handle": "quote a text that starts with '!'",
        "block sequence entries are not allowed in this context": "put the list on lines of its own below the key",
        "control characters are not allowed": "remove the control character, or write it as \"\\xNN\" in double quotes",
    ]
}
