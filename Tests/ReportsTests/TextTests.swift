import Testing

@testable import Reports

struct TextTests {
    private static let style = Style(color: false, unicode: true)

    @Test(
        "Text is as wide as a terminal shows it",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｆｕ", 4), ("한글", 4), ("😀", 2), ("\u{200B}", 0),
            ("✓✗≈†◷⊘↑·…–⠋•━┄", 14), ("नि", 2),
        ])
    func width(text: String, columns: Int) { #expect(TextWidth.of(text) == columns) }

    @Test("Text from a model can't drive the terminal")
    func control() {
        let text = TerminalText.line("\u{1B}]0;x\u{7}\r\n\t\u{9B}1m\u{202E}a", Self.style)
        #expect(text == "␛]0;x␇ \\u{9B}1m\\u{202E}a")
        let ascii = TerminalText.line("\u{1B}[1m é…", .plain)
        #expect(ascii == "\\u{1B}[1m \\u{E9}...")
    }

    @Test("Text from a model can't command the server that runs us")
    func commands() {
        #expect(TerminalText.line("  ::error::x a::b", Self.style) == "  : :error::x a::b")
        #expect(
            TerminalText.line("\u{600}##vso[x] #\u{301}#[ ##[\u{301}", Self.style)
                == "\u{600}# #vso[x] #\u{301}#[ # #[\u{301}")
        for lead in ["", " ", "\u{A0}", "\u{3000} ", "\u{AD}", "\u{200B}", "\u{301}"] {
            #expect(TerminalText.line("\(lead)::set-output name=x::y", Self.style) == "\(lead): :set-output name=x::y")
        }
        #expect(TerminalText.line("::\u{301}x", Self.style) == ": :\u{301}x")
        #expect(
            TerminalText.line("a ##vso[task.setvariable]b ##[group] ##teamcity[x] ###vso[ ## [x]", Self.style)
                == "a # #vso[task.setvariable]b # #[group] # #teamcity[x] ## #vso[ ## [x]")
        let lines = TerminalText.wrapped("xxxxxxxx::debug::x yyyyyy ::warning::", to: 8, Self.style)
        #expect(lines == ["xxxxxxxx", ": :debug:", ":x", "yyyyyy", ": :warnin", "g::"])
    }

    @Test("Truncation never splits a wide character", arguments: 0...8)
    func truncation(width: Int) {
        let text = TerminalText.truncated("漢字かな", to: width, Self.style)
        #expect(TextWidth.of(text) <= width)
        #expect((text == "漢字かな") == (width == 8))
    }

    @Test("Words are wrapped, and longer ones broken")
    func wrapping() {
        let lines = TerminalText.wrapped("one two threefourfive 漢字漢字漢", to: 8, Self.style)
        #expect(lines == ["one two", "threefou", "rfive", "漢字漢字", "漢"])
        #expect(TerminalText.wrapped("one two three four", to: 8, limit: 2, Self.style) == ["one two", "three f…"])
    }

    @Test(
        "Seconds read well",
        arguments: [
            (0.0, "0.00 s"), (0.1234, "0.12 s"), (9.994, "9.99 s"), (9.996, "10.0 s"), (59.94, "59.9 s"),
            (59.96, "1 min 00 s"), (125, "2 min 05 s"), (3725, "1 h 02 min"), (-1, "0.00 s"), (.nan, "0.00 s"),
            (.infinity, "0.00 s"),
        ])
    func duration(seconds: Double, text: String) { #expect(Decimal.duration(seconds) == text) }

    @Test(
        "Decimals are exact",
        arguments: [
            (0.0004, "0.000"), (0.0005, "0.001"), (1.9996, "2.000"), (-0.0001, "0.000"), (1e300, "1000000000000.000"),
        ])
    func fixed(value: Double, text: String) { #expect(Decimal.fixed(value, 3) == text) }

    @Test(
        "The style follows the process environment",
        arguments: [
            (["TERM": "xterm", "LANG": "de_DE.UTF-8"], true, Style(color: true, unicode: true)),
            (["TERM": "xterm", "LANG": "C.utf8", "NO_COLOR": "1"], true, Style(color: false, unicode: true)),
            (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""], true, Style(color: true, unicode: true)),
            (["TERM": "dumb", "LC_ALL": "C", "LANG": "C.UTF-8"], true, Style(color: false, unicode: false)),
            (["TERM": "xterm", "LC_ALL": "", "LC_CTYPE": "UTF-8"], false, Style(color: false, unicode: true)),
            (["FORCE_COLOR": "1"], false, Style(color: true, unicode: false)),
        ])
    func style(environment: [String: String], isTerminal: Bool, style: Style) {
        #expect(Style(environment: environment, isTerminal: isTerminal) == style)
    }
}

struct StyledLineTests {
    private static let style = Style(color: true, unicode: true)

    @Test("A line is wrapped at spaces and keeps its inks")
    func wrapping() {
        var line = StyledLine("✗", .bad)
        line.append(" ")
        line.append("one, two", .strong)
        line.append(" broke in three")
        let lines = line.wrapped(to: 12, indent: 2, Self.style).map { $0.text(Style(color: false, unicode: true)) }
        #expect(lines == ["✗ one, two", "  broke in", "  three"])
        #expect(line.wrapped(to: 80, indent: 2, Self.style) == [line])
    }

    @Test("A line is cut where its pieces meet or within one", arguments: 1...12)
    func truncation(limit: Int) {
        var line = StyledLine("漢字", .bad)
        line.append("abc", .strong)
        line.append("漢字")
        let cut = line.truncated(to: limit, Self.style)
        #expect(cut.width <= limit)
        #expect((cut == line) == (limit >= 11))
    }
}
