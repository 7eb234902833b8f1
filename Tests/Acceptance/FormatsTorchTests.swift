import Files
import Foundation
import Testing

/// PyTorch's formats with Debian's PyTorch 1.13 and a CPU wheel of 2.13, where they are; what plain Python does with the
/// same files is the table's source.
@Suite("PyTorch formats", .tags(.environment))
struct FormatsTorchTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        let artifact: String
        /// The keys of the artifact beside its inputs.
        let keys: String
        let inputs: String
        let reference: String?
        /// The verdicts with PyTorch 1.13 and 2.13.
        let old: String
        let new: String
        /// What the reason says where it fails.
        let reason: String?

        init(
            _ artifact: String,
            _ file: String,
            model: String? = "SmallNet",
            keys: String = "",
            inputs: String = "smallnet",
            hasReference: Bool = true,
            old: String = "compatible",
            new: String = "compatible",
            reason: String? = nil,
        ) {
            self.artifact = artifact
            let code = model.map { ", model: {file: '${FIXTURES}/torch/code/smallnet.py', class: \($0)}" } ?? ""
            self.keys = "path: '${FIXTURES}/torch/\(file)'\(code)\(keys)"
            self.inputs = inputs
            reference = hasReference ? inputs : nil
            self.old = old
            self.new = new
            self.reason = reason
        }

        var testDescription: String { artifact }
    }

    static let table = [
        Expected("weights", "smallnet.pt"),
        Expected("legacy", "legacy.pt"),
        Expected("parallel", "parallel.pt"),
        Expected("from-gpu", "cuda.pt"),
        // The first unpickler for weights only knew no floats: an optimizer's settings are some.
        Expected("checkpoint", "checkpoint.pt", old: "incompatible", reason: "torch.load(weights_only=True)"),
        Expected(
            "numpy-scalar", "numpy-scalar.pt", old: "incompatible", new: "incompatible",
            reason: "the file holds numpy.core.multiarray.scalar, which torch.load(weights_only=True)"),
        Expected("permitted-scalar", "numpy-scalar.pt", keys: ", load: {weights-only: false}"),
        Expected(
            "wrong-keys", "wrong-keys.pt", old: "incompatible", new: "incompatible",
            reason: "missing in the file: last.bias; not in the model: head.weight"),
        Expected("lenient", "wrong-keys.pt", keys: ", load: {strict: false}", hasReference: false),
        Expected(
            "wider", "wider.pt", old: "incompatible", new: "incompatible",
            reason: "'hidden.weight' is [16, 4] in the file, [8, 4] in the model"),
        Expected("named", "named.pt", model: "Named", inputs: "named"),
        Expected("whole", "module.pt"),
        // Files from before 1.6 hold the classes' source: PyTorch warns that its own has changed since.
        Expected("whole-legacy", "module-legacy.pt", new: "warned"),
        Expected(
            "whole-by-default", "module.pt", keys: ", load: {weights-only: default}", new: "incompatible",
            reason: "the file holds smallnet.SmallNet, which torch.load(weights_only=True), the default since torch 2.6"
        ),
        Expected("sequential", "sequential.pt", model: nil),
        Expected("script", "smallnet.jit", model: nil),
        Expected("reset", "counter.jit", model: nil, keys: ", reset: reset_states", hasReference: false),
        Expected(
            "stateful", "counter.jit", model: nil, hasReference: false, old: "drifted", new: "drifted",
            reason: "the model keeps state"),
        Expected(
            "program", "smallnet.pt2", model: nil, old: "incompatible",
            reason: "has no torch.export; exported programs need torch 2.1 or later"),
        Expected(
            "no-code", "smallnet.pt", model: nil, old: "incompatible", new: "incompatible",
            reason: "the file holds weights, not the code that uses them"),
        Expected("hostile", "hostile.pt", old: "refused", new: "refused", reason: "would call posix.system"),
        Expected("writes", "writes.jit", model: nil, old: "refused", new: "refused", reason: "torch.save"),
        Expected(
            "renamed", "renamed.pt", old: "refused", new: "refused", reason: "has another name in its own header"),
        // Needs the package safetensors, which Debian's PyTorch does not bring.
        Expected("tensors", "smallnet.safetensors", old: "unprovisioned", reason: "safetensors is not installed"),
    ]

    private static func run(_ environment: String) throws -> Results {
        let place = try Workplace()
        var matrix = "version: 1\nname: torch\npolicy: {allow: [smallnet.*]}\n"
        matrix += "defaults: {tolerance: {rtol: 1e-5, atol: 1e-6}}\nartifacts:\n"
        for row in table {
            let reference = row.reference.map { ", reference: '${FIXTURES}/torch/\($0).reference.npz'" } ?? ""
            matrix +=
                "  \(row.artifact): {\(row.keys), inputs: '${FIXTURES}/torch/\(row.inputs).inputs.npz'\(reference)}\n"
        }
        matrix += "environments:\n  torch: \(environment)\n"
        try place.write(matrix, to: "smoke.yaml")
        return try place.run("smoke.yaml", variables: ["FIXTURES": Places.fixtures]).requireResults()
    }

    private static func hasDebianTorch() -> Bool { File.exists("/usr/lib/python3/dist-packages/torch/__init__.py") }

    private static let debian = Result {
        try run("{kind: workdir, python: /usr/bin/python3}")
    }

    private static let wheel = Result {
        try run(
            "{kind: venv, python: \"3.11\", packages: {torch: 2.13.0+cpu, numpy: \"*\", safetensors: \"*\"}, "
                + "find-links: \(TorchWheel.links)}")
    }

    @Test(
        "Debian's PyTorch 1.13 does what plain Python does with it",
        .enabled(if: hasDebianTorch(), "the Debian package python3-torch is not installed"), arguments: table)
    func old(row: Expected) throws {
        try check(row, row.old, try Self.debian.get().cell("\(row.artifact)@torch"))
    }

    @Test(
        "PyTorch 2.13 does what plain Python does with it",
        .enabled(if: TorchWheel.isThere, TorchWheel.absence), arguments: table)
    func new(row: Expected) throws {
        try check(row, row.new, try Self.wheel.get().cell("\(row.artifact)@torch"))
    }

    private func check(_ row: Expected, _ verdict: String, _ cell: CellView) throws {
        #expect(cell.verdict == verdict, "\(cell.reason)")
        if verdict != "compatible", verdict != "warned", let reason = row.reason {
            #expect(cell.reason.contains(reason), "\(cell.reason)")
        }
        #expect(!File.exists(Path.join(Places.root, "smokehouse-canary")))
    }
}
