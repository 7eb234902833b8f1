import Foundation
import Glibc
import Matrix
import Testing

@Suite("Plan")
struct PlanTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("The demo matrix has its thirty cells in order")
    func demo() throws {
        let file = Self.root.appendingPathComponent("matrices/demo.yaml").path
        let plan = try Matrix.load(file: file, environment: [:], formats: ["joblib", "onnx", "pickle"]).plan()
        #expect(plan.name == "demo")
        #expect(plan.cells.count == 30)
        #expect(plan.cells.first?.id == "iris-pipeline@sklearn[scikit-learn=1.3.2]")
        #expect(plan.cells.last?.id == "reviews-onnx@onnxruntime[onnxruntime=1.22.1]")
        #expect(
            plan.environments.first?.packages
                == ["scikit-learn==1.3.2", "numpy<2", "scipy==1.11.4", "joblib==1.3.2"])
        #expect(plan.warnings.isEmpty)
    }

    static let base = """
        version: 1
        artifacts:
          one: {path: a.joblib}
          two: {path: b.joblib}
          three: {path: c.onnx}
        environments:
          grid:
            kind: venv
            packages: {numpy: ["1.26.4", ">=2, <3"]}
            python: ["3.9", "3.11"]
            only: [one, "t?o"]
          place: {kind: workdir, only: three}

        """

    @Test("Axes run in the order of the matrix, the last one fastest, artifacts innermost")
    func order() throws {
        #expect(
            try decode(Self.base).plan().cells.map(\.id) == [
                "one@grid[numpy=1.26.4,python=3.9]", "two@grid[numpy=1.26.4,python=3.9]",
                "one@grid[numpy=1.26.4,python=3.11]", "two@grid[numpy=1.26.4,python=3.11]",
                "one@grid[numpy=>=2,<3,python=3.9]", "two@grid[numpy=>=2,<3,python=3.9]",
                "one@grid[numpy=>=2,<3,python=3.11]", "two@grid[numpy=>=2,<3,python=3.11]",
                "three@place",
            ])
    }

    @Test("An included combination stands among its environment's cells, in the artifacts' order")
    func include() throws {
        let text =
            Self.base + """
                include:
                  - {artifact: three, environment: grid, where: {python: "3.11", numpy: "1.26.4"}}
                  - {artifact: one, environment: place}
                """
        let ids = try decode(text).plan().cells.map(\.id)
        #expect(ids.count == 11)
        #expect(ids[4] == "three@grid[numpy=1.26.4,python=3.11]")
        #expect(ids[9...] == ["one@place", "three@place"])
    }

    @Test(
        "Conditions compare values and versions",
        arguments: [
            ("{python: \"3.9\"}", 4), ("{python: \">=3.10\"}", 4), ("{python: \"3.9.0\"}", 4), ("{python: \">=3\"}", 8),
            ("{python: [\"3.9\", \"3.11\"]}", 8), ("{numpy: \"1.26.4\", python: \"!=3.9\"}", 2),
            ("{numpy: \">=2,<3\"}", 4),
            ("{Numpy: \"==1.26.*\"}", 4),
        ]
    )
    func conditions(condition: String, count: Int) throws {
        let plan = try decode(Self.base + "exclude: [{where: \(condition)}]").plan()
        #expect(plan.cells.filter { $0.skipped == "excluded by the matrix" }.count == count)
    }

    @Test("A value that is no axis, but pinned, can be a condition too")
    func pinned() throws {
        let text = matrix("expect: [{where: {python: \">=3.10\"}, verdict: drifted}]")
        #expect(try decode(text).plan().cells.first?.expectation == Expectation(verdict: "drifted"))
    }

    @Test("A later expectation overrules an earlier one, and a skipped cell has none")
    func expectations() throws {
        let text =
            Self.base + """
                exclude: [{artifact: two}]
                expect:
                  - {environment: grid, verdict: incompatible, reason: moved}
                  - {artifact: one, where: {python: "3.9"}, verdict: crashed}
                """
        let verdicts = try decode(text).plan().cells.map { $0.expectation?.verdict }
        #expect(verdicts == ["crashed", nil, "incompatible", nil, "crashed", nil, "incompatible", nil, nil])
    }

    @Test("A bridge compares with the other artifact's baseline cell, wherever its own cells are")
    func bridge() throws {
        let text = """
            version: 1
            artifacts:
              model: {path: a.joblib}
              export: {path: a.onnx, reference: {artifact: model}}
            environments:
              old: {kind: venv, only: model}
              new: {kind: venv, only: export}
              both: {kind: venv}
            baseline: {model: old}
            """
        let plan = try decode(text).plan()
        #expect(
            plan.cells.map { "\($0.id) \($0.baseline ?? "-")" } == [
                "model@old -", "export@new model@old", "model@both model@old", "export@both model@old",
            ])
    }

    @Test("A bridge's own baseline is for its other cells; the baseline cell keeps the bridge")
    func bridgedBaseline() throws {
        let text = """
            version: 1
            artifacts:
              model: {path: a.joblib, reference: a.npz}
              export: {path: a.onnx, reference: {artifact: model}}
              copy: {path: b.onnx, reference: {artifact: export}}
            environments:
              one: {kind: venv}
              two: {kind: venv}
            baseline: {export: one}
            """
        #expect(
            try decode(text).plan().cells.map { "\($0.id) \($0.baseline ?? "-")" } == [
                "model@one -", "export@one -", "copy@one export@one",
                "model@two -", "export@two export@one", "copy@two export@one",
            ])
    }

    @Test("Artifacts and environments without a cell give warnings at their places")
    func warnings() throws {
        let text = """
            version: 1
            artifacts:
              one: {path: a.joblib}
              two: {path: b.joblib}
            environments:
              place: {kind: venv, only: one}
            """
        #expect(
            try decode(text).plan().warnings.map(\.description) == [
                "smoke.yaml:4:3: warning: the artifact 'two' is in no cell: no environment's 'only' lets it in"
            ])
    }

    @Test("Ten thousand cells are decoded and planned in time", .timeLimit(.minutes(15)), arguments: Large.all)
    func large(_ large: Large) throws {
        // This thread's own time: other tests run beside it.
        let start = clock()
        let plan: Plan? = try decode(large.text).plan()
        let seconds = clock() - start
        let cells = try #require(plan).cells
        #expect(cells.count == 10_000)
        #expect(Set(cells.map(\.id)).count == 10_000)
        // Without optimisation; a pass that is not linear takes minutes.
        #expect(seconds < 20)
    }

    private func clock() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Matrices of ten thousand cells, each large in another direction.
struct Large: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    static let all = [
        Large(
            testDescription: "a hundred artifacts in a hundred environments",
            text: text(artifacts: 100, entries: 1, axes: [10, 10])),
        Large(
            testDescription: "one artifact, axes of ten thousand",
            text: text(artifacts: 1, entries: 1, axes: [100, 100])),
        Large(testDescription: "ten thousand artifacts", text: text(artifacts: 10_000, entries: 1, axes: [])),
        Large(testDescription: "ten thousand environments", text: text(artifacts: 1, entries: 10_000, axes: [])),
        Large(testDescription: "a thousand rules", text: text(artifacts: 100, entries: 100, axes: [], rules: 1000)),
        Large(
            testDescription: "a thousand environments for ten artifacts of a thousand each",
            text: text(artifacts: 1000, entries: 1000, axes: [], only: 10)),
    ]

    static func text(artifacts: Int, entries: Int, axes: [Int], rules: Int = 0, only: Int? = nil) -> String {
        var text = "version: 1\nartifacts:\n"
        for index in 0..<artifacts {
            text += "  a\(index): {path: a.joblib, inputs: a.npz, call: predict, tolerance: {rtol: 1e-5, atol: 0}}\n"
        }
        text += "environments:\n"
        for index in 0..<entries {
            text += "  e\(index):\n    kind: venv\n    python: \"3.11\"\n    packages:\n      numpy: \"<2\"\n"
            for (axis, count) in axes.enumerated() {
                text += "      p\(axis): [\((0..<count).map { "\"1.\($0).0\"" }.joined(separator: ", "))]\n"
            }
            if let only {
                text += "    only: [\((0..<only).map { "a\((index + $0 * 7) % artifacts)" }.joined(separator: ", "))]\n"
            }
        }
        if rules > 0 {
            text += "expect:\n"
            for index in 0..<rules {
                text += "  - {artifact: \"a\(index % artifacts)\", where: {python: \">=3.10\"}, verdict: drifted}\n"
            }
        }
        return text
    }
}
