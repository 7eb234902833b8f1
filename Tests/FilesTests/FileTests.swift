import Files
import Foundation
import Testing

/// A directory of the test's own, removed at the end.
final class Scratch {
    let path: String

    init() throws { path = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "smokehouse-files-") }
    deinit { try? Directory.removeTree(path) }

    func callAsFunction(_ name: String) -> String { Path.join(path, name) }
}

@Suite("Files")
struct FileTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test("A mark that combines with a slash does not let a path follow a link")
    func marks() throws {
        try Directory.create(scratch("else"))
        try File.write([1], to: scratch("else/\u{338}secret"))
        try Directory.create(scratch("cell"))
        #expect(symlink(scratch("else"), scratch("cell/link")) == 0)
        #expect(throws: FileError.self) { try File.readPlain("link/\u{338}secret", in: scratch("cell")) }
        #expect(throws: FileError.self) { try File.readPlain("../else/\u{338}secret", in: scratch("cell")) }
    }

    @Test("What is written is read back", arguments: [0, 1, 4095, 4096, 4097, 1_000_000])
    func roundTrip(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try File.write(bytes, to: scratch("a"))
        #expect(try File.read(scratch("a")) == bytes)
        #expect(try File.size(scratch("a")) == count)
    }

    @Test("A copy holds the same, in pieces and where it is none", arguments: [0, 1, 1_048_575, 1_048_576, 2_500_000])
    func copy(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 12) }
        try File.write(bytes, to: scratch("a"))
        try File.write("old", to: scratch("b"))
        try File.copy(scratch("a"), to: scratch("b"), mode: 0o600)
        #expect(try File.read(scratch("b")) == bytes)
        #expect(try Directory.list(scratch.path).sorted() == ["a", "b"])
        let error = #expect(throws: FileError.self) { try File.copy(scratch("c"), to: scratch("b")) }
        #expect(error?.path == scratch("c"))
        #expect(try File.read(scratch("b")) == bytes)
    }

    @Test("Writing replaces a file as a whole, keeps no temporary one and sets the mode")
    func replace() throws {
        try File.write("old", to: scratch("a"))
        try File.write("new", to: scratch("a"), mode: 0o600)
        #expect(try File.readText(scratch("a")) == "new")
        #expect(try Directory.list(scratch.path) == ["a"])
        let mode = try FileManager.default.attributesOfItem(atPath: scratch("a"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("A write that fails leaves the old file and no temporary one")
    func failedWrite() throws {
        try Directory.create(scratch("folder/inside"))
        let error = #expect(throws: FileError.self) { try File.write("x", to: scratch("folder")) }
        #expect(error?.operation == "write")
        #expect(error?.path == scratch("folder"))
        #expect(try Directory.list(scratch.path) == ["folder"])
        #expect(throws: FileError.self) { try File.write("x", to: scratch("nowhere/a")) }
    }

    @Test("A reader never sees half a file")
    func atomic() async throws {
        let path = scratch("a")
        let contents = [String(repeating: "a", count: 200_000), String(repeating: "b", count: 100_000)]
        try File.write(contents[0], to: path)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<50 { try? File.write(contents[round % 2], to: path) }
            }
            group.addTask {
                for _ in 0..<50 { #expect(contents.contains((try? File.readText(path)) ?? "")) }
            }
        }
    }

    @Test("Reading stops at the limit", arguments: [0, 1, 5, 10, 100])
    func limit(limit: Int) throws {
        try File.write("0123456789", to: scratch("a"))
        #expect(try File.read(scratch("a"), limit: limit).count == min(limit, 10))
    }

    @Test("A file without a size is read to its end")
    func procfs() throws {
        #expect(try File.readText("/proc/self/status").contains("VmPeak"))
        #expect(try File.read("/dev/null").isEmpty)
    }

    @Test("A directory or a missing file cannot be read")
    func unreadable() {
        #expect(throws: FileError(operation: "read", path: "/", code: EISDIR)) { try File.read("/") }
        let error = FileError(operation: "read", path: scratch("no"), code: ENOENT)
        #expect(throws: error) { try File.read(scratch("no")) }
        #expect(error.description == "cannot read '\(scratch("no"))': No such file or directory")
    }

    @Test("Executables are regular files with the bit set")
    func executable() throws {
        try File.write("#!/bin/sh\n", to: scratch("run"), mode: 0o755)
        try File.write("", to: scratch("text"))
        #expect(File.isExecutable(scratch("run")))
        #expect(!File.isExecutable(scratch.path))
        #expect(!File.isExecutable(scratch("none")))
        #expect(File.exists(scratch("text")))
        #expect(File.exists(scratch.path))
        #expect(!File.exists(scratch("none")))
    }

    @Test("Links resolve to what they point at")
    func resolved() throws {
        try File.write("", to: scratch("a"))
        try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: "a")
        #expect(File.resolved(scratch("link")) == File.resolved(scratch("a")))
        #expect(File.resolved(scratch("none")) == nil)
    }
}
