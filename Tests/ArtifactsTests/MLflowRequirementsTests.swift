import Files
import Testing

@testable import Artifacts

@Suite("What MLflow models require")
struct MLflowRequirementsTests {
    @Test("The environment that a model asks for is read from its files") func requirements() throws {
        let folder = ArtifactFixtures.path("mlflow/sklearn-mlflow1")
        let own = try #require(try ArtifactReader.read(path: folder).requirements)
        #expect(own.python == "3.9")
        #expect(own.file == folder + "/requirements.txt")
        #expect(own.fileText.contains("scikit-learn==1.1.3"))
        #expect(own.packages.contains("scikit-learn==1.1.3"))
        #expect(own.packages.contains { $0.hasPrefix("setuptools") })
        #expect(own.others.isEmpty && own.indexes.isEmpty)
        let conda = try conda("dependencies:\n- python=3.10.4\n- pip\n- pip:\n  - mlflow\n  - xgboost==2.0.3\n")
        #expect(conda.python == "3.10")
        #expect(conda.packages == ["mlflow", "xgboost==2.0.3"])
    }

    private func conda(_ text: String) throws -> OwnRequirements { try own(["conda.yaml": text]) }

    private func own(_ files: [String: String]) throws -> OwnRequirements {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "mlflow-")
        defer { try? Directory.removeTree(folder) }
        let flavor = "flavors: {python_function: {loader_module: mlflow.xgboost}}\n"
        try File.write(flavor, to: Path.join(folder, "MLmodel"))
        for (name, text) in files { try File.write(text, to: Path.join(folder, name)) }
        return try #require(try ArtifactReader.read(path: folder).requirements)
    }

    @Test("Requirements that name packages of an index are kept as they are, with what they include")
    func plainRequirements() throws {
        let own = try own([
            "requirements.txt": """
            # made by MLflow
            mlflow==2.9.2
            numpy[x,y]>=1.2,<2 ; python_version >= "3.8"  # why
            -r more.txt
            --constraint=constraints.txt
            scipy==1.17.1 \\
              --hash=sha256:00ff \\
              --hash=sha256:11aa
            --extra-index-url https://wheels.example/simple
            torch==2.3.0+cpu\r
            """, "more.txt": "pandas (>1)\n-r requirements.txt\n", "constraints.txt": "idna<4\n",
        ])
        #expect(
            own.packages == [
                "mlflow==2.9.2", "numpy[x,y]>=1.2,<2 ; python_version >= \"3.8\"", "pandas (>1)",
                "scipy==1.17.1   --hash=sha256:00ff   --hash=sha256:11aa", "torch==2.3.0+cpu",
            ])
        #expect(own.constraints == ["idna<4"])
        #expect(own.indexes == ["https://wheels.example/simple"])
        #expect(own.others == [])
    }

    @Test(
        "Requirements that an installer would run code for, or take from elsewhere, are told with their place",
        arguments: [
            "./pkg", "pkg/", ".", "/tmp/pkg", "evil @ file:///tmp/pkg", "evil@https://example.com/x.whl",
            "git+https://example.com/x", "-e .", "--editable=pkg", "-f .", "--find-links=.",
            "--trusted-host example.com",
            "--no-binary :all:", "--config-settings=a=b", "x.tar.gz", "x.whl", "pkg.ZIP", "a ${HOME}", "../other",
            "numpy\u{2028}./pkg", "numpy\u{0C}./pkg", "~/pkg", "C:\\pkg", "numpy --global-option=x", "\u{338}/x",
        ])
    func foreignRequirements(line: String) throws {
        let own = try own(["requirements.txt": "mlflow\n\(line)\n"])
        #expect(own.packages == ["mlflow"])
        #expect(own.others.count == 1)
        #expect(own.others.first?.hasSuffix("' (requirements.txt:2)") == true, "\(own.others)")
    }

    @Test(
        "A requirements file that lies elsewhere, or nowhere, is none of the artifact's",
        arguments: ["-r ../x.txt", "-r /etc/passwd", "-rmissing.txt", "-c https://example.com/c.txt", "-r a/../../x"])
    func foreignFiles(line: String) throws {
        let own = try own(["requirements.txt": "\(line)\nmlflow"])
        #expect(own.packages == ["mlflow"])
        #expect(own.others.count == 1)
    }

    @Test("A line that goes on for a megabyte is read in the time that its bytes need", .timeLimit(.minutes(10)))
    func longRequirements() throws {
        let own = try own(["requirements.txt": String(repeating: "a\\\n", count: 300_000) + "b\nmlflow\n./x\n"])
        #expect(own.packages.map(\.utf8.count) == [300_001, 6])
        #expect(own.others == ["'./x' (requirements.txt:300003)"])
    }

    @Test("What other files want is judged as well, and a Python that is no version is none")
    func foreignEnvironments() throws {
        let conda = try conda("dependencies: ['python=../bin/x', {pip: [./pkg, numpy]}]\n")
        #expect(conda.python == nil)
        #expect(conda.packages == ["numpy"])
        #expect(conda.others == ["'./pkg' (conda.yaml)"])
        let python = try own(["python_env.yaml": "python: model/evil\nbuild_dependencies: [pip, git+ssh://x/y]\n"])
        #expect(python.python == nil)
        #expect(python.others == ["'git+ssh://x/y' (python_env.yaml)"])
        for version in ["3.11.7", "3.11"] {
            #expect(try own(["python_env.yaml": "python: \(version)\n"]).python == "3.11")
        }
        for version in ["3", "3.", "3.x", "/3.1", "3.11/x", "3.11 "] {
            #expect(
                try own(["python_env.yaml": "python: '\(version)'\n"]).python == (version == "3" ? "3" : nil),
                "\(version)")
        }
    }
}
