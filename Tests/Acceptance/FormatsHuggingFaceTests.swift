import Files
import Foundation
import JSON
import Testing

/// Tiny models of transformers and sentence-transformers with PyTorch's CPU wheel, where there is one.
@Suite("Hugging Face models", .tags(.environment))
struct FormatsHuggingFaceTests {
    private static let results = Result {
        let place = try Workplace()
        let texts = #"["a good day", "a bad day", "good food and bad wine", "wine", "the day was good"]"#
        func artifact(_ name: String, _ folder: String, _ keys: String = "") -> String {
            "  \(name): {path: '${FIXTURES}/huggingface/\(folder)', inputs: \(texts)\(keys)}\n"
        }
        func reference(_ name: String) -> String {
            ", reference: '${FIXTURES}/huggingface/\(name).reference.npz', tolerance: {rtol: 1e-4, atol: 1e-5}"
        }
        var matrix = "version: 1\nname: hub\nartifacts:\n"
        matrix += artifact("classifier", "classifier", reference("classifier"))
        matrix += artifact(
            "pipeline", "classifier",
            ", load: {task: text-classification}" + reference("classifier-pipeline"))
        matrix += artifact("tagger", "tagger")
        matrix += artifact("generator", "generator", ", call: generate, load: {max-new-tokens: 5}")
        matrix += artifact("sentences", "sentences", reference("sentences"))
        matrix += "environments:\n  hub: {kind: venv, python: \"3.11\", find-links: \(TorchWheel.links), packages: "
        matrix += "{torch: 2.13.0+cpu, transformers: 5.24.0, sentence-transformers: 6.2.0, numpy: 2.4.6}}\n"
        matrix += "  old: {kind: venv, python: \"3.11\", find-links: \(TorchWheel.links), packages: "
        matrix += "{torch: 2.13.0+cpu, transformers: 4.38.2, numpy: 2.2.6}, only: [classifier, pipeline]}\n"
        matrix += "  bare: {kind: venv, python: \"3.11\", packages: {numpy: 2.4.6}, only: classifier}\n"
        try place.write(matrix, to: "smoke.yaml")
        return try place.run("smoke.yaml", variables: ["FIXTURES": Places.fixtures]).requireResults()
    }

    @Test(
        "Texts go in, and what plain transformers gives comes out",
        .enabled(if: TorchWheel.isThere, TorchWheel.absence),
        arguments: [
            ("classifier", "passed"), ("pipeline", "passed"), ("sentences", "passed"),
            ("tagger", "not-applicable"), ("generator", "not-applicable"),
        ])
    func runs(name: String, parity: String) throws {
        let cell = try Self.results.get().cell("\(name)@hub")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.check("parity") == parity)
        #expect(cell.check("determinism") == "passed")
    }

    @Test(
        "What transformers 4.38 imports in its first inference counts as loading",
        .enabled(if: TorchWheel.isThere, TorchWheel.absence),
        arguments: ["classifier", "pipeline"])
    func importsBefore(name: String) throws {
        let cell = try Self.results.get().cell("\(name)@old")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.check("parity") == "passed")
        // The import alone takes 8 s on an idle machine.
        #expect(try #require(cell.json["checks"]?["inference"]?["seconds"]?.double) < 4)
    }

    @Test(
        "Without PyTorch the cell says which package is missing",
        .enabled(if: TorchWheel.isThere, TorchWheel.absence))
    func missing() throws {
        let cell = try Self.results.get().cell("classifier@bare")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.reason == "torch is not installed in this environment; add it to packages")
    }
}
