import Compression
import Files
import Matrix
import Testing

@testable import Artifacts

@Suite("Reading artifacts")
struct ArtifactReaderTests {
    private func describe(_ bytes: [UInt8], named name: String = "model.bin", stated: String? = nil)
        throws(ArtifactError) -> ArtifactDescription
    {
        try ArtifactReader.describe(path: name, bytes: bytes, sha256: "", statedFormat: stated)
    }

    private func error(_ bytes: [UInt8], stated: String? = nil) -> ArtifactError? {
        do throws(ArtifactError) {
            _ = try describe(bytes, stated: stated)
            return nil
        } catch {
            return error
        }
    }

    @Test("The demo's joblib file is described from its content") func demoForest() throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.demo("digits-forest.joblib"))
        #expect(artifact.format == "joblib")
        #expect(artifact.size == 178_656)
        #expect(artifact.sha256 == "a9f43da6dce516a83e5523b4271921c5586d535144656a65194aab8e192f543b")
        #expect(artifact.compression == .zlib)
        #expect(artifact.embeddedVersions == ["scikit-learn": "1.3.2"])
        #expect(artifact.modelClass == "sklearn.ensemble._forest.RandomForestClassifier")
        #expect(artifact.preload.first == "joblib")
        #expect(artifact.preload.contains("sklearn.tree._tree"))
        #expect(artifact.requiredPackages.map(\.distribution) == ["joblib", "scikit-learn", "numpy"])
        #expect(artifact.fault == nil)
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test(
        "All demo artifacts pass the scan and agree with their sidecars",
        arguments: [
            "iris-pipeline.joblib", "digits-forest.joblib", "reviews-tfidf.joblib", "iris-onnx.onnx",
            "digits-onnx.onnx",
            "reviews-onnx.onnx",
        ])
    func demo(name: String) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.demo(name))
        #expect(artifact.scan(Policy()).passes)
        let sidecar = try Sidecar.read(#require(Sidecar.find(beside: artifact.path)))
        guard case .agrees(let what) = sidecar.compare(with: artifact) else {
            Issue.record("\(sidecar.compare(with: artifact))")
            return
        }
        #expect(what.hasPrefix("sha256"))
    }

    @Test(
        "Each compression of joblib is the same model",
        arguments: [
            ("none", CompressionKind?.none), ("zlib", .zlib), ("gzip", .gzip), ("bz2", .bzip2), ("lzma", .lzma),
            ("xz", .xz),
            ("lz4", .lz4),
        ])
    func compressions(name: String, kind: CompressionKind?) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("joblibs/ridge-\(name).joblib"))
        #expect(artifact.compression == kind)
        #expect(artifact.format == "joblib")
        #expect(artifact.modelClass == "sklearn.pipeline.Pipeline")
        #expect(artifact.scan(Policy()).verdict == .clean)
        #expect(
            artifact.preload == [
                "joblib", "sklearn.pipeline", "sklearn.preprocessing._data", "numpy.core.multiarray", "numpy",
                "joblib.numpy_pickle", "sklearn.linear_model._ridge",
            ])
    }

    @Test(
        "Cut and damaged joblib files are described as far as they go, and not loaded",
        arguments: [
            ("truncated", "truncated"), ("truncated-early", "truncated"), ("truncated-zlib", "end too early"),
            ("damaged-zlib", "damaged"),
        ])
    func damaged(name: String, word: String) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("joblibs/\(name).joblib"))
        #expect(artifact.format == "joblib")
        #expect(artifact.fault?.contains(word) == true, "\(artifact.fault ?? "")")
        let scan = artifact.scan(Policy())
        #expect(scan.verdict == .unreadable)
        #expect(scan.summary == artifact.fault)
        #expect(artifact.globals.isEmpty == (name == "damaged-zlib"))
    }

    @Test("The ending decides only where a pickle is both") func ending() throws {
        let plain = ArtifactFixtures.bytes("pickles/protocol-4.pkl")
        #expect(try describe(plain, named: "a.joblib").format == "joblib")
        #expect(try describe(plain, named: "a.onnx").format == "pickle")
        #expect(try describe(plain, named: "a.pkl", stated: "joblib").format == "joblib")
        let arrays = ArtifactFixtures.bytes("joblibs/ridge-none.joblib")
        #expect(try describe(arrays, named: "a.pkl").format == "joblib")
    }

    @Test("A pickle without a signature is recognised by reading it", arguments: [0, 1])
    func oldProtocols(version: Int) throws {
        let artifact = try describe(ArtifactFixtures.bytes("pickles/protocol-\(version).pkl"))
        #expect(artifact.format == "pickle")
        #expect(artifact.pickleProtocol == version)
    }

    @Test(
        "What is no artifact or not supported yet is called by its name",
        arguments: [
            ([], "this is an empty file; get it again"),
            (
                Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n".utf8),
                "this is a Git LFS pointer, not the file itself; run `git lfs pull`"
            ),
            (Array("\n<!DOCTYPE html><html>".utf8), "this is a web page"),
            (Array("<HTML><body>".utf8), "this is a web page"),
            (
                [0x50, 0x4B, 3, 4] + Array("model/data.pkl model/version".utf8),
                "this is a PyTorch file whose archive is cut or damaged"
            ),
            ([0x50, 0x4B, 3, 4] + Array("metadata.json config.json model.weights.h5".utf8), "this is a Keras model"),
            ([0x50, 0x4B, 3, 4] + Array("X.npy".utf8), "this is a NumPy .npz archive"),
            ([0x50, 0x4B, 3, 4] + Array("readme".utf8), "this is a zip archive"),
            (Array("GGUF".utf8), "this is a GGUF model"),
            (Array("....ORTM".utf8), "this is a model in ONNX Runtime's own format (ORT)"),
            (Array("{\"a\": 1}".utf8), "this is a JSON text"),
            (Array("this is no model\n".utf8), "not recognised as a model: starts with the text 'this is no model'"),
            ([0x00, 0x01, 0xFE], "not recognised as a model: starts with the bytes 00 01 fe"),
        ] as [([UInt8], String)])
    func foreign(bytes: [UInt8], reason: String) {
        #expect(error(bytes)?.reason.hasPrefix(reason) == true, "\(error(bytes)?.reason ?? "no error")")
    }

    @Test(
        "A wrong stated format is told what the file is",
        arguments: [
            ("onnxes/relu.onnx", "joblib", "format: joblib is stated, but the file is an ONNX model"),
            ("onnxes/relu.onnx", "pickle", "format: pickle is stated, but the file is an ONNX model"),
            ("pickles/protocol-4.pkl", "onnx", "format: onnx is stated, but the file is a pickle"),
            ("pickles/protocol-0.pkl", "onnx", "format: onnx is stated, but not recognised"),
            ("joblibs/ridge-zlib.joblib", "onnx", "format: onnx is stated, but the file is a joblib"),
            (
                "joblibs/ridge-zlib.joblib", "pickle",
                "format: pickle is stated, but the file is a joblib dump (it is zlib-compressed)"
            ),
            (
                "joblibs/ridge-none.joblib", "pickle",
                "format: pickle is stated, but the file is a joblib dump (it holds joblib's array wrappers)"
            ),
            ("joblibs/text.joblib", "joblib", "format: joblib is stated, but not recognised as a model"),
            ("inputs/rows.npz", "joblib", "this is a NumPy .npz archive"),
            (
                "joblibs/ridge-none.joblib", "torch",
                "format 'torch' is not supported yet (supported: "
            ),
        ])
    func statedFormat(file: String, stated: String, reason: String) throws {
        let error = #expect(throws: ArtifactError.self) {
            try ArtifactReader.read(path: ArtifactFixtures.path(file), statedFormat: stated)
        }
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("Compressed data without a pickle say what they hold") func compressedForeign() {
        // gzip of "hello world, this is text" (RFC 1952), made with Python's gzip module.
        let bytes: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0x28, 0xCF, 0x2F, 0xCA, 0x49, 1,
            0,
            0x85, 0x11, 0x4A, 0x0D, 11, 0, 0, 0,
        ]
        #expect(error(bytes)?.reason.hasPrefix("gzip-compressed data that hold no pickle") == true)
    }

    @Test("A missing file, a directory and a SavedModel are told apart") func places() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "artifact-")
        defer { try? Directory.removeTree(folder) }
        func reason(_ path: String) -> String {
            do throws(ArtifactError) {
                _ = try ArtifactReader.read(path: path)
                return ""
            } catch {
                return error.reason
            }
        }
        #expect(reason(folder + "/none.joblib") == "no such file; check `path`")
        #expect(reason(folder) == "this is a directory; name the model file in it")
        try File.write("x", to: folder + "/saved_model.pb")
        let damaged = try ArtifactReader.read(path: folder)
        #expect(damaged.format == "tensorflow-savedmodel")
        #expect(damaged.fault?.hasPrefix("saved_model.pb: ") == true)
        #expect(damaged.scan(Policy()).verdict == .unreadable)
    }

    @Test("Size and digest are compared before anything is looked at") func integrity() throws {
        let path = ArtifactFixtures.demo("iris-pipeline.joblib")
        let digest = try ArtifactReader.read(path: path).sha256
        #expect(try ArtifactReader.read(path: path, expectedSHA256: digest.uppercased()).sha256 == digest)
        let wrong = String(repeating: "0", count: 64)
        let error = #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: path, expectedSHA256: wrong) }
        #expect(error?.problem == .integrity)
        #expect(error?.reason.hasPrefix("sha256 is \(digest.prefix(16))…, the matrix says 0000000000000000…") == true)
        var policy = Policy()
        policy.maximumSize = 100
        let large = #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: path, policy: policy) }
        #expect(
            large?.reason == "the file has 1550 bytes, policy.max-size permits 100; raise it or shrink the artifact")
    }

    @Test("A plain pickle of NumPy 2 needs no joblib") func requirements() throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path("pickle/pipeline-1.6.1-p4.pkl"))
        #expect(artifact.format == "pickle")
        #expect(artifact.requiredPackages.map(\.distribution) == ["scikit-learn", "numpy"])
        #expect(artifact.preload.contains("numpy._core.multiarray"))
        #expect(
            artifact.requiredPackages.first?.missingMessage
                == "scikit-learn is not installed in this environment; add it to packages")
    }

    @Test("No content, however damaged, crashes recognition") func noise() {
        var random = SplitMix(state: 11)
        let seeds = [
            "onnxes/several-inputs.onnx", "joblibs/ridge-zlib.joblib", "joblibs/ridge-lzma.joblib", "inputs/rows.npz",
        ]
        for name in seeds {
            let bytes = ArtifactFixtures.bytes(name)
            #expect(!bytes.isEmpty)
            for _ in 0..<500 {
                var damaged = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
                damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                do throws(ArtifactError) {
                    #expect(!(try describe(damaged).format.isEmpty))
                } catch {
                    #expect(!error.reason.isEmpty)
                }
            }
        }
    }
}
