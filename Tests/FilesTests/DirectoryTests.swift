import Files
import Foundation
import Testing

@Suite("Directories")
struct DirectoryTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("Parents are made, what exists is fine, a file in the way is not")
    func create() throws {
        try Directory.create(scratch("a/b/c"))
        try Directory.create(scratch("a/b/c"))
        #expect(Directory.exists(scratch("a/b/c")))
        try File.write("", to: scratch("file"))
        #expect(!Directory.exists(scratch("file")))
        #expect(throws: FileError(operation: "create", path: scratch("file"), code: EEXIST)) {
            try Directory.create(scratch("file"))
        }
        #expect(throws: FileError.self) { try Directory.create(scratch("file/below")) }
    }

    @Test("Names are sorted by bytes, hidden and non-ASCII ones among them")
    func list() throws {
        for name in ["b", "a", ".hidden", "é", "B"] { try File.write("", to: scratch(name)) }
        #expect(try Directory.list(scratch.path) == [".hidden", "B", "a", "b", "é"])
        #expect(throws: FileError.self) { try Directory.list(scratch("none")) }
    }

    @Test("Temporary directories differ")
    func temporary() throws {
        let first = try Directory.createTemporary(in: scratch("t"), prefix: "x-")
        let second = try Directory.createTemporary(in: scratch("t"), prefix: "x-")
        #expect(first != second)
        #expect(Path.name(first).hasPrefix("x-"))
        #expect(Directory.exists(second))
    }

    @Test("A tree is removed, directories without permissions included")
    func readOnly() throws {
        try Directory.create(scratch("tree/locked/inner"))
        try File.write("", to: scratch("tree/locked/inner/file"))
        try File.write("", to: scratch("tree/file"), mode: 0o400)
        for name in ["tree/locked/inner", "tree/locked"] { chmod(scratch(name), 0o500) }
        chmod(scratch("tree"), 0)
        try Directory.removeTree(scratch("tree"))
        #expect(!File.exists(scratch("tree")))
        try Directory.removeTree(scratch("tree"))
    }

    @Test("Links are removed, what they point at stays")
    func links() throws {
        try Directory.create(scratch("outside"))
        try File.write("", to: scratch("outside/file"))
        try Directory.create(scratch("tree"))
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: scratch("tree/folder"), withDestinationPath: scratch("outside"))
        try manager.createSymbolicLink(atPath: scratch("tree/dangling"), withDestinationPath: "nowhere")
        try manager.createSymbolicLink(atPath: scratch("link"), withDestinationPath: scratch("outside"))
        try Directory.removeTree(scratch("tree"))
        try Directory.removeTree(scratch("link"))
        #expect(try Directory.list(scratch.path) == ["outside"])
        #expect(try Directory.list(scratch("outside")) == ["file"])
    }
}
