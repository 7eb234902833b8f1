import Testing

@Suite("Broken matrices")
struct BrokenMatrixTests {
    @Test("Every fault is reported at its place, in order", arguments: Broken.all)
    func report(_ broken: Broken) {
        #expect(problems(broken.text).joined(separator: "\n") == broken.expected)
    }
}
