import Matrix
import Testing
import YAML

@Suite("Damaged matrices")
struct DamageTests {
    /// Marsaglia's xorshift64: the same damage in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test("Damage of any kind gives a matrix or places within the file, never a crash", arguments: 1...20)
    func damage(seed: Int) {
        var generator = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        let pieces = [
            "{", "}", "[", "]", ":", "- ", "\n", " ", "\t", "\"", "'", "*a", "&a ", "${", "}", "0", "-1", "1e999", "~",
            "é", "!!", "<<: ", "|", "#", "99999999999999999999",
        ]
        let texts = Broken.all.map(\.text) + [DesignExampleTests.text, DesignExampleTests.supported]
        for _ in 0..<50 {
            var characters = Array(texts.randomElement(using: &generator) ?? "")
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0...characters.count, using: &generator)
                let end = min(place + Int.random(in: 0...6, using: &generator), characters.count)
                characters.replaceSubrange(place..<end, with: pieces.randomElement(using: &generator) ?? "")
            }
            let text = String(characters)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            do {
                let plan = try decode(text).plan()
                #expect(Set(plan.cells.map(\.id)).count == plan.cells.count)
            } catch {
                #expect(!error.diagnostics.isEmpty)
                for diagnostic in error.diagnostics {
                    #expect((1...lines + 1).contains(diagnostic.mark?.line ?? 0), "\(diagnostic)")
                    #expect(!diagnostic.message.contains("\n"))
                }
            }
        }
    }
}
