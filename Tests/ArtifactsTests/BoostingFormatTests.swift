import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("Boosting formats and skops")
struct BoostingFormatTests {
    private static func path(_ name: String) -> String { ArtifactFixtures.demo("boosting/" + name) }

    private func read(_ name: String) throws -> ArtifactDescription { try ArtifactReader.read(path: Self.path(name)) }

    private func describe(_ bytes: [UInt8], stated: String? = nil) throws(ArtifactError) -> ArtifactDescription {
        try ArtifactReader.describe(path: "model.bin", bytes: bytes, sha256: "", statedFormat: stated)
    }

    @Test(
        "XGBoost's three encodings name their version and width",
        arguments: [
            ("xgboost.json", "json", "2.1.4"), ("xgboost.ubj", "ubjson", "2.1.4"), ("xgboost.bin", "binary", "2.1"),
            ("xgboost-3.json", "json", "3.2.0"),
        ])
    func xgboost(name: String, encoding: String, version: String) throws {
        let artifact = try read(name)
        #expect(artifact.format == "xgboost")
        #expect(artifact.formatVersion == encoding)
        #expect(artifact.embeddedVersions == ["xgboost": version])
        #expect(artifact.inputs.map(\.description) == [": float32[?, 4]"])
        #expect(artifact.requiredPackages.map(\.distribution) == ["xgboost"])
        #expect(artifact.fault == nil)
        #expect(artifact.scan(Policy()).verdict == .notApplicable)
        #expect(artifact.native?.libraries == ["xgboost/lib/libxgboost.so"])
        #expect(artifact.native?.serves(call: nil, load: [:]) == true)
        #expect(artifact.native?.serves(call: "predict", load: [:]) == true)
        #expect(artifact.native?.serves(call: "predict_proba", load: [:]) == false)
    }

    @Test("The objective and the feature names are read", arguments: ["xgboost.json", "xgboost.ubj", "xgboost.bin"])
    func xgboostFacts(name: String) throws {
        let bytes = try File.read(Self.path(name))
        let encoding = try #require(XGBoostModel.encoding(of: bytes[...]))
        let model = XGBoostModel(ByteSource(bytes), encoding)
        #expect(model.objective == "multi:softprob")
        // The old binary has no names.
        #expect(model.featureNames.count == (encoding == .binary ? 0 : 4))
    }

    @Test(
        "Pickled boosters name XGBoost's version and pass the scan",
        arguments: ["xgboost-booster.pkl", "xgboost-classifier.pkl"])
    func pickledXGBoost(name: String) throws {
        let artifact = try read(name)
        #expect(artifact.format == "pickle")
        #expect(artifact.embeddedVersions["xgboost"] == "2.1.4")
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test(
        "Pickled LightGBM and CatBoost models pass the scan",
        arguments: [
            ("lightgbm-booster.pkl", "lightgbm.basic.Booster"),
            ("lightgbm-classifier.joblib", "lightgbm.sklearn.LGBMClassifier"),
            ("catboost-classifier.pkl", "catboost.core.CatBoostClassifier"),
        ])
    func pickled(name: String, type: String) throws {
        let artifact = try read(name)
        #expect(artifact.modelClass == type)
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test("A LightGBM text is described by its header") func lightgbm() throws {
        let artifact = try read("lightgbm.txt")
        #expect(artifact.format == "lightgbm")
        #expect(artifact.formatVersion == "v4")
        // The number is the format's, not LightGBM's.
        #expect(artifact.producers.isEmpty)
        #expect(artifact.inputs.map(\.description) == [": float64[?, 4]"])
        #expect(artifact.fault == nil)
    }

    @Test("A CatBoost model is described by its FlatBuffer", arguments: ["catboost.cbm", "catboost-regressor.cbm"])
    func catboost(name: String) throws {
        let artifact = try read(name)
        #expect(artifact.format == "catboost")
        #expect(artifact.formatVersion == "FlabuffersModel_v1")
        #expect(artifact.inputs.map(\.description) == [": float32[?, 4]"])
        #expect(artifact.native == nil)
        #expect(artifact.fault == nil)
    }

    @Test("A skops file names its classes and versions") func skops() throws {
        let artifact = try read("pipeline.skops")
        #expect(artifact.format == "skops")
        #expect(artifact.modelClass == "sklearn.pipeline.Pipeline")
        #expect(artifact.embeddedVersions == ["scikit-learn": "1.4.2", "skops": "0.9.0"])
        #expect(artifact.requiredPackages.map(\.distribution) == ["skops", "scikit-learn", "numpy"])
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test("A skops file with a type that no list knows is refused, and permitted by name")
    func strangeType() {
        let report = SkopsReport(
            schema: [
                "__class__": "Popen", "__module__": "subprocess", "__loader__": "ObjectNode",
                "content": ["__class__": "dict", "__module__": "builtins", "__loader__": "DictNode"],
            ])
        let refused = SkopsScan.judge(report, policy: Policy())
        #expect(refused.verdict == .refused)
        #expect(refused.findings.map(\.global) == ["subprocess.Popen"])
        var policy = Policy()
        policy.allow = ["subprocess.Popen"]
        #expect(SkopsScan.judge(report, policy: policy).verdict == .clean)
    }

    @Test("A function that a list lets pass only as a value may not be called by a skops file")
    func calledReference() {
        func judge(_ loader: String) -> ScanResult {
            let schema: JSONValue = [
                "__class__": "accuracy_score", "__module__": "sklearn.metrics._classification",
                "__loader__": .string(loader),
            ]
            return SkopsScan.judge(SkopsReport(schema: schema), policy: Policy())
        }
        #expect(judge("FunctionNode").verdict == .clean)
        #expect(judge("ConstructorFromReduceNode").verdict == .refused)
        #expect(
            judge("ConstructorFromReduceNode").findings.map(\.message)
                == ["would call sklearn.metrics._classification.accuracy_score"])
    }

    @Test(
        "Nodes of skops that call what they name may not name what pickles only call with the right arguments",
        arguments: [
            ("ConstructorFromReduceNode", "numpy.core", "_ufunc_reconstruct"),
            ("ConstructorFromReduceNode", "pandas.core.indexes.interval", "_new_IntervalIndex"),
            ("ConstructorFromReduceNode", "copyreg", "_reconstructor"),
            ("ListNode", "xgboost.collective", "communicator_print"), ("SetNode", "numpy", "amax"),
            ("DictNode", "lightgbm.basic", "Booster"), ("TupleNode", "copyreg", "__newobj__"),
            ("NdArrayNode", "lightgbm.basic", "Booster"), ("RandomStateNode", "xgboost.core", "Booster"),
            ("ObjectNode", "numpy", "amax"), ("FunctionNode", "numpy.core", "_ufunc_reconstruct"),
            ("TypeNode", "lightgbm.basic", "Booster"), ("TreeNode", "lightgbm.basic", "Booster"),
        ])
    func unfitNames(loader: String, module: String, name: String) {
        let report = SkopsReport(
            schema: ["__class__": .string(name), "__module__": .string(module), "__loader__": .string(loader)])
        #expect(SkopsScan.judge(report, policy: Policy()).findings.map(\.global) == ["\(module).\(name)"])
    }

    @Test("A skops file's vectorizer that would read files is refused", arguments: ["content", "filename", "file"])
    func vectorizer(input: String) {
        let report = SkopsReport(
            schema: [
                "__class__": "CountVectorizer", "__module__": "sklearn.feature_extraction.text",
                "__loader__": "ObjectNode",
                "content": [
                    "__class__": "dict", "__module__": "builtins", "__loader__": "DictNode",
                    "content": [
                        "input": [
                            "__class__": "str", "__module__": "builtins", "__loader__": "JsonNode",
                            "content": .string("\"\(input)\""),
                        ]
                    ],
                ],
            ])
        #expect(SkopsScan.judge(report, policy: Policy()).passes == (input == "content"))
    }

    @Test("Methods and unknown kinds of node are refused whatever the lists say")
    func strangeNodes() {
        let report = SkopsReport(
            schema: [
                [
                    "__class__": "Pipeline", "__module__": "sklearn.pipeline", "__loader__": "MethodNode",
                    "content": ["func": "fit"],
                ],
                ["__class__": "Pipeline", "__module__": "sklearn.pipeline", "__loader__": "NewNode"],
            ])
        #expect(
            SkopsScan.judge(report, policy: Policy()).findings.map(\.message) == [
                "takes the method 'fit' from an object", "holds a node of the unknown kind 'NewNode'",
            ])
    }

    @Test(
        "A cut file is a fault or no model, never a crash, at every length",
        arguments: ["xgboost.json", "xgboost.ubj", "xgboost.bin", "lightgbm.txt", "catboost.cbm", "pipeline.skops"])
    func cut(name: String) throws {
        let bytes = try File.read(Self.path(name))
        // LightGBM needs nothing after its trees.
        let text = String(decoding: bytes, as: UTF8.self)
        let end = name == "lightgbm.txt" ? text.firstRange(of: "end of trees")?.lowerBound : nil
        let limit = end.map { text.utf8.distance(from: text.startIndex, to: $0) } ?? bytes.count - 64
        for length in stride(from: 0, to: limit, by: 97) {
            do throws(ArtifactError) {
                let artifact = try describe(Array(bytes.prefix(length)))
                // The old binary has no length of its own.
                #expect(artifact.fault != nil || name == "xgboost.bin" || artifact.formatVersion == nil, "\(length)")
            } catch {
                #expect(!error.reason.isEmpty)
            }
        }
    }

    @Test(
        "Damaged bytes crash nothing",
        arguments: ["xgboost.ubj", "xgboost.bin", "catboost.cbm", "pipeline.skops"])
    func damaged(name: String) throws {
        let bytes = try File.read(Self.path(name))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var copy = bytes
            for _ in 0..<4 { copy[Int.random(in: 4..<copy.count, using: &random)] = UInt8.random(in: 0...255) }
            _ = try? describe(copy)
        }
    }

    @Test("A number of features beyond counting is none", arguments: ["9223372036854775807", "2147483648", "x"])
    func countless(number: String) throws {
        let head = "tree\nversion=v4\nnum_class=1\nmax_feature_idx="
        #expect(try describe(Array("\(head)\(number)\n\nend of trees\n".utf8)).inputs.isEmpty)
        let most = try describe(Array("\(head)2147483647\n\nend of trees\n".utf8))
        #expect(most.inputs.map(\.description) == [": float64[?, 2147483648]"])
    }

    @Test("Of skops no more names are judged than models have")
    func manyNames() {
        let nodes = (0...SkopsReport.nameLimit).map { index -> JSONValue in
            ["__module__": .string("m\(index)"), "__class__": "C", "__loader__": "ObjectNode"]
        }
        let report = SkopsReport(schema: .array(nodes))
        #expect(report.names.count == SkopsReport.nameLimit)
        #expect(SkopsScan.judge(report, policy: Policy()).findings.last?.message.hasPrefix("names more than") == true)
    }

    @Test("Of UBJSON no more values are kept than models have", arguments: ["trees", "feature_names"])
    func manyValues(name: String) throws {
        func key(_ name: String) -> [UInt8] { [UInt8(ascii: "i"), UInt8(name.utf8.count)] + Array(name.utf8) }
        let values = [UInt8](repeating: UInt8(ascii: "Z"), count: 1 << 21)
        var bytes = [UInt8(ascii: "{")] + key("learner") + [UInt8(ascii: "{")] + key(name) + [UInt8(ascii: "[")]
        bytes += values + [UInt8(ascii: "]")] + key("gradient_booster") + Array("{}}}".utf8)
        let fault = try describe(bytes).fault
        #expect(name == "trees" ? fault == nil : fault?.contains("more than 1048576 values") == true)
    }

    @Test("A wrong format says what the file is")
    func wrongFormat() throws {
        let bytes = try File.read(Self.path("xgboost.ubj"))
        let error = #expect(throws: ArtifactError.self) { try describe(bytes, stated: "lightgbm") }
        #expect(error?.reason == "format: lightgbm is stated, but the file is an XGBoost model (UBJSON)")
    }

    @Test("A text dump of XGBoost is told from a model")
    func dump() {
        let error = #expect(throws: ArtifactError.self) {
            try describe(Array("[{ \"nodeid\": 0, \"depth\": 0 }]".utf8))
        }
        #expect(error?.reason.contains("write the model with save_model") == true)
    }

    @Test(
        "Reasons name the version and the remedy in the frameworks' own failures",
        arguments: [
            (
                "xgboost", ["xgboost": "3.2.0"], "XGBoostError",
                "[23:09:36] /workspace/src/c_api/c_api.cc:1530: Failed to load model: `m.bin`.\nThe binary format has been deprecated in 1.6 and removed in 3.1, use UBJ or JSON\ninstead.",
                "XGBoost 3.1 dropped the binary format (xgboost 3.2.0 is installed); load it with xgboost<3.1 and save it as .ubj or .json"
            ),
            (
                "xgboost", ["xgboost": "1.5.2"], "XGBoostError",
                "[23:12:49] ../src/common/json.cc:458: Expecting: \"\"\", got: \"76 \", around character position: 1",
                "saved as UBJSON, which xgboost 1.5.2 can't read; use xgboost>=1.6, or save_model to .json with a version before 1.6"
            ),
            (
                "xgboost", ["xgboost": "1.5.2"], "XGBoostError",
                "[23:12:49] ../include/xgboost/json.h:73: Invalid cast, from Integer to Boolean",
                "saved with xgboost 2.1.4, loaded with 1.5.2: the JSON of XGBoost 1.6 and later has numbers where older versions want booleans; use xgboost>=1.6"
            ),
            (
                "pickle", ["xgboost": "1.7.6"], "AttributeError",
                "'XGBClassifier' object has no attribute 'use_label_encoder'",
                "saved with xgboost 2.1.4, loaded with 1.7.6: a pickled XGBClassifier is bound to its version (no 'use_label_encoder'); use the version that saved it, or save_model to .json there"
            ),
            (
                "joblib", ["lightgbm": "3.3.5"], "AttributeError", "'Booster' object has no attribute 'handle'",
                "pickled with another LightGBM than lightgbm 3.3.5 (4.0 renamed 'handle'); use lightgbm>=4, or save_model to text there"
            ),
            (
                "pickle", ["xgboost": "2.0.3", "scikit-learn": "1.6.1"], "AttributeError",
                "'super' object has no attribute '__sklearn_tags__'",
                "xgboost 2.0.3 does not know the tags of scikit-learn 1.6.1; use xgboost>=2.1.4 or scikit-learn<1.6"
            ),
            (
                "xgboost", ["xgboost": "2.1.4"], "XGBoostError",
                "[23:12:49] /workspace/src/learner.cc:12: Check failed: something\nStack trace:",
                "load raised XGBoostError: Check failed: something"
            ),
        ])
    func reason(
        format: String,
        installed: [String: String],
        type: String,
        message: String,
        expected: String,
    ) {
        let reason = VersionAdvice.reason(
            format: format,
            embedded: ["xgboost": "2.1.4"],
            installed: installed,
            stage: "load",
            exceptionType: type,
            message: message,
        )
        #expect(reason == expected)
    }

    @Test("A newer XGBoost's base score is known to drift in older ones") func drift() {
        let reason = VersionAdvice.drift(
            embedded: ["xgboost": "3.2.0"], installed: ["xgboost": "2.1.4"], globals: [])
        #expect(reason?.hasPrefix("saved with xgboost 3.2.0, loaded with 2.1.4: base_score is a list") == true)
    }

    @Test("A variant counts as its framework") func variants() {
        #expect(RequiredPackage.withFrameworks(["xgboost-cpu": "3.2.0"])["xgboost"] == "3.2.0")
    }

    @Test("A large JSON is read without its trees, and says the same", arguments: ["xgboost.json", "xgboost-3.json"])
    func skimming(name: String) throws {
        let source = ByteSource(try File.read(Self.path(name)))
        let whole = XGBoostModel(source, .json)
        var skimmed = XGBoostModel(encoding: .json)
        skimmed.skim(source)
        #expect(skimmed.fault == nil && skimmed.version == whole.version && skimmed.version != nil)
        #expect(skimmed.objective == whole.objective && skimmed.featureCount == whole.featureCount)
        #expect(skimmed.featureNames == whole.featureNames)
        for share in [0.1, 0.5, 0.9, 0.999] {
            var cut = XGBoostModel(encoding: .json)
            cut.skim(source.part(0..<Int(Double(source.count) * share)))
            #expect(cut.fault != nil)
        }
    }
}
