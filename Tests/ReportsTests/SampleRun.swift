import Matrix
import Results

/// A sample by a name that is short in the log and names its golden files.
enum Sample: String, CaseIterable {
    case demo
    case everyVerdict = "every-verdict"
    case empty, hostile

    var run: RunResult {
        switch self {
        case .demo: SampleRun.demo
        case .everyVerdict: SampleRun.everyVerdict
        case .empty: SampleRun.empty
        case .hostile: SampleRun.hostile
        }
    }
}

/// Runs that look like real ones: the demo as it came out on a two-core machine, and one with every verdict.
enum SampleRun {
    static let scikitLearn = ["1.3.2", "1.4.2", "1.5.2", "1.6.1", "1.7.2"]
    static let onnxRuntime = ["1.17.3", "1.18.1", "1.19.2", "1.20.1", "1.22.1"]

    /// Three scikit-learn 1.3.2 models and their exports, in five releases of each framework.
    static var demo: RunResult {
        var run = RunResult(
            id: "20261124-215501-3f2a",
            matrix: "demo",
            file: "matrices/demo.yaml",
            version: "0.1.0",
            started: "2026-11-24T21:55:01Z",
            host: Host(
                system: "Debian GNU/Linux 12 (bookworm)",
                architecture: "x86_64",
                cores: 2,
                memory: 8_318_324_736,
            ),
        )
        run.finished = "2026-11-24T21:55:05Z"
        run.seconds = 4.213
        for version in scikitLearn {
            run.environments.append(environment("sklearn", "scikit-learn", version, reused: version < "1.6"))
            for artifact in ["iris-pipeline", "digits-forest", "reviews-tfidf"] {
                run.cells.append(sklearn(artifact, version))
            }
        }
        for version in onnxRuntime {
            run.environments.append(environment("onnxruntime", "onnxruntime", version, reused: true))
            for artifact in ["iris-onnx", "digits-onnx", "reviews-onnx"] {
                var result = cell(artifact, "onnxruntime[onnxruntime=\(version)]", .compatible, "within tolerance")
                result.format = "onnx"
                result.route = version < "1.20" ? "hosted" : "native"
                result.seconds = 0.061
                result.maximumDifference = 6.218571399485562e-08
                run.cells.append(result)
            }
        }
        return run
    }

    /// A cell of every verdict, an advisory one, two axes, environments without axes, and text that is hard to write.
    static var everyVerdict: RunResult {
        var run = RunResult(
            id: "20261124-220000-00ff",
            matrix: "nightly <gate> & \"more\"",
            file: "smoke.yaml",
            version: "0.1.0",
            started: "2026-11-24T22:00:00Z",
            host: Host(system: "Debian GNU/Linux 12 (bookworm)", architecture: "aarch64", cores: 8, memory: 1 << 34),
        )
        run.finished = "2026-11-24T22:02:05Z"
        run.seconds = 125.04
        for python in ["3.9", "3.11"] {
            for numpy in ["1.26.4", "2.1.3"] {
                var made = EnvironmentResult(
                    id: "matrix[python=\(python),numpy=\(numpy)]",
                    name: "matrix",
                    axes: [AxisSetting(axis: "python", value: python), AxisSetting(axis: "numpy", value: numpy)],
                    kind: "venv",
                )
                made.python = python == "3.9" ? "3.9.18" : "3.11.7"
                made.packages = [InstalledPackage(name: "numpy", version: numpy)]
                if python == "3.9", numpy == "2.1.3" {
                    made.failure = "no release of numpy 2.1.3 for Python 3.9"
                    made.failureLog =
                        "  × No solution found when resolving dependencies:\n  ╰─▶ numpy==2.1.3 needs Python>=3.10\n"
                }
                run.environments.append(made)
            }
        }
        run.environments.append(EnvironmentResult(id: "here", name: "here", axes: [], kind: "workdir"))
        var next = EnvironmentResult(id: "next", name: "next", axes: [], kind: "venv")
        next.advisory = true
        run.environments.append(next)
        run.cells = everyVerdictCells
        return run
    }

    private static var everyVerdictCells: [CellResult] {
        let old = "matrix[python=3.9,numpy=1.26.4]"
        let missing = "matrix[python=3.9,numpy=2.1.3]"
        let new = "matrix[python=3.11,numpy=1.26.4]"
        let none = "no release of numpy 2.1.3 for Python 3.9: raise `python` or leave it out"
        let slow = "inference 3 ran longer than 10 s; raise `timeout.inference` if that is normal"
        let shell = "the pickle names 'posix.system', which no allow-list knows; nothing was loaded"
        let fixed = "the matrix expects incompatible, but it works: remove the `expect` entry"
        let gone = "ImportError: cannot import name 'x'\nfrom 'y' (\u{1B}[31mred\u{1B}[0m)"
        let newest = "matrix[python=3.11,numpy=2.1.3]"
        var cells = [
            cell("ranker", old, .compatible, "within tolerance"),
            cell("感情分析", old, .crashed, "killed by SIGSEGV (address not mapped) while it was loaded"),
            cell("ranker", missing, .unprovisioned, none),
            cell("感情分析", missing, .unprovisioned, none),
            cell("ranker", new, .timedOut, slow),
            cell("感情分析", new, .refused, shell),
            cell("ranker", newest, .expected, "numpy.core moved; known until 2027-06-01"),
            cell("感情分析", newest, .unexpectedPass, fixed),
            cell("ranker", "here", .skipped, "not shipped"),
            cell("感情分析", "here", .drifted, "outputs differ by up to nan"),
            cell("ranker", "next", .incompatible, gone),
            cell("感情分析", "next", .warned, "within tolerance; 1 warning"),
        ]
        cells[0].compared = false
        cells[1].stage = .load
        cells[1].standardError = "Fatal Python error: Segmentation fault\u{0}\u{7F}\u{85}\u{FFFE} ]]> end\r\n"
        cells[1].attachments = ["cells/0001/stderr.log", "cells/0001/core & more.txt"]
        cells[4].stage = .inference
        cells[5].stage = .scan
        cells[6].observed = .incompatible
        cells[6].failure = FailureDetail(
            type: "ImportError",
            message: "m",
            traceback: "Traceback …\nImportError: m",
            inference: nil,
        )
        cells[9].stage = .parity
        cells[9].maximumDifference = .nan
        cells[9].mismatch = Mismatch(
            output: "プロ\u{301}", inference: 2, index: [], got: "nan", want: "0.5", summary: "1 of 1 elements differ")
        cells[10].advisory = true
        cells[10].failure = FailureDetail(
            type: "ImportError",
            message: "cannot import name 'x'",
            traceback: """
                Traceback (most recent call last):
                \tFile "m.py", line 1, in <module>
                ImportError: cannot import name 'x'
                """,
            inference: 0,
        )
        cells[11].advisory = true
        cells[11].warnings = [WarningCount(category: "DeprecationWarning", message: "a < b & c is \"old\"", count: 3)]
        return cells
    }

    private static func sklearn(_ artifact: String, _ version: String) -> CellResult {
        let old = version == "1.3.2"
        var result = cell(artifact, "sklearn[scikit-learn=\(version)]", old ? .compatible : .warned, "identical")
        result.format = "joblib"
        result.route = "hosted"
        result.call = "predict_proba"
        result.seconds = 0.118
        result.maximumDifference = 0
        result.peakMemory = 151_244_800
        guard !old else { return result }
        let classes =
            switch artifact {
            case "iris-pipeline": ["StandardScaler", "LogisticRegression", "Pipeline"]
            case "digits-forest": ["DecisionTreeClassifier", "RandomForestClassifier"]
            default: ["TfidfTransformer", "TfidfVectorizer", "LogisticRegression", "Pipeline"]
            }
        result.reason = "identical, but saved with scikit-learn 1.3.2 and loaded with \(version)"
        result.warnings = classes.map { name in
            WarningCount(
                category: "InconsistentVersionWarning",
                message: "Trying to unpickle estimator \(name) from version 1.3.2 when using version \(version). "
                    + "This might lead to breaking code or invalid results. Use at your own risk.",
                count: 1,
            )
        }
        if artifact == "digits-forest" {
            result.verdict = .incompatible
            result.stage = .inference
            result.compared = false
            result.maximumDifference = nil
            result.reason =
                "saved with scikit-learn 1.3.2, loaded with \(version): AttributeError: 'DecisionTreeClassifier' object "
                + "has no attribute 'monotonic_cst'; pin scikit-learn==1.3.2 or train again"
            result.failure = FailureDetail(
                type: "AttributeError",
                message: "'DecisionTreeClassifier' object has no attribute 'monotonic_cst'",
                traceback: """
                    Traceback (most recent call last):
                      File "sklearn/ensemble/_forest.py", line 946, in predict_proba
                        X = self._validate_X_predict(X)
                      File "sklearn/tree/_tree.py", line 88, in _support_missing_values
                        return self.monotonic_cst is None
                    AttributeError: 'DecisionTreeClassifier' object has no attribute 'monotonic_cst'
                    """,
                inference: 0,
            )
            result[check: .inference] = Check(name: .inference, status: .failed, seconds: 0.012, detail: "0 of 10")
        } else if artifact == "reviews-tfidf", version > "1.5" {
            result.verdict = .drifted
            result.stage = .parity
            result.maximumDifference = 0.1184849715903632
            result.reason =
                "predicts something else with scikit-learn \(version) than with 1.3.2: 20 of 20 numbers differ, by up to "
                + "0.118; 1 label of 10 changed"
            result.mismatch = Mismatch(
                output: "predict_proba",
                inference: 3,
                index: [0, 1],
                got: "0.4415362891",
                want: "0.5600212607",
                summary: "20 of 20 elements differ; max |got - want| = 0.118485",
            )
            result[check: .parity] = Check(name: .parity, status: .failed, seconds: 0.0004, detail: "max-abs 0.118")
        }
        result.observed = result.verdict
        return result
    }

    private static func environment(
        _ name: String,
        _ axis: String,
        _ version: String,
        reused: Bool,
    ) -> EnvironmentResult {
        var made = EnvironmentResult(
            id: "\(name)[\(axis)=\(version)]",
            name: name,
            axes: [AxisSetting(axis: axis, value: version)],
            kind: "venv",
        )
        made.python = "3.11.7"
        made.packages = [
            InstalledPackage(name: axis, version: version), InstalledPackage(name: "numpy", version: "1.26.4"),
        ]
        made.reused = reused
        made.provisionSeconds = reused ? 0.004 : 0.412
        made.importSeconds = 0.71
        return made
    }

    private static func cell(
        _ artifact: String,
        _ environment: String,
        _ verdict: Verdict,
        _ reason: String,
    ) -> CellResult {
        var result = CellResult(
            cell: "\(artifact)@\(environment)",
            artifact: artifact,
            environment: environment,
            verdict: verdict,
            reason: reason,
        )
        result.compared = true
        if verdict != .skipped, verdict != .unprovisioned {
            result[check: .integrity] = Check(name: .integrity, status: .passed, seconds: 0.0002)
            result[check: .scan] = Check(name: .scan, status: .passed, seconds: 0.0011)
            result[check: .load] = Check(name: .load, status: .passed, seconds: 0.0213)
            result[check: .budget] = Check(name: .budget, status: .notApplicable)
            result.inferenceSeconds = [0.0011, 0.0009, 0.001]
            result.seconds = 0.25
        }
        return result
    }

    static let empty = RunResult(
        id: "x", matrix: "empty", file: "m", version: "0", started: "2026-01-01T00:00:00Z",
        host: Host(system: "s", architecture: "a", cores: 1, memory: 1))

    /// Every scalar that XML forbids or readers choke on, in every place that takes text.
    static var hostile: RunResult {
        var scalars = Array(0...0x9F) + [0xAD, 0x2028, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0x1F600]
        scalars += [0xFDD0, 0xFEFF]
        let text = String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar(UInt32($0)) })) + "]]>"
        var run = everyVerdict
        run.matrix = text
        for index in run.cells.indices {
            run.cells[index].reason = text
            run.cells[index].artifact += text
            run.cells[index].standardOutput = text
            run.cells[index].failure = FailureDetail(type: text, message: text, traceback: text, inference: 1)
            run.cells[index].attachments = [text]
        }
        run.environments[0].packages = [InstalledPackage(name: text, version: text)]
        return run
    }
}
