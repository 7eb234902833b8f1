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

    private static let marked = "a" + String(repeating: "\u{316}\u{301}", count: 40_000)

    @Test("Names with tens of thousands of marks on a letter are not compared, which would take minutes")
    func marks() throws {
        let seconds = try ProcessorTime.seconds {
            let json = Array(#"{"model_type": "bert", "\#(Self.marked)": "\#(Self.marked)"}"#.utf8)
            #expect(throws: JSONError.self) { try JSONValue(parsing: json) }
            var field: [UInt8] = [0x12]
            var length = Self.marked.utf8.count
            while length > 127 {
                field.append(UInt8(length & 127 | 128))
                length >>= 7
            }
            field += [UInt8(length)] + Array(Self.marked.utf8)
            #expect(throws: ProtobufError.self) { try InputsProtobufTests.fields(field)[0].string() }
            let names = (0..<20).map { "a\($0)" + Self.marked.unicodeScalars.prefix(30_000).map(String.init).joined() }
            let zip = ZipWriter.zip((["config.json", "metadata.json"] + names).map { .init(name: $0) })
            let scan = try ArtifactReader.describe(path: "x", bytes: zip, sha256: "", statedFormat: nil).scan(Policy())
            #expect(scan.summary.contains("has characters that readers treat differently"), "\(scan.summary)")
        }
        #expect(seconds < 10)
    }

    @Test(
        "Only marks that follow each other count, and three of Tibetan that consist of such",
        arguments: [
            ("e\u{301}", 100_000, false), ("\u{301}", 128, false), ("\u{301}", 129, true), ("字", 100_000, false),
            ("\u{F73}", 200, true), ("x", 100_000, false),
        ])
    func markRuns(text: String, count: Int, isTooLong: Bool) {
        #expect(MarkRun.isTooLong(in: String(repeating: text, count: count)) == isTooLong)
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
