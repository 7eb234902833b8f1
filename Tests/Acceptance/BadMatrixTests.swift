import Testing

/// A matrix that must be turned away before anything is made or loaded.
struct BadMatrix: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// `LINE:COLUMN` of the problem.
    let place: String
    /// A part of what is said about it.
    let complaint: String

    init(_ name: String, _ text: String, at place: String, _ complaint: String) {
        (self.name, self.text, self.place, self.complaint) = (name, text, place, complaint)
    }

    /// A sound matrix with other lines for its artifact, its environment or at its end.
    init(
        _ name: String,
        artifact: String = "path: ${FIXTURES}/badmodels/Good.pkl",
        inputs: String = "inputs: [[1.0, 2.0]]",
        environment: String = "kind: workdir",
        end: String = "",
        at place: String,
        _ complaint: String,
    ) {
        let text = """
            version: 1
            artifacts:
              good:
                \(artifact)
                \(inputs)
            environments:
              here:
                python: "3.11"
                \(environment)
            \(end)
            """
        self.init(name, text, at: place, complaint)
    }

    var testDescription: String { name }
}

extension BadMatrix {
    static let all = [
        BadMatrix("an empty file", "", at: "1:1", "the file is empty"),
        BadMatrix("a list that is not closed", "version: 1\nname: [a, b\n", at: "3:1", "close the list with ']'"),
        BadMatrix("a tab", "version: 1\nartifacts:\n\tmodel: {}\n", at: "3:1", "a tab cannot indent"),
        BadMatrix("another version", end: "", at: "1:10", "").replacing("version: 1", with: "version: 2", "1"),
        BadMatrix("an unknown key", inputs: "input: [[1.0]]", at: "5:5", "did you mean 'inputs'"),
        BadMatrix("a key twice", inputs: "inputs: [[1.0]]\n    inputs: [[2.0]]", at: "6:5", "inputs"),
        BadMatrix(
            "a name twice", "version: 1\nartifacts:\n  a: {path: x}\n  a: {path: y}\nenvironments: {}\n", at: "4:3",
            "'a'"),
        BadMatrix("an alias bomb", end: bomb, at: "17:25", "aliases repeat"),
        BadMatrix("an unset variable", artifact: "path: ${SMOKEHOUSE_UNSET}/m.pkl", at: "4:11", "SMOKEHOUSE_UNSET"),
        BadMatrix("a missing artifact", artifact: "path: nowhere.pkl", at: "4:11", "no file or folder 'nowhere.pkl'"),
        BadMatrix("missing inputs", inputs: "inputs: nowhere.npz", at: "5:13", "nowhere.npz"),
        BadMatrix("no inputs at all", inputs: "call: predict", at: "3:3", "has no 'inputs'"),
        BadMatrix(
            "a missing reference", inputs: "inputs: [[1.0]]\n    reference: nowhere.npz", at: "6:16", "nowhere.npz"),
        BadMatrix(
            "missing requirements", environment: "kind: venv\n    requirements: nowhere.txt", at: "10:19", "nowhere.txt"
        ),
        BadMatrix("a missing interpreter by path", environment: "kind: workdir", at: "8:13", "/nowhere/python")
            .replacing("\"3.11\"", with: "/nowhere/python", "/nowhere/python"),
        BadMatrix("an array cut short", inputs: "inputs: ${FIXTURES}/inputs/truncated.npy", at: "5:13", "truncated"),
        BadMatrix("an archive cut short", inputs: "inputs: ${FIXTURES}/inputs/truncated.npz", at: "5:13", ""),
        BadMatrix("a damaged archive", inputs: "inputs: ${FIXTURES}/inputs/damaged.npz", at: "5:13", ""),
        BadMatrix("an array of objects", inputs: "inputs: ${FIXTURES}/inputs/objects.npy", at: "5:13", "object"),
        BadMatrix(
            "an array of a future version", inputs: "inputs: ${FIXTURES}/inputs/future-version.npy", at: "5:13", ""),
        BadMatrix("an array without end", inputs: "inputs: ${FIXTURES}/inputs/huge-shape.npy", at: "5:13", ""),
        BadMatrix("an array without rows", inputs: "inputs: ${FIXTURES}/inputs/no-rows.npy", at: "5:13", "no rows"),
        BadMatrix("broken JSON", inputs: "inputs: ${FIXTURES}/inputs/broken.json", at: "5:13", ""),
        BadMatrix("ragged JSON", inputs: "inputs: ${FIXTURES}/inputs/ragged.json", at: "5:13", ""),
        BadMatrix("a ragged table", inputs: "inputs: ${FIXTURES}/inputs/ragged.csv", at: "5:13", ""),
        BadMatrix("a table of a header", inputs: "inputs: ${FIXTURES}/inputs/header-only.csv", at: "5:13", ""),
        BadMatrix("ragged values", inputs: "inputs: [[1.0, 2.0], [3.0]]", at: "5:26", "shape"),
        BadMatrix(
            "a reference that is no array",
            inputs: "inputs: [[1.0]]\n    reference: ${FIXTURES}/joblibs/text.joblib", at: "6:16", ""),
        BadMatrix(
            "a reference of other rows",
            inputs: "inputs: [[1.0]]\n    reference: ${FIXTURES}/inputs/rows.npy", at: "6:16", "rows"),
        BadMatrix("a number without a unit", inputs: "inputs: [[1.0]]\n    timeout: {load: 5}", at: "6:21", ""),
        BadMatrix("a version that YAML rounds", environment: "kind: workdir", at: "8:13", "quotes")
            .replacing("\"3.11\"", with: "3.10", "quotes"),
        BadMatrix("a format that nobody knows", inputs: "inputs: [[1.0]]\n    format: jobllib", at: "6:13", "joblib"),
        BadMatrix("a digest that is none", inputs: "inputs: [[1.0]]\n    sha256: abc", at: "6:13", ""),
        BadMatrix(
            "a user that is none", environment: "kind: container\n    image: debian\n    user: a b", at: "11:11",
            "'user' must be a user or user:group"),
        BadMatrix("'only' without a match", environment: "kind: workdir\n    only: [goood]", at: "10:12", "goood"),
        BadMatrix("'exclude' without a match", end: "exclude: [{artifact: goood}]", at: "10:22", "did you mean 'good'"),
        BadMatrix(
            "'expect' without a match", end: "expect: [{artifact: x*, verdict: crashed}]", at: "10:21",
            "matches no artifact"),
        BadMatrix("a baseline in the clouds", end: "baseline: {good: there}", at: "10:18", "there"),
        BadMatrix("a date that is none", end: "expect: [{verdict: crashed, until: 2027-13-01}]", at: "10:36", ""),
    ]

    private static let bomb =
        "name: x\n"
        + (0..<12).map { level in
            let inner = level == 0 ? "x" : Array(repeating: "*b\(level - 1)", count: 10).joined(separator: ", ")
            return "b\(level): &b\(level) [\(inner)]"
        }.joined(separator: "\n")

    private func replacing(_ old: String, with new: String, _ complaint: String) -> BadMatrix {
        BadMatrix(name, text.replacing(old, with: new), at: place, complaint)
    }
}

@Suite("Bad matrices", .tags(.environment))
struct BadMatrixTests {
    @Test("A matrix that cannot work is turned away with its line and column", arguments: BadMatrix.all)
    func refused(matrix: BadMatrix) throws {
        let place = try Workplace()
        try place.write(matrix.text, to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: ["FIXTURES": Places.fixtures])
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.results == nil)
        let line = outcome.errors.split(separator: "\n").first { $0.hasPrefix("m.yaml:\(matrix.place): error: ") }
        #expect(line?.contains(matrix.complaint) == true, "\(outcome.errors)")
        // Nothing was started for it.
        #expect(!outcome.errors.contains("cells in"))
    }

    @Test("'validate' says the same as 'run'", arguments: BadMatrix.all)
    func validate(matrix: BadMatrix) throws {
        let place = try Workplace()
        try place.write(matrix.text, to: "m.yaml")
        let outcome = try place.smokehouse("validate", "m.yaml", variables: ["FIXTURES": Places.fixtures])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("m.yaml:\(matrix.place): error: "), "\(outcome.errors)")
    }

    @Test("All problems of a file come in one go, in order")
    func several() throws {
        let place = try Workplace()
        try place.write(
            """
            version: 1
            nam: x
            artifacts:
              a: {path: nowhere.pkl, inputs: [[1]]}
            environments:
              here: {kind: workdirr}
            """, to: "m.yaml")
        let outcome = try place.smokehouse("run", "m.yaml")
        #expect(outcome.status == 2)
        let places = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("m.yaml:") }
            .map { $0.split(separator: ":")[1...2].joined(separator: ":") }
        #expect(places == ["2:1", "4:13", "6:16"])
    }

    @Test(
        "A wrong command line ends with 2",
        arguments: [
            ["run", "nowhere.yaml"], ["run", "--no-such-flag"], ["fly"], ["run", "--jobs", "0"], ["run", "-q", "-v"],
        ])
    func commandLine(arguments: [String]) throws {
        let place = try Workplace()
        let outcome = try place.finish(place.start(arguments))
        #expect(outcome.status == 2)
        #expect(!outcome.errors.isEmpty)
    }
}
