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

    @Test("What others put there under a run's name is left alone, above all a link to something else")
    func foreign() throws {
        let parent = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "scratch-")
        defer { try? Directory.removeTree(parent) }
        // As of a virtual environment of uv's.
        for name in ["venv", "tmp/smokehouse-other", "tmp/smokehouse-own"] {
            try Directory.create(Path.join(parent, name))
            try File.write("", to: Path.join(parent, "\(name)/.lock"))
            try File.write("precious", to: Path.join(parent, "\(name)/file"))
        }
        symlink("../venv", parent + "/tmp/smokehouse-link")
        if getuid() == 0 { chown(parent + "/tmp/smokehouse-other", 65534, 65534) }
        let scratch = try Scratch.create(environment: ["TMPDIR": parent + "/tmp"], keep: false)
        #expect(try Directory.list(parent + "/venv") == [".lock", "file"])
        let kept = getuid() == 0 ? ["smokehouse-link", "smokehouse-other"] : ["smokehouse-link"]
        #expect(Set(try Directory.list(parent + "/tmp")) == Set(kept + [Path.name(scratch.path)]))
    }
}
