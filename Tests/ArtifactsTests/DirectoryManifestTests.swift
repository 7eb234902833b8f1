import Files
import Foundation
import Matrix
import Testing

@testable import Artifacts

@Suite("Directories as artifacts")
final class DirectoryManifestTests {
    private let root: String

    init() throws {
        root = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "directory-artifact-")
        try Directory.create(root + "/model/variables")
        try File.write("graph", to: root + "/model/saved_model.pb")
        try File.write("weights", to: root + "/model/variables/variables.index")
        try File.write("", to: root + "/model/Z")
    }

    deinit { try? Directory.removeTree(root) }

    private var model: String { root + "/model" }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: model + "/" + name, withDestinationPath: target)
    }

    private func refusal() -> String? {
        do throws(ArtifactError) {
            _ = try DirectoryManifest(model)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("The digest is that of sha256, size and path of each file, sorted by bytes")
    func digest() throws {
        let manifest = try DirectoryManifest(model)
        #expect(manifest.entries.map(\.path) == ["Z", "saved_model.pb", "variables/variables.index"])
        #expect(manifest.size == 12)
        // for f in Z saved_model.pb variables/variables.index; do
        //   echo "$(sha256sum < $f | cut -d' ' -f1) $(stat -c %s $f) $f"; done | sha256sum
        #expect(try manifest.digests().whole == "fcc73e5037b358bb0da34419eead5594a15dc4969cc40781113039026d2dadc9")
    }

    @Test("A link within the directory counts as the file that it leads to")
    func innerLink() throws {
        try link("alias", to: "variables/variables.index")
        let manifest = try DirectoryManifest(model)
        #expect(manifest.entries.first { $0.path == "alias" }?.size == 7)
    }

    @Test(
        "Links that leave the directory, lead nowhere or to folders are refused",
        arguments: [
            ("../outside", "the link 'alias' leads out of the folder, to '"),
            ("/etc/hostname", "the link 'alias' leads out of the folder, to '"),
            ("nothing", "the link 'alias' leads nowhere; put the file in its place"),
            ("variables", "'alias' is a link to a folder; put the folder in its place"),
        ])
    func links(target: String, reason: String) throws {
        try File.write("secret", to: root + "/outside")
        try link("alias", to: target)
        #expect(refusal()?.hasPrefix(reason) == true, "\(refusal() ?? "")")
    }

    @Test("A pipe in the directory is refused instead of read")
    func pipe() throws {
        #expect(mkfifo(model + "/pipe", 0o600) == 0)
        #expect(refusal() == "'pipe' is neither a file nor a folder; remove it")
    }

    @Test("A name that would break the manifest's lines is refused")
    func lineBreak() throws {
        try File.write("", to: model + "/a\nb")
        #expect(refusal() == "a name in '.' holds control characters; rename the file")
    }

    @Test("Endless folders are refused")
    func depth() throws {
        try Directory.create(model + String(repeating: "/deeper", count: 40))
        #expect(refusal()?.hasSuffix("is more than 32 folders deep") == true)
    }

    @Test("Every file is found by its path, and nothing else is")
    func lookUp() throws {
        let manifest = try DirectoryManifest(model)
        for entry in manifest.entries { #expect(manifest.entry(entry.path) == entry) }
        for name in ["", "A", "a", "variables", "variables/variables.index2", "zz"] {
            #expect(manifest.entry(name) == nil)
        }
    }

    @Test("A folder that is a model is not judged where a link leads out of it")
    func tolerance() throws {
        try File.write("secret", to: root + "/outside")
        try link("alias", to: "../outside")
        let manifest = try DirectoryManifest(model, isTolerant: true)
        #expect(manifest.entry("alias") != nil)
        #expect(manifest.fault?.reason == refusal())
        let error = #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: model, forLoading: false) }
        #expect(error?.problem == .integrity)
    }

    @Test("max-size counts all files together")
    func maximumSize() {
        var policy = Policy()
        policy.maximumSize = 11
        let error = #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: model, policy: policy) }
        #expect(error?.problem == .integrity)
        #expect(error?.reason.hasPrefix("the file has 12 bytes, policy.max-size permits 11") == true)
    }
}
