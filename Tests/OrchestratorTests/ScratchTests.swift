import Files
import Foundation
import Glibc
import Testing

@testable import Orchestrator

/// What a run leaves of its folder.
@Suite("The folder of a run")
struct ScratchTests {
    @Test("What cannot be removed keeps its lock, by which the next run knows it", .enabled(if: getuid() == 0))
    func abandoned() throws {
        let parent = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "scratch-")
        defer { try? Directory.removeTree(parent) }
        let variables = ["TMPDIR": parent]
        var first: Scratch? = try Scratch.create(environment: variables, keep: false)
        let (path, cells) = (try #require(first?.path), try #require(first?.cells))
        let stubborn = Path.join(cells, "a/mounted")
        try Directory.create(stubborn)
        try Directory.create(Path.join(cells, "z"))
        guard mount("none", stubborn, "tmpfs", 0, nil) == 0 else { return }
        first?.remove()
        first = nil
        #expect(try Directory.list(path) == [".lock", "cells"])
        #expect(try Directory.list(cells) == ["a"])
        umount(stubborn)
        let second = try Scratch.create(environment: variables, keep: false)
        #expect(try Directory.list(parent) == [Path.name(second.path)])
    }
}
