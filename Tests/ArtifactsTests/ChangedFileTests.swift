import Files
import Foundation
import Glibc
import Testing

@testable import Artifacts

@Suite("Files that change after they were read")
final class ChangedFileTests {
    private let root: String

    init() throws { root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "changed-file-") }

    deinit { try? Directory.removeTree(root) }

    private func copy(_ fixture: String, to name: String) throws -> String {
        let path = root + "/" + name
        try FileManager.default.copyItem(atPath: ArtifactFixtures.path(fixture), toPath: path)
        return path
    }

    /// Writes over a file's first byte and sets its times back, as whoever owns it may.
    private func rewrite(_ path: String, _ byte: UInt8) throws {
        var status = stat()
        try #require(stat(path, &status) == 0)
        let descriptor = open(path, O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, [byte], 1, 0) == 1)
        var times = [status.st_atim, status.st_mtim]
        try #require(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }

    @Test("A file that was rewritten is another whatever its times say; one that has other rights is none")
    func rewritten() throws {
        let path = try copy("pickle/pipeline-1.6.1-p4.pkl", to: "m.pkl")
        let artifact = try ArtifactReader.read(path: path)
        #expect(artifact.changedFile == nil)
        chmod(path, 0o600)
        link(path, root + "/second.pkl")
        #expect(artifact.changedFile == nil)
        try rewrite(path, 0x81)
        #expect(artifact.changedFile == path)
        try rewrite(path, 0x80)
        #expect(artifact.changedFile == nil)
    }

    @Test("So it is with a folder's files and with what lies beside a file")
    func others() throws {
        let folder = try copy("mlflow/array-mlflow2", to: "model")
        let model = try ArtifactReader.read(path: folder)
        chmod(folder + "/model.pkl", 0o600)
        #expect(model.changedFile == nil)
        try rewrite(folder + "/model.pkl", 0x81)
        #expect(model.changedFile == folder + "/model.pkl")
        try File.write(PickleWriter.arrayBeside("m.pkl_01.npy"), to: root + "/m.pkl")
        try File.write("array", to: root + "/m.pkl_01.npy")
        let old = try ArtifactReader.read(path: root + "/m.pkl")
        #expect(old.changedFile == nil)
        try rewrite(root + "/m.pkl_01.npy", 0x62)
        #expect(old.changedFile == root + "/m.pkl_01.npy")
    }

    @Test("A file that has come into a folder makes it another; what a run writes there does not")
    func added() throws {
        let folder = try copy("mlflow/array-mlflow2", to: "model")
        let model = try ArtifactReader.read(path: folder)
        try Directory.create(folder + "/.smokehouse/runs")
        try File.write("log", to: folder + "/.smokehouse/runs/x.log")
        #expect(model.changedFile == nil)
        for name in ["adapter_config.json", "code/json.py", ".hidden"] {
            try Directory.create(folder + "/code")
            try File.write("{}", to: folder + "/" + name)
            #expect(model.changedFile == folder + "/" + name)
            #expect(unlink(folder + "/" + name) == 0)
        }
        #expect(model.changedFile == nil)
        symlink("/etc/hostname", folder + "/linked")
        #expect(model.changedFile == folder)
    }
}
