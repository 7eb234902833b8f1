import JSON
import Matrix
import Tensors
import Testing
import YAML

@Suite("Decoding")
struct DecodingTests {
    @Test("Paths become absolute, names and marks are kept")
    func artifact() throws {
        let text = matrix(
            artifact: """
                sha256: ABCDEF0000000000000000000000000000000000000000000000000000000000
                format: joblib
                call: predict
                rename: {x: "input:0"}
                reference: ../reference.npz
                metadata: /etc/model.json
                labels: {team: growth, tier: 1}
                description: 3 models
                """)
        let artifact = try #require(decode(text).artifacts.first)
        #expect(artifact.name == "model")
        #expect(artifact.mark == Mark(line: 3, column: 3))
        #expect(artifact.path == "/w/model.joblib")
        #expect(artifact.pathMark == Mark(line: 4, column: 11))
        #expect(artifact.sha256 == "abcdef" + String(repeating: "0", count: 58))
        #expect(artifact.format == "joblib")
        #expect(artifact.formatMark == Mark(line: 6, column: 13))
        #expect(artifact.call == "predict")
        #expect(artifact.rename == ["x": "input:0"])
        #expect(artifact.reference == .file("/reference.npz"))
        #expect(artifact.metadata == .path("/etc/model.json"))
        #expect(artifact.labels == ["team": "growth", "tier": "1"])
        #expect(artifact.description == "3 models")
    }

    @Test("An address takes the place of a path, in an artifact and in its steps")
    func addresses() throws {
        let sha256 = String(repeating: "a", count: 64)
        let text = """
            version: 1
            artifacts:
              one: {url: "https://joe:pw@example.org/m/b%20c.onnx?sig=x", sha256: \(sha256)}
              two:
                steps:
                - {url: "s3://models/a/b+c", sha256: \(sha256)}
                - {path: model.joblib}
            environments:
              place: {kind: venv}
            """
        let artifacts = try decode(text).artifacts
        let url = try #require(artifacts.first?.url)
        #expect("\(url)" == "https://example.org/m/b%20c.onnx?…")
        #expect(url.text.contains("joe:pw@"))
        #expect(url.fileName == "b c.onnx")
        #expect(artifacts[0].path.isEmpty)
        #expect(artifacts[0].part.url == url)
        let steps = artifacts[1].steps
        #expect(steps[0].url?.place == "models" && steps[0].url?.path == "a/b+c" && steps[0].fileName == "b+c")
        #expect(steps[1].url == nil)
    }

    @Test(
        "A file that is fetched has a name that is fit for a folder",
        arguments: [
            ("https://h", "artifact"), ("https://h/", "artifact"), ("https://h/..", "artifact"),
            ("https://h/%2e%2e%2fetc%2fpasswd", "_etc_passwd"), ("https://h/.stamp", "stamp"),
            ("https://h/a%00b%0a", "a_b_"), ("https://h/a/?q=/c", "a"), ("s3://b/k%41", "k%41"), ("https://h/%", "%"),
        ])
    func fileNames(url: String, name: String) throws {
        #expect(try RemoteAddress(url).fileName == name)
    }

    @Test("Code, a reset and free options arrive as JSON")
    func code() throws {
        let text = matrix(
            artifact: """
                model: {file: code/net.py, class: Net, args: {width: 16, sizes: [1, [2, 3]], name: ~, deep: {a: 1e-3}}}
                reset: reset_states
                load: {strict: false, providers: [CPU, {a: 1}]}
                """)
        let artifact = try #require(decode(text).artifacts.first)
        #expect(
            artifact.model
                == ModelCode(
                    source: .file("/w/code/net.py"),
                    className: "Net",
                    arguments: ["width": 16, "sizes": [1, [2, 3]], "name": .null, "deep": ["a": 0.001]],
                ))
        #expect(artifact.reset == "reset_states")
        #expect(artifact.load == ["strict": false, "providers": ["CPU", ["a": 1]]])
        let module = try #require(decode(matrix(artifact: "model: {module: a.b, class: Net}")).artifacts.first)
        #expect(module.model == ModelCode(source: .module("a.b"), className: "Net"))
        #expect(module.load.isEmpty && module.reset == nil)
    }

    @Test("Steps are parts in their order, and a model in one file is one part")
    func steps() throws {
        let text = """
            version: 1
            artifacts:
              model:
                steps:
                  - {path: a.joblib, call: transform, sha256: \(String(repeating: "a", count: 64))}
                  - {path: b.bin, format: python, entry: "code/load.py:open_it", reset: clear, load: {x: 1}}
                  - {path: c.pt, model: {module: m, class: C}}
              whole: {path: d.joblib, call: predict}
            environments:
              place: {kind: venv}
            """
        let artifacts = try decode(text).artifacts
        let steps = try #require(artifacts.first).steps
        #expect(artifacts[0].path == "/w/a.joblib")
        #expect(artifacts[0].parts == steps)
        #expect(steps.map(\.path) == ["/w/a.joblib", "/w/b.bin", "/w/c.pt"])
        #expect(steps[0].call == "transform" && steps[0].sha256 == String(repeating: "a", count: 64))
        #expect(steps[1].entry == EntryPoint(file: "/w/code/load.py", function: "open_it"))
        #expect(steps[1].format == "python" && steps[1].reset == "clear" && steps[1].load == ["x": 1])
        #expect(steps[2].model == ModelCode(source: .module("m"), className: "C"))
        #expect(artifacts[1].steps.isEmpty)
        #expect(artifacts[1].parts.map(\.path) == ["/w/d.joblib"])
        #expect(artifacts[1].parts.map(\.call) == ["predict"])
    }

    @Test("An option that names a file is found from the matrix; the others are left as they are")
    func fileOptions() throws {
        let artifact = try #require(
            decode(matrix(artifact: "load: {custom-op-library: ops.so, other: ops.so}")).artifacts.first)
        #expect(artifact.load == ["custom-op-library": "/w/ops.so", "other": "ops.so"])
        let several = try #require(
            decode(matrix(artifact: "load: {custom-op-library: [ops.so, onnxruntime_extensions]}")).artifacts.first)
        #expect(several.load == ["custom-op-library": ["/w/ops.so", "onnxruntime_extensions"]])
        #expect(
            problems(matrix(artifact: "load: {custom-op-library: missing.so}")) == [
                "smoke.yaml:5:31: error: 'custom-op-library': no file or folder 'missing.so' at '/w/missing.so'"
            ])
    }

    @Test(
        "Inputs are files, values, generated or named",
        arguments: [
            ("rows.npy", InputSource.file("/w/rows.npy")),
            ("test_data_set_0", .file("/w/test_data_set_0")),
            ("[[1, 2.5], [-3, .nan]]", .inline([[1, 2.5], [-3, .double(.nan)]])),
            ("[good, \"12\", yes]", .inline(["good", "12", true])),
            ("[1e3, 0x10, 1_000, 1e-5]", .inline([.double(1000), 16, 1000, .double(1e-5)])),
            ("[{age: 3, name: Ann}]", .inline([["age": 3, "name": "Ann"]])),
            ("{generate: {shape: [4]}}", .generated(GeneratedInput(shape: [4]))),
            (
                "{generate: {shape: [2, 3], dtype: int64, low: -1, high: 8.5, seed: 7}}",
                .generated(GeneratedInput(shape: [2, 3], dtype: .int64, low: -1, high: 8.5, seed: 7))
            ),
            (
                "{\"x:0\": rows.npy, y: [1], z: {generate: {shape: []}}}",
                .named([
                    .init(name: "x:0", source: .file("/w/rows.npy")), .init(name: "y", source: .inline([1])),
                    .init(name: "z", source: .generated(GeneratedInput(shape: []))),
                ])
            ),
        ]
    )
    func inputs(text: String, expected: InputSource) throws {
        let artifact = try #require(decode(matrix(artifact: "inputs: \(text)")).artifacts.first)
        // NaN differs from itself; its text does not.
        #expect("\(try #require(artifact.inputs))" == "\(expected)")
    }

    @Test("An artifact's settings win over the environment's, those over the defaults, each limit by itself")
    func settings() throws {
        let text = matrix(
            artifact: "batch: 4\ntimeout: {inference: 500ms}",
            environment: "inferences: 20\nbatch: stacked\ntimeout: {load: 1h30m}",
            """
            defaults: {inferences: 5, tolerance: {rtol: 1e-3}, timeout: {load: 1s, inference: 1s}, isolation: environment}
            """,
        )
        let cell = try #require(decode(text).plan().cells.first)
        #expect(cell.settings.inferences == 20)
        #expect(cell.settings.batch == .rows(4))
        #expect(cell.settings.tolerance == Tolerance(rtol: 1e-3, atol: 0))
        #expect(cell.settings.timeout == Timeouts(provision: 600, load: 5400, inference: 0.5))
        #expect(cell.settings.isolation == .environment)
        #expect(cell.settings.network == Network.none)
    }

    @Test("Without settings a cell has the standard ones, and no tolerance")
    func standard() throws {
        let settings = try #require(decode(matrix()).plan().cells.first).settings
        #expect(settings.inferences == 10)
        #expect(settings.batch == .rows(1))
        #expect(settings.tolerance == nil)
        #expect(settings.timeout == .standard)
        #expect(settings.isolation == .process)
    }

    @Test(
        "Sizes are read with their units",
        arguments: [("2GiB", 2 << 30), ("512MB", 512_000_000), ("1.5KiB", 1536), ("100B", 100), ("1kB", 1000)]
    )
    func sizes(text: String, bytes: Int) throws {
        #expect(try decode(matrix("policy: {max-size: \(text)}")).policy.maximumSize == bytes)
    }

    @Test("The policy on signatures and metadata, and each file's signature")
    func signatures() throws {
        let decoded = try decode(
            """
            version: 1
            policy: {signature: required, keys: release.pub, metadata: required}
            artifacts:
              one: {path: one.onnx, signature: signatures/one.sig, metadata: "s3://models/one.json"}
              two: {steps: [{path: a.joblib, signature: a.sig}, {path: b.joblib}]}
            environments: {place: {kind: workdir}}
            """)
        #expect(decoded.policy.signature == .required)
        #expect(decoded.policy.metadata == .required)
        #expect(decoded.policy.keys == ["/w/release.pub"])
        let signatures = decoded.artifacts.map { artifact in artifact.parts.map { $0.signature?.path } }
        #expect(signatures == [["/w/signatures/one.sig"], ["/w/a.sig", nil]])
        #expect(decoded.artifacts[0].metadata == .url(try RemoteAddress("s3://models/one.json")))
        #expect(try decode(matrix()).policy.signature == .optional)
    }

    @Test(
        "Durations are read with their units",
        arguments: [("1d", 86400), ("2h", 7200), ("1m30s", 90), ("1.5s", 1.5), ("20ms", 0.02)])
    func durations(text: String, seconds: Double) throws {
        let settings = try decode(matrix("defaults: {timeout: {load: \(text)}}")).defaults
        #expect(abs((settings.timeout?.load ?? 0) - seconds) < 1e-12)
    }

    @Test(
        "Other texts are no durations",
        arguments: ["60", "1 m", "m", "-1s", "0s", "1m1h", "1s1s", "1.s", ".5s", "1e3s", "10q", "\"\"", "1h30"])
    func noDurations(text: String) {
        let lines = problems(matrix("defaults: {timeout: {load: \(text)}}"))
        #expect(lines.count == 1)
        #expect(lines.first?.contains("'load' must be a duration with its unit") == true)
    }

    @Test("An environment's keys arrive in order and as written")
    func environment() throws {
        let text = matrix(
            environment: """
                packages: {zlib: "*", numpy: "< 2, >=1.20", "uvicorn[standard]": 2}
                requirements: requirements.txt
                find-links: [wheels, "https://example.org/wheels"]
                indexes: https://example.org/simple
                installer: pip
                variables: {B: 1, A: "on", C: on, EMPTY: ""}
                advisory: yes
                labels: {tier: edge}
                description: 3.10
                """)
        let environment = try #require(decode(text).plan().environments.first)
        #expect(environment.id == "place")
        #expect(environment.mark?.column == 3)
        #expect(environment.packages == ["zlib", "numpy<2,>=1.20", "uvicorn[standard]==2"])
        #expect(environment.requirementFiles == ["/w/requirements.txt"])
        #expect(environment.findLinks == ["/w/wheels", "https://example.org/wheels"])
        #expect(environment.indexes == ["https://example.org/simple"])
        #expect(environment.installer == .pip)
        #expect(environment.variables.map { "\($0.name)=\($0.value)" } == ["B=1", "A=on", "C=on", "EMPTY="])
        #expect(environment.advisory)
        #expect(environment.labels == ["tier": "edge"])
        #expect(environment.description == "3.10")
    }

    @Test("Variables expand in values, never in keys, and keep a version's zero")
    func expansion() throws {
        let text = """
            version: 1
            name: ${NAME} costs $5 and $$6
            artifacts:
              model: {path: "${DIR:-models}/a.joblib", inputs: ["$${x}", "${EMPTY:-full}", "${N}"], inferences: "${N}"}
            environments:
              place: {kind: venv, python: "${PYTHON:-3.10}", variables: {A: "${EMPTY}"}}
            """
        let plan = try decode(text, environment: ["NAME": "iris", "N": "3", "EMPTY": ""]).plan()
        #expect(plan.name == "iris costs $5 and $6")
        #expect(plan.artifacts.first?.path == "/w/models/a.joblib")
        #expect(plan.artifacts.first?.inputs == .inline(["${x}", "full", "3"]))
        #expect(plan.cells.first?.settings.inferences == 3)
        #expect(plan.environments.first?.python == "3.10")
        #expect(plan.environments.first?.variables == [Variable(name: "A", value: "")])
    }

    @Test("A matrix without a name has its file's")
    func name() throws {
        #expect(try decode(matrix()).name == "smoke")
        #expect(try decode(matrix("name: 2027")).name == "2027")
    }

    @Test("A format that the caller registers is supported")
    func registered() throws {
        let matrix = try Matrix.decode(
            text: matrix(artifact: "format: torchscript"),
            file: "m.yaml",
            directory: "/w",
            formats: ["torchscript"],
            exists: { _ in true },
        )
        #expect(matrix.artifacts.first?.format == "torchscript")
    }

    @Test("Merged and aliased mappings decode like written ones")
    func merge() throws {
        let text = """
            version: 1
            artifacts:
              one: &one {path: a.joblib, call: predict, inferences: 3}
              two: {<<: *one, path: b.joblib}
            environments:
              place: {kind: venv}
            """
        let artifact = try #require(decode(text).artifacts.last)
        #expect(artifact.path == "/w/b.joblib")
        #expect(artifact.call == "predict")
        #expect(artifact.settings.inferences == 3)
    }

    @Test("A file that is not there is an error without a place")
    func unreadable() {
        let error = #expect(throws: MatrixError.self) {
            try Matrix.load(file: "/nonexistent/smoke.yaml", environment: [:], formats: [])
        }
        #expect(
            error?.description
                == "/nonexistent/smoke.yaml: error: cannot read '/nonexistent/smoke.yaml': No such file or directory")
    }
}
