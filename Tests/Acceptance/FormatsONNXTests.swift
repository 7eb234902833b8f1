import Files
import JSON
import Testing

@Suite("ONNX in full", .tags(.environment))
struct FormatsONNXTests {
    static let cases = ((try? Directory.list(Places.fixtures + "/onnx-backend")) ?? []).sorted()

    private static func artifact(_ name: String) -> String {
        let folder = "\(Places.fixtures)/onnx-backend/\(name)"
        return """
              \(name):
                path: \(folder)/model.onnx
                inputs: \(folder)/test_data_set_0
                reference: \(folder)/test_data_set_0

            """
    }

    /// onnx' own cases, through the C library of 1.22.1 and through the Python module of 1.18.1.
    private static let shared = Result {
        let place = try Workplace()
        try place.write(
            """
            version: 1
            name: onnx
            defaults: {inferences: 2, tolerance: {rtol: 1e-3, atol: 1e-7}}
            artifacts:
            \(cases.map(artifact).joined())
            environments:
              onnxruntime:
                kind: venv
                python: "3.11"
                packages: {onnxruntime: ["1.18.1", "1.22.1"], numpy: "<2"}

            """,
            to: "smoke.yaml",
        )
        return try place.run("smoke.yaml").requireResults()
    }

    @Test("Every kind of value goes in and comes out as onnx' own cases have it", arguments: cases)
    func native(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@onnxruntime[onnxruntime=1.22.1]")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
        #expect(cell.check("parity") == "passed")
    }

    /// What the Python module itself cannot be given or cannot give: numpy has no such types.
    static let beyondNumpy = cases.filter {
        $0.contains("FLOAT8") || $0.contains("INT4") || $0.contains("int4") || $0.contains("BFLOAT16")
    }

    @Test(
        "Wheels without the C library give the same through Python",
        arguments: cases.filter { !beyondNumpy.contains($0) })
    func hosted(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@onnxruntime[onnxruntime=1.18.1]")
        #expect(cell.verdict == "compatible", "\(cell.stage ?? "") \(cell.reason)")
    }

    @Test("What numpy has no type for fails through Python with a reason", arguments: beyondNumpy)
    func beyond(_ name: String) throws {
        let cell = try Self.shared.get().cell("\(name)@onnxruntime[onnxruntime=1.18.1]")
        #expect(cell.verdict == "incompatible")
        #expect(!cell.reason.isEmpty)
    }

    @Test("Session options are taken, and wrong ones are named", arguments: ["1.18.1", "1.22.1"])
    func options(version: String) throws {
        let model = """
            {path: \(Places.fixtures)/onnxes/relu.onnx, inputs: {generate: {shape: [3], low: -1}}, load: LOAD}
            """
        func artifact(_ load: String) -> String { model.replacing("LOAD", with: load) }
        let every = """
            {providers: [CPUExecutionProvider], intra-op-threads: 1, inter-op-threads: 1, execution-mode: sequential, \
            graph-optimization: disabled, memory-pattern: false, memory-arena: false, \
            config: {session.intra_op.allow_spinning: "0"}, free-dimensions: {batch: 1}}
            """
        let place = try Workplace()
        try place.write(
            """
            version: 1
            artifacts:
              all: \(artifact(every))
              plain: \(artifact("{}"))
              provider: \(artifact("{providers: [NoSuchExecutionProvider]}"))
              level: \(artifact("{graph-optimization: some}"))
              unknown: \(artifact("{threads: 1}"))
              library: \(artifact("{custom-op-library: no-library.so}"))
            environments:
              onnxruntime: {kind: venv, python: "3.11", packages: {onnxruntime: "\(version)", numpy: "<2"}}

            """,
            to: "smoke.yaml",
        )
        try place.write("this is text, not a library", to: "no-library.so")
        let results = try place.run("smoke.yaml").requireResults()
        func cell(_ name: String) throws -> CellView { try results.cell("\(name)@onnxruntime") }
        let all = try cell("all")
        #expect(all.verdict == "compatible", "\(all.reason)")
        #expect(
            Self.surroundings(of: all) == [
                "providers": "CPUExecutionProvider", "intra-op-threads": "1", "inter-op-threads": "1",
                "execution-mode": "sequential", "graph-optimization": "disabled",
            ])
        let plain = try cell("plain")
        #expect(plain.verdict == "compatible", "\(plain.reason)")
        #expect(plain.json["route"]?.string == (version == "1.18.1" ? "hosted" : "native"))
        #expect(
            Self.surroundings(of: plain) == [
                "providers": "CPUExecutionProvider", "intra-op-threads": "default", "inter-op-threads": "default",
                "execution-mode": "sequential", "graph-optimization": "all",
            ])
        #expect(try cell("provider").verdict == "unprovisioned")
        #expect(try cell("provider").message?.contains("has no 'NoSuchExecutionProvider'; it has ") == true)
        #expect(
            try cell("level").message
                == "load: 'graph-optimization' must be one of disabled, basic, extended, layout, all")
        #expect(
            try cell("unknown").message?.hasPrefix("load: ONNX has no option 'threads'; there are providers, ") == true)
        #expect(try cell("library").verdict == "incompatible")
        #expect(try cell("library").message?.contains("no-library.so") == true)
    }

    /// What ONNX Runtime computed with, by name.
    private static func surroundings(of cell: CellView) -> [String: String] {
        let prefix = "onnxruntime."
        let members = cell.json["surroundings"]?.object?.members ?? []
        return Dictionary(
            members.compactMap { key, value in
                key.hasPrefix(prefix) ? value.string.map { (String(key.dropFirst(prefix.count)), $0) } : nil
            }, uniquingKeysWith: { $1 })
    }

    @Test("Operators of a package's library come by its module, and by a path from the matrix")
    func customOperators() throws {
        let place = try Workplace()
        let model = Places.fixtures + "/onnxes/upper.onnx"
        func matrix(_ artifacts: [(name: String, load: String)]) -> String {
            let lines = artifacts.map { "  \($0.name): {path: \(model), inputs: [a, Straße], load: \($0.load)}" }
            return """
                version: 1
                artifacts:
                \(lines.joined(separator: "\n"))
                environments:
                  onnxruntime:
                    kind: venv
                    python: "3.11"
                    packages: {onnxruntime: "1.22.1", onnxruntime-extensions: "0.15.2", numpy: "<2"}

                """
        }
        let module = "{custom-op-library: onnxruntime_extensions}"
        try place.write(matrix([(name: "module", load: module), (name: "without", load: "{}")]), to: "module.yaml")
        let first = try place.run("module.yaml").requireResults()
        let named = try first.cell("module@onnxruntime")
        #expect(named.verdict == "compatible", "\(named.reason)")
        let without = try first.cell("without@onnxruntime")
        #expect(without.verdict == "incompatible")
        #expect(without.reason.contains("the operator ai.onnx.contrib:StringUpper"), "\(without.reason)")

        let interpreter = try #require(try first.environment("onnxruntime")["interpreter"]?.string)
        let package = Path.join(
            Path.parent(Path.parent(interpreter)), "lib/python3.11/site-packages/onnxruntime_extensions")
        let library = try #require(try Directory.list(package).first { $0.hasPrefix("_extensions_pydll") })
        try place.write("", to: "operators/.keep")
        try place.write(try File.read(Path.join(package, library)), to: "operators/extensions.so")
        try place.write(
            matrix([
                (name: "path", load: "{custom-op-library: operators/extensions.so}"),
                (name: "list", load: "{custom-op-library: [operators/extensions.so]}"),
            ]), to: "path.yaml")
        let second = try place.run("path.yaml").requireResults()
        for name in ["path", "list"] {
            let cell = try second.cell("\(name)@onnxruntime")
            #expect(cell.verdict == "compatible", "\(name): \(cell.reason)")
        }
    }
}
