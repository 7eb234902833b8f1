import Testing

@testable import Reports

struct XMLWriterTests {
    @Test(
        "Characters that XML forbids are written visibly",
        arguments: [
            ("\u{0}", "\u{2400}"), ("\u{1B}[31m", "\u{241B}[31m"), ("\u{7F}", "\u{2421}"), ("\u{85}", "\\u{85}"),
            ("\u{FFFE}", "\\u{FFFE}"), ("\u{FFFF}x", "\\u{FFFF}x"), ("]]>", "]]&gt;"), ("a\r\nb", "a&#13;\nb"),
            ("<&\">", "&lt;&amp;\"&gt;"), ("é漢😀", "é漢😀"), ("\u{A0}", "\u{A0}"), ("\u{FFFD}", "\u{FFFD}"),
            ("\t\n", "\t\n"),
        ])
    func text(text: String, expected: String) {
        var writer = XMLWriter()
        writer.start("a")
        writer.text(text)
        writer.finish()
        let whole = String(decoding: writer.buffer, as: UTF8.self)
        #expect(whole == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\(expected)</a>\n")
        #expect(XMLWriter.length(text) >= expected.utf8.count)
    }

    @Test("Attributes keep their line breaks, tabs and quotes")
    func attribute() {
        var writer = XMLWriter()
        writer.start("a")
        writer.attribute("b", "1\n2\t3\r\"<&>'")
        writer.finish()
        let whole = String(decoding: writer.buffer, as: UTF8.self)
        #expect(whole.hasSuffix("<a b=\"1&#10;2&#9;3&#13;&quot;&lt;&amp;&gt;'\"/>\n"))
    }
}
