import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("Names that only look alike")
struct LookalikeTests {
    @Test("Beginnings, ends and parts go by bytes, whatever combines with them")
    func bytes() {
        let mark = "\u{301}"
        #expect("Flex\(mark)WriteFile".hasPrefix("Flex"))
        #expect("Flex\(mark)WriteFile"[...].hasPrefix("Flex"))
        // A sign that comes before what it combines with.
        #expect("weights\u{600}.npz".hasSuffix(".npz"))
        #expect(!"\u{212A}".hasPrefix("K"))
        #expect("../\(mark)secret".split(separator: "/").contains(".."))
        #expect("a\\\(mark)b".contains("\\"))
        #expect("s3://\(mark)b".contains("://"))
        #expect("sklearn\(mark).svm".head(before: ".") == "sklearn\(mark)")
        #expect(Path.ending("model\u{600}.pkl") == "pkl")
        #expect(Path.name("a/\(mark)b") == "\(mark)b")
        #expect(Path.absolute("/a/../\(mark)b") == "/\(mark)b")
    }

    @Test("No name of the allow-lists has a double, and no pattern of the user's")
    func allowLists() {
        #expect(AllowList.known.use(module: "sklearn.cluster._kmeans", name: "KMeans") != nil)
        #expect(AllowList.known.use(module: "sklearn.cluster._kmeans", name: "\u{212A}Means") == nil)
        #expect(TensorFlowScan.operators.deed(of: "TopKV2") == nil)
        #expect(TensorFlowScan.operators.deed(of: "Top\u{212A}V2") != nil)
        #expect(!Glob("mypkg.K").matches("mypkg.\u{212A}"))
    }

    @Test("A file that was renamed to a look-alike is missing under its own name, and added under the other")
    func signatures() {
        func file(_ name: String) -> HashedFile { HashedFile(path: name, size: 1, sha256: String(name.utf8.count)) }
        let manifest = SignedManifest(name: "f", files: [file("modelK.json")], ignoredPaths: [], allowsLinks: false)
        let renamed = HashedFile(path: "model\u{212A}.json", size: 1, sha256: manifest.resources[0].sha256)
        let folder = ModelFiles(folder: [renamed])
        let comparison = SignatureComparison(manifest, names: ["f"], model: folder, ignored: ["modelK.json"])
        #expect(comparison.missing == ["modelK.json"])
        #expect(comparison.added.first?.isExactly("model\u{212A}.json") == true)
        let both = ModelFiles(
            folder: [renamed, HashedFile(path: "modelK.json", size: 1, sha256: renamed.sha256)])
        #expect(SignatureComparison(manifest, names: ["f"], model: both, ignored: []).added.count == 1)
    }

    @Test("Two globals of a pickle stay two")
    func globals() {
        let report = PickleReader.read(
            PickleWriter.make {
                $0.global("mypkg", "K")
                $0.global("mypkg", "\u{212A}")
            })
        #expect(report.globals.count == 2)
    }
}
