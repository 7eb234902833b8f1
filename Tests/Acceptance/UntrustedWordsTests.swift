import JSON
import Testing

@Suite("Words of untrusted files")
struct UntrustedWordsTests {
    /// Would colour the terminal, name its window, feign a line and turn the text's direction.
    private static let words = "\u{1B}[31mred\u{1B}]0;owned\u{07}\r\u{202E}\u{9B}2J"

    @Test(
        "What files are called and hold does not drive the terminal",
        arguments: [
            ["scan", "--verbose"], ["inspect"], ["verify", "--key", "k.pub", "--signature", "bad.sig"],
            ["sign", "--key", "k.pem"],
        ])
    func controls(command: [String]) throws {
        let place = try Workplace()
        try place.makeKeys("k", curve: "P-256")
        let file = "\(Self.words).pkl"
        try place.write("\(Self.words)", to: file)
        try place.write("there", to: "\(file).sig")
        let bundle = Self.words.unicodeScalars.map {
            $0.value < 0x20 ? "\\u00\($0.value < 16 ? "0" : "")" + String($0.value, radix: 16) : String($0)
        }
        try place.write("{\"mediaType\": \"\(bundle.joined())\"}", to: "bad.sig")
        let outcome = try place.finish(place.start(command + [file]))
        #expect(outcome.status != 0)
        #expect((outcome.errors + outcome.output).contains("[31mred"), "\(outcome.errors)")
        for scalar in (outcome.errors + outcome.output).unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format, "\(scalar.value): \(outcome.errors.debugDescription)")
        }
    }

    @Test("What Unicode has for the ends of lines hides nothing that an artifact raises, warns of or tries")
    func lineEnds() throws {
        let place = try HostileArtifacts.place([
            ("raises", "raise ValueError('before\\u2028after')"),
            ("warns", "import warnings\nwarnings.warn('before\\x85after')"),
            ("tries", "deny(lambda: open('/usr/before\\u2029after', 'w'))"),
            ("feeds", "import warnings\nwarnings.warn('before\\x0b\\x0cafter')"),
        ])
        let outcome = try place.run("m.yaml", variables: try HostileArtifacts.variables(place))
        let results = try outcome.requireResults()
        for (name, verdict) in [
            ("raises", "incompatible"), ("warns", "warned"), ("tries", "warned"), ("feeds", "warned"),
        ] {
            let cell = try results.cell("\(name)@here")
            #expect(cell.verdict == verdict, "\(name): \(cell.reason)")
        }
        let attempt = try #require(try results.cell("tries@here").json["refused"]?.array?.first)
        #expect(attempt["target"]?.string == "/usr/before\u{2029}after")
    }
}
