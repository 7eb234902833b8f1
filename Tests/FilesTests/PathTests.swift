import Files
import Testing

@Suite("Paths")
struct PathTests {
    @Test(
        "Paths are joined",
        arguments: [("a", "b", "a/b"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("", "b", "b"), ("/", "b", "/b")])
    func join(base: String, path: String, expected: String) { #expect(Path.join(base, path) == expected) }

    @Test(
        "Absolute paths have no dots",
        arguments: [
            ("b", "/a/b"), ("./b/../c", "/a/c"), ("../../..", "/"), ("/x//y/", "/x/y"), ("", "/a"), (".", "/a"),
            ("~/b", "/a/~/b"),
        ]
    )
    func absolute(path: String, expected: String) { #expect(Path.absolute(path, from: "/a") == expected) }

    @Test("A relative base stands in the working directory")
    func current() { #expect(Path.absolute("b") == Path.join(Path.current, "b")) }

    @Test(
        "Names, parents and endings",
        arguments: [
            ("a/b.npz", "b.npz", "a", "npz"), ("b.NPZ", "b.NPZ", ".", "npz"), ("/b", "b", "/", ""),
            ("a/.hidden", ".hidden", "a", ""),
            ("a.b/c", "c", "a.b", ""), ("x.tar.gz", "x.tar.gz", ".", "gz"), ("/", "/", "/", ""), ("x.", "x.", ".", ""),
        ]
    )
    func parts(path: String, name: String, parent: String, ending: String) {
        #expect(Path.name(path) == name)
        #expect(Path.parent(path) == parent)
        #expect(Path.ending(path) == ending)
    }

    @Test(
        "Only what lies below becomes relative",
        arguments: [("/a/b", "/a", "b"), ("/ab", "/a", "/ab"), ("/a", "/a", "/a"), ("/x", "/", "x")])
    func relative(path: String, base: String, expected: String) { #expect(Path.relative(path, to: base) == expected) }
}
