import Testing

@testable import JSON

@Suite("Places in JSON")
struct JSONPlaceTests {
    private let text = Array("{ \"a\": 1,\n  \"b~/c\": [true, {\"d\": null}],\n \"a\": \"x\" }".utf8)

    @Test(
        "A value's line and column are found by its pointer; of equal keys the last counts",
        arguments: [
            ("", 1, 1), ("/a", 3, 7), ("/b~0~1c", 2, 11), ("/b~0~1c/0", 2, 12), ("/b~0~1c/1/d", 2, 24),
        ])
    func found(pointer: String, line: Int, column: Int) throws {
        let place = try #require(JSONValue.place(of: pointer, in: text))
        #expect(place == (line, column))
    }

    @Test("What is not there has no place", arguments: ["/z", "/a/b", "/b~0~1c/2", "/b~0~1c/x"])
    func missing(pointer: String) { #expect(JSONValue.place(of: pointer, in: text) == nil) }
}
