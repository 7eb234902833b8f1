import Files
import Foundation
import Matrix
import Testing

@testable import Artifacts

@Suite("Artifacts that the user's own code loads")
struct PythonFormatTests {
    private func read(_ bytes: [UInt8], stated: String? = "python") throws -> ArtifactDescription {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "python-format-")
        defer { try? Directory.removeTree(folder) }
        try File.write(bytes, to: folder + "/model.bin")
        return try ArtifactReader.read(path: folder + "/model.bin", statedFormat: stated)
    }

    @Test("Any content is taken", arguments: ["", "{\"scale\": 2}", "no model at all"])
    func anything(text: String) throws {
        let description = try read(Array(text.utf8))
        #expect(description.format == "python")
        #expect(description.scan(Policy()).verdict == .notApplicable)
    }

    @Test("It is never recognised, so that only the matrix can say so")
    func unstated() {
        #expect(throws: ArtifactError.self) { try read(Array("no model at all".utf8), stated: nil) }
    }

    @Test("A pickle is scanned like any other, whoever loads it")
    func pickle() throws {
        // protocol 2: os.system("id")
        let bytes: [UInt8] =
            [0x80, 2] + Array("cos\nsystem\nX".utf8) + [2, 0, 0, 0] + Array("id".utf8) + [0x85, 0x52, 0x2E]
        let description = try read(bytes)
        #expect(description.format == "python")
        #expect(description.scan(Policy()).verdict == .refused)
        var trusting = Policy()
        trusting.pickle = .trusted
        #expect(description.scan(trusting).passes)
    }

    @Test("A joblib file keeps its producers and what a load imports")
    func joblib() throws {
        let description = try ArtifactReader.read(
            path: ArtifactFixtures.demo("digits-forest.joblib"), statedFormat: "python")
        #expect(description.embeddedVersions == ["scikit-learn": "1.3.2"])
        #expect(description.preload.contains("sklearn.tree._tree"))
    }

    @Test("A directory is taken as it is, and hashed")
    func directory() throws {
        let folder = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "python-format-")
        defer { try? Directory.removeTree(folder) }
        try File.write("x", to: folder + "/a")
        let description = try ArtifactReader.read(path: folder, statedFormat: "python")
        #expect(description.format == "python" && description.size == 1 && description.sha256.count == 64)
        let error = #expect(throws: ArtifactError.self) {
            try ArtifactReader.read(
                path: folder, statedFormat: "python", expectedSHA256: String(repeating: "0", count: 64))
        }
        #expect(error?.problem == .integrity)
    }

    @Test("A Git LFS pointer is still no artifact")
    func pointer() {
        #expect(throws: ArtifactError.self) {
            try read(Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n".utf8))
        }
    }
}
