import Matrix
import Testing

@Suite("Glob")
struct GlobTests {
    @Test(
        "Stars and question marks match, brackets are themselves",
        arguments: [
            ("*", "", true), ("*", "anything@all", true), ("", "", true), ("", "a", false),
            ("iris-*", "iris-onnx", true), ("iris-*", "iris", false), ("*-onnx", "iris-onnx", true),
            ("?", "é", true), ("?", "日", true), ("??", "é", false), ("a?c", "abc", true), ("a?c", "ac", false),
            ("*@sklearn[python=3.11,*", "iris@sklearn[python=3.11,scikit-learn=1.4.2]", true),
            ("*@sklearn[python=3.11,*", "iris@sklearn[python=3.12,scikit-learn=1.4.2]", false),
            ("[ab]", "a", false), ("[ab]", "[ab]", true), ("a.c", "abc", false), ("A", "a", false),
            ("*a*b*c", "xxaxxbxxc", true), ("*a*b*c", "xxaxxcxxb", false), ("a**b", "ab", true), ("a*", "a", true),
            ("*é", "café", true), ("iris", "iris", true), ("iris", "iris2", false),
        ]
    )
    func matches(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }

    @Test("A pattern of many stars takes no exponential time", .timeLimit(.minutes(10)))
    func hostile() {
        let pattern = String(repeating: "a*", count: 200) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 5000)))
    }
}
