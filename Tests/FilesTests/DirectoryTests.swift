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

    @Test("A tree deeper than any path can name is removed, names that are no text and hidden folders included")
    func deep() throws {
        try Directory.create(scratch("tree"))
        var folder = open(scratch("tree"), O_RDONLY | O_DIRECTORY)
        let name = String(repeating: "d", count: 250)
        // Beyond the limit on open descriptors of a process as well.
        for _ in 0..<1500 {
            try #require(mkdirat(folder, name, 0o755) == 0)
            let next = openat(folder, name, O_RDONLY | O_DIRECTORY)
            close(openat(folder, [CChar(bitPattern: 0xFF), 0], O_WRONLY | O_CREAT, 0o600))
            mkdirat(folder, "beside", 0)
            close(folder)
            folder = next
        }
        fchmod(folder, 0)
        close(folder)
        try Directory.removeTree(scratch("tree"))
        #expect(!File.exists(scratch("tree")))
    }

    @Test("What cannot be removed does not keep the rest, and the error is told", .enabled(if: getuid() == 0))
    func mounted() throws {
        for name in ["a", "b", "mount", "z"] { try Directory.create(scratch("tree/\(name)/inner")) }
        guard mount("none", scratch("tree/mount"), "tmpfs", 0, nil) == 0 else { return }
        defer { umount(scratch("tree/mount")) }
        #expect(throws: FileError(operation: "remove", path: scratch("tree"), code: EBUSY)) {
            try Directory.removeTree(scratch("tree"))
        }
        #expect(try Directory.list(scratch("tree")) == ["mount"])
    }
}
