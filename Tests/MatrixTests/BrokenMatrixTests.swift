import Testing

@Suite("Broken matrices")
struct BrokenMatrixTests {
    @Test("Every fault is reported at its place, in order", arguments: Broken.all)
    func report(_ broken: Broken) {
        #expect(problems(broken.text).joined(separator: "\n") == broken.expected)
    }

    @Test("Control characters of the file never reach the terminal, and endless keys are cut")
    func controlCharacters() {
        let lines = problems(matrix("\"a\\n\\e[31m\": 1\n\(String(repeating: "k", count: 500)): 1"))
        #expect(
            lines == [
                "smoke.yaml:11:1: error: unknown key 'a\u{FFFD}\u{FFFD}[31m' in a matrix; known: version, name, description, "
                    + "defaults, policy, artifacts, environments, include, exclude, baseline, expect",
                "smoke.yaml:12:1: error: unknown key '\(String(repeating: "k", count: 60))…' in a matrix; known: version, name, "
                    + "description, defaults, policy, artifacts, environments, include, exclude, baseline, expect",
            ])
    }
}
