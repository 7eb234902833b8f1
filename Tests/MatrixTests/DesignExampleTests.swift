import Matrix
import Testing

@Suite("The design's example")
struct DesignExampleTests {
    static let text = #"""
        version: 1
        name: iris release gate

        defaults:
          inferences: 10
          batch: 1
          tolerance: {rtol: 1e-5, atol: 1e-6}
          timeout: {provision: 10m, load: 60s, inference: 10s}
          isolation: process
          network: none

        policy:
          pickle: scan
          allow: ["mypkg.transformers.*"]
          metadata: optional
          signature: optional
          max-size: 2GiB

        artifacts:
          iris-pipeline:
            path: artifacts/iris_pipe.joblib
            sha256: 4f2c0000000000000000000000000000000000000000000000000000000000aa
            format: joblib
            call: predict_proba
            inputs: artifacts/iris_inputs.npz
            reference: artifacts/iris_reference.npz
            metadata: artifacts/iris_pipe.meta.json
            tolerance: {rtol: 0, atol: 0}
            labels: {team: growth}
          smallnet:
            path: artifacts/smallnet.pt
            format: torch-state-dict
            model: {file: code/smallnet.py, class: SmallNet, args: {width: 16}}
            inputs: artifacts/smallnet_inputs.npz
            reference: artifacts/smallnet_reference.npz
          reviews:
            steps:
              - {path: artifacts/vectorizer.joblib, call: transform}
              - {path: artifacts/classifier.joblib, call: predict_proba}
            inputs: ["good", "bad"]
          vad:
            path: artifacts/vad.jit
            reset: reset_states
            inputs: artifacts/vad_inputs.npz
          iris-onnx:
            path: artifacts/iris.onnx
            inputs: artifacts/iris_inputs.npz
            reference: {artifact: iris-pipeline}
            compare: {metric: max-abs, outputs: {probabilities: y}}

        environments:
          here:
            kind: workdir
            python: python3
          sklearn:
            kind: venv
            python: ["3.9", "3.11"]
            packages:
              scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
              numpy: "<2"
            only: [iris-pipeline]
          sklearn-next:
            kind: venv
            python: "3.12"
            packages:
              scikit-learn: {versions: ">=1.6,<2", pick: minors, pre: true}
            advisory: true
          slim:
            kind: container
            image: localhost/python-slim:3.11
            packages: {onnxruntime: "1.20.1"}
            resources: {memory: 1GiB, cpus: 1, pids: 256}
            user: "65534"

        include:
          - {artifact: iris-onnx, environment: slim}
        exclude:
          - {artifact: "iris-*", environment: sklearn, where: {python: "3.9", scikit-learn: ">=1.5"}, reason: not shipped}

        baseline: {iris-pipeline: "sklearn[python=3.11,scikit-learn=1.3.2]"}

        expect:
          - {artifact: iris-pipeline, where: {scikit-learn: ">=1.6"}, verdict: incompatible, reason: "moved", until: 2027-06-01}
        """#

    @Test("Only what is to come is refused, each at its place")
    func unsupported() {
        #expect(
            problems(Self.text) == [
                "smoke.yaml:32:13: error: the format 'torch-state-dict' is not supported yet",
                "smoke.yaml:66:22: error: 'versions' is not supported yet",
            ])
    }

    /// The example without what is to come, and with a scikit-learn that the known break is about.
    static let supported: String = {
        var lines: [Substring] = []
        var skipped = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indentation = line.prefix { $0 == " " }.count
            if indentation == 2 { skipped = ["  smallnet:", "  slim:"].contains(line) }
            if indentation < 2 { skipped = false }
            if !skipped, !line.contains("environment: slim"), line != "include:" {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
            .replacing("{versions: \">=1.6,<2\", pick: minors, pre: true}", with: "[\"1.6.1\", \"1.7.2\"]")
    }()

    @Test("The supported part gives these cells")
    func cells() throws {
        let plan = try decode(Self.supported).plan()
        #expect(
            plan.cells.map(\.id) == [
                "iris-pipeline@here",
                "reviews@here",
                "vad@here",
                "iris-onnx@here",
                "iris-pipeline@sklearn[python=3.9,scikit-learn=1.3.2]",
                "iris-pipeline@sklearn[python=3.9,scikit-learn=1.4.2]",
                "iris-pipeline@sklearn[python=3.9,scikit-learn=1.5.2]",
                "iris-pipeline@sklearn[python=3.11,scikit-learn=1.3.2]",
                "iris-pipeline@sklearn[python=3.11,scikit-learn=1.4.2]",
                "iris-pipeline@sklearn[python=3.11,scikit-learn=1.5.2]",
                "iris-pipeline@sklearn-next[scikit-learn=1.6.1]",
                "reviews@sklearn-next[scikit-learn=1.6.1]",
                "vad@sklearn-next[scikit-learn=1.6.1]",
                "iris-onnx@sklearn-next[scikit-learn=1.6.1]",
                "iris-pipeline@sklearn-next[scikit-learn=1.7.2]",
                "reviews@sklearn-next[scikit-learn=1.7.2]",
                "vad@sklearn-next[scikit-learn=1.7.2]",
                "iris-onnx@sklearn-next[scikit-learn=1.7.2]",
            ])
        #expect(
            plan.cells.filter { $0.skipped != nil }.map(\.id) == [
                "iris-pipeline@sklearn[python=3.9,scikit-learn=1.5.2]"
            ])
        #expect(plan.cells[6].skipped == "not shipped")
        let expected = plan.cells.filter { $0.expectation != nil }
        #expect(
            expected.map(\.id) == [
                "iris-pipeline@sklearn-next[scikit-learn=1.6.1]", "iris-pipeline@sklearn-next[scikit-learn=1.7.2]",
            ])
        #expect(expected.first?.expectation?.until == "2027-06-01")
        let baseline = "iris-pipeline@sklearn[python=3.11,scikit-learn=1.3.2]"
        #expect(plan.cells.filter { $0.baseline == baseline }.count == 7)
        // The bridge compares with the file reference, the baseline's own cell too.
        #expect(plan.cells.filter { $0.baseline == nil }.map(\.id).contains(baseline))
        #expect(plan.environments.filter(\.advisory).map(\.name) == ["sklearn-next", "sklearn-next"])
        #expect(plan.environments.last?.python == "3.12")
        #expect(plan.environments.last?.packages == ["scikit-learn==1.7.2"])
    }
}
