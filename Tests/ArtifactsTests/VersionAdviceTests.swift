import Testing

@testable import Artifacts

@Suite("Reasons in plain words")
struct VersionAdviceTests {
    /// The messages are the frameworks' own, as they came when the fixtures were loaded.
    static let cases:
        [(embedded: String?, installed: [String: String], stage: String, type: String, message: String, reason: String)] =
            [
                (
                    "1.3.2", ["scikit-learn": "1.5.2"], "inference", "AttributeError",
                    "'DecisionTreeClassifier' object has no attribute 'monotonic_cst'",
                    "saved with scikit-learn 1.3.2, loaded with 1.5.2: the trees lack 'monotonic_cst', added in 1.4; "
                        + "retrain or re-save with 1.5.2, or pin scikit-learn<1.4"
                ),
                (
                    "1.2.2", ["scikit-learn": "1.3.2"], "load", "ValueError",
                    "node array from the pickle has an incompatible dtype:\n- expected: {'names': ['left_child', 'missing_go_to_left']}",
                    "saved with scikit-learn 1.2.2, loaded with 1.3.2: tree nodes got the field 'missing_go_to_left' in 1.3; "
                        + "retrain with 1.3.2, or pin scikit-learn<1.3"
                ),
                (
                    "1.6.1", ["scikit-learn": "1.3.2"], "load", "AttributeError",
                    "Can't get attribute '_Scorer' on <module 'sklearn.metrics._scorer' from '/x/_scorer.py'>",
                    "saved with scikit-learn 1.6.1, loaded with 1.3.2: 'sklearn.metrics._scorer' does not have '_Scorer'; "
                        + "retrain, or pin scikit-learn==1.6.1"
                ),
                (
                    "1.3.2", ["scikit-learn": "1.6.1"], "load", "AttributeError",
                    "Can't get attribute '__pyx_unpickle_CyHalfBinomialLoss' on <module 'sklearn._loss._loss' from '/x'>",
                    "saved with scikit-learn 1.3.2, loaded with 1.6.1: 'sklearn._loss._loss' no longer has "
                        + "'__pyx_unpickle_CyHalfBinomialLoss'; retrain, or pin scikit-learn==1.3.2"
                ),
                (
                    "1.6.1", ["scikit-learn": "1.6.1", "numpy": "1.24.4"], "load", "ValueError",
                    "<class 'numpy.random._mt19937.MT19937'> is not a known BitGenerator module.",
                    "holds a random generator saved by a newer NumPy than numpy 1.24.4; use the NumPy that saved it"
                ),
                (
                    nil, ["numpy": "1.24.4"], "load", "ModuleNotFoundError", "No module named 'numpy._core'",
                    "saved with NumPy 2, loaded with numpy 1.24.4; use numpy>=1.26.1, better 2, or save it again with 1.x"
                ),
                (
                    nil, [:], "load", "ModuleNotFoundError", "No module named 'sklearn'",
                    "scikit-learn is not installed in this environment; add it to packages"
                ),
                (
                    "0.21.3", ["scikit-learn": "1.3.2"], "load", "ModuleNotFoundError",
                    "No module named 'sklearn.externals.joblib'",
                    "saved with scikit-learn 0.21.3, loaded with 1.3.2: saved through sklearn.externals.joblib, removed in 0.23; "
                        + "load it with scikit-learn<0.23 and dump it with joblib"
                ),
                (
                    "0.21.3", ["scikit-learn": "1.3.2"], "load", "ModuleNotFoundError",
                    "No module named 'sklearn.linear_model.logistic'",
                    "saved with scikit-learn 0.21.3, loaded with 1.3.2: 'sklearn.linear_model.logistic' became private in 0.22 "
                        + "and is gone since 0.24; retrain, or pin scikit-learn<0.24"
                ),
                (
                    nil, [:], "load", "AttributeError", "Can't get attribute 'Net' on <module '__main__' (built-in)>",
                    "'Net' was defined in the training script (__main__); move it to a module that the environment installs"
                ),
                (
                    nil, ["onnxruntime": "1.17.3"], "load", "Fail",
                    "[ONNXRuntimeError] : 1 : FAIL : Load model from /x failed:/y/model.cc:179 Model() Unsupported model IR version: "
                        + "99, max supported IR version: 9\n",
                    "the model has IR version 99, onnxruntime 1.17.3 reads up to 9; use a newer onnxruntime or export with an "
                        + "older IR version"
                ),
                (
                    nil, ["onnxruntime": "1.17.3"], "load", "Fail",
                    "ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 99 "
                        + "is under development and support for this is limited. Current official support for domain ai.onnx is till opset 20.",
                    "the model needs opset 99, too new for onnxruntime 1.17.3 (it knows 20); use a newer onnxruntime or export "
                        + "with a lower target_opset"
                ),
                (
                    nil, [:], "load", "Fail", "Fatal error: org.example:Frobnicate(-1) is not a registered function/op",
                    "the model uses the operator org.example:Frobnicate, which onnxruntime lacks; register its custom operator "
                        + "library or export without it"
                ),
                (nil, [:], "load", "EOFError", "", "the file ends too early; it is truncated, get it again"),
                (
                    nil, [:], "load", "UnpicklingError", "pickle exhausted before end of frame",
                    "the file ends too early; it is truncated, get it again"
                ),
                (
                    nil, [:], "load", "ValueError", "LZ4 is not installed. Install it with pip: …",
                    "the file is compressed with LZ4; add lz4 to packages"
                ),
                (
                    "1.3.2", ["scikit-learn": "1.7.2"], "inference", "AttributeError",
                    "'SimpleImputer' object has no attribute '_fill_dtype'",
                    "saved with scikit-learn 1.3.2, loaded with 1.7.2: SimpleImputer lacks '_fill_dtype', which the newer version "
                        + "expects; retrain or re-save with 1.7.2, or pin scikit-learn==1.3.2"
                ),
                (
                    "1.3.2", ["scikit-learn": "1.3.2"], "inference", "builtins.ValueError",
                    "\nX has 3 features, but Ridge is expecting 4 features as input.\nmore",
                    "inference raised ValueError: X has 3 features, but Ridge is expecting 4 features as input."
                ),
                (nil, [:], "load", "KeyError", "", "load raised KeyError"),
            ]

    @Test(
        "OpenVINO's own places are left out, and operators that it lacks are named with what brings them",
        arguments: [
            (
                "Exception from src/inference/src/core.cpp:85:\nException from src/frontends/ir/src/x.cpp:853:\n"
                    + "Cannot create Frobnicate layer p id:7 from unsupported opset: extension\n\n",
                "the operator Frobnicate of 'extension' is none of OpenVINO's own; "
                    + "name the library that has it: load: {extension: FILE}"
            ),
            (
                "Check 'false' failed at src/frontend.cpp:53:\nConverting input model\n"
                    + "Cannot create Softmax layer p id:7 from unsupported opset: opset8\n",
                "saved with openvino 2025.3.0, loaded with 2022.3.1: the operator Softmax of opset8 is not in this OpenVINO; "
                    + "use openvino>=2025.3.0"
            ),
            (
                "Exception from src/inference/src/core.cpp:85:\nThe device is gone\n",
                "saved with openvino 2025.3.0, loaded with 2022.3.1: load raised RuntimeError: The device is gone"
            ),
        ])
    func openVINO(message: String, reason: String) {
        let text = VersionAdvice.reason(
            format: "openvino", embedded: ["openvino": "2025.3.0"], installed: ["openvino": "2022.3.1"], stage: "load",
            exceptionType: "RuntimeError", message: message)
        #expect(text == reason)
    }

    @Test("A drift of OpenVINO's on a processor with bfloat16 is told with its remedy")
    func bfloat16() {
        let text = VersionAdvice.drift(
            format: "openvino", surroundings: ["inference-precision": "bf16"], embedded: [:], installed: [:],
            globals: [])
        #expect(text == "OpenVINO computed in bfloat16; load: {inference-precision: f32} keeps it to float32")
    }

    @Test("What a framework raises becomes a reason", arguments: cases.indices)
    func reasons(index: Int) {
        let test = Self.cases[index]
        let reason = VersionAdvice.reason(
            format: "joblib",
            embedded: test.embedded.map { ["scikit-learn": $0] } ?? [:],
            installed: test.installed,
            stage: test.stage,
            exceptionType: test.type,
            message: test.message,
        )
        #expect(reason == test.reason)
        #expect(reason.count <= 200)
    }

    @Test("A reason is one line of at most 200 characters") func length() {
        let reason = VersionAdvice.reason(
            format: "pickle",
            embedded: [:],
            installed: [:],
            stage: "load",
            exceptionType: "ValueError",
            message: "\u{1B}[31m" + String(repeating: "long ", count: 100) + "\nsecond",
        )
        #expect(reason.count == 200)
        #expect(reason.hasPrefix("load raised ValueError: [31mlong"))
        #expect(!reason.contains("\n"))
    }

    @Test("A version warning names both versions") func warning() {
        let text = VersionAdvice.warning(
            embedded: ["scikit-learn": "1.3.2"],
            installed: ["scikit-learn": "1.4.2"],
            category: "InconsistentVersionWarning",
            message: "Trying to unpickle estimator",
        )
        #expect(
            text
                == "saved with scikit-learn 1.3.2, loaded with 1.4.2, which scikit-learn does not promise to work; re-save with 1.4.2"
        )
    }

    @Test("The TF-IDF drift is explained from 1.5 on", arguments: [("1.4.2", false), ("1.5.2", true), ("1.7.2", true)])
    func drift(installed: String, isKnown: Bool) {
        let text = VersionAdvice.drift(
            embedded: ["scikit-learn": "1.3.2"],
            installed: ["scikit-learn": installed],
            globals: ["sklearn.feature_extraction.text.TfidfTransformer"],
        )
        #expect(text?.contains("IDF weights are ignored") == isKnown)
        #expect(VersionAdvice.drift(embedded: [:], installed: [:], globals: []) == nil)
    }

    @Test(
        "Releases compare by number",
        arguments: [("1.9", "1.10"), ("1.3.2", "1.4"), ("1.4rc1", "1.5"), ("0.24.2", "1.0")])
    func releases(older: String, newer: String) {
        #expect(Release(older) < Release(newer))
        #expect(!(Release(newer) < Release(older)))
    }
}
