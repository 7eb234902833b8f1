import Testing

@testable import Orchestrator

@Suite("What signatures come to")
struct SignatureFindingTests {
    @Test("A digest that the matrix pins is said not to speak for what lies beside the file, unless a signature does")
    func gap() {
        #expect(SignatureFinding().gap(beside: []) == nil)
        #expect(SignatureFinding(isVerified: true).gap(beside: ["w.bin"]) == nil)
        let one = SignatureFinding().gap(beside: ["w.bin"])
        #expect(one == "that is of the file alone, not of 'w.bin' beside it, for which only a signature speaks")
        let many = SignatureFinding().gap(beside: ["a", "b", "c", "d", "e"])
        #expect(many?.contains("not of 'a', 'b', 'c' and 2 more beside it") == true)
    }
}
