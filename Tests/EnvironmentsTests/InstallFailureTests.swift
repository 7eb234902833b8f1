import Testing

@testable import Environments

@Suite("What installers say when they fail")
struct InstallFailureTests {
    static let interpreter = Interpreter(
        path: "/p", basePath: "/p", version: "3.11.7", implementation: "cpython", cacheTag: "cpython-311",
        magic: "a70d0d0a", prefix: "/", libc: "glibc 2.36", machine: "x86_64", libraryName: "python3.11",
        searchPath: [], sitePackages: [], identity: "",
    )

    /// As uv 0.13.9, uv 0.5 (framed, wrapped) and pip 24 printed them.
    static let cases: [(log: String, code: ProvisionError.Code, text: String)] = [
        (
            """
            Using Python 3.11.7 environment at: e
            error: No solution found when resolving dependencies
              cause: Because there is no version of scikit-learn==1.3.99 and you require scikit-learn==1.3.99, we can \
            conclude that your requirements are unsatisfiable.
            """,
            .noSuchVersion, "there is no scikit-learn 1.3.99; correct the version"
        ),
        (
            """
              × No solution found when resolving dependencies:
              ╰─▶ Because there is no version of
                  scikit-learn==1.3.99 and you require scikit-learn==1.3.99, we can conclude that
                  your requirements are unsatisfiable.
            """,
            .noSuchVersion, "there is no scikit-learn 1.3.99; correct the version"
        ),
        (
            "error: No solution found when resolving dependencies\n  cause: Because nosuch was not found in the package "
                + "registry and you require nosuch, we can conclude that your requirements are unsatisfiable.",
            .noSuchVersion, "there is no package named 'nosuch'; check the spelling and the indexes"
        ),
        (
            "error: No solution found\n  cause: Because you require numpy==1.26.4 and numpy<1.20, we can conclude that your "
                + "requirements are unsatisfiable.",
            .resolverConflict,
            "no set of versions satisfies the requirements: you require numpy==1.26.4 and numpy<1.20; "
                + "loosen a constraint, or exclude the combination"
        ),
        (
            "error: No solution found\n  cause: Because onnxruntime==1.17.3 has no wheels with a matching Python ABI tag "
                + "(e.g., `cp313`) and you require onnxruntime==1.17.3, we can conclude that",
            .noSuchVersion,
            "onnxruntime 1.17.3 has no wheel for Python 3.11.7 on x86_64; "
                + "choose another version of Python or of the package, or exclude the combination"
        ),
        (
            "error: Request failed after 3 retries in 9.0s\n  cause: Failed to fetch: http://127.0.0.1:9/simple/six/\n"
                + "  cause: tcp connect error\n  cause: Connection refused (os error 111)",
            .networkUnavailable,
            "the package index cannot be reached: http://127.0.0.1:9/simple/six/; "
                + "check the network, the proxy variables and the index settings"
        ),
        (
            "error: Failed to install: numpy-1.26.4.whl\n  cause: failed to write: No space left on device (os error 28)",
            .diskFull, "the disk is full; free space, for example with 'smokehouse cache prune'"
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement scikit-learn==1.3.99 (from versions: 0.9, 1.3.1, "
                + "1.3.2, 1.4.0, 1.10.0)\nERROR: No matching distribution found for scikit-learn==1.3.99",
            .noSuchVersion, "there is no scikit-learn 1.3.99; the nearest are 1.3.2 and 1.4.0"
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(…)': /simple/six/\n"
                + "ERROR: Could not find a version that satisfies the requirement six (from versions: none)\n"
                + "ERROR: No matching distribution found for six",
            .networkUnavailable,
            "the package index cannot be reached; check the network, the proxy variables and the index settings"
        ),
        (
            "error: Failed to parse: `scikit-learn====`\n  cause: no such comparison operator \"====\"\n    ^^^^",
            .other, "the installer failed: cause: no such comparison operator \"====\""
        ),
        ("", .other, "the installer failed: it printed nothing"),
    ]

    @Test("Each failure has its code and one line that says what to do", arguments: cases.indices)
    func reads(index: Int) {
        let (log, code, text) = Self.cases[index]
        let error = InstallFailure.read(log, interpreter: Self.interpreter).error
        #expect(error.code == code)
        #expect(error.description == text)
        #expect(error.log == log)
    }

    @Test("The version that is missing is known, so that its neighbours can be looked up")
    func missing() {
        let failure = InstallFailure.read(Self.cases[0].log, interpreter: Self.interpreter)
        #expect(failure.missing?.name == "scikit-learn")
        #expect(failure.missing?.version == "1.3.99")
        #expect(failure.naming(["1.3.2"]).remedy == "the nearest is 1.3.2")
        #expect(failure.naming([]) == failure.error)
    }

    @Test(
        "Users, passwords and queries of addresses are masked, and nothing else",
        arguments: [
            ("see https://u:p@host:8/simple?token=x.", "see https://…@host:8/simple?…"),
            ("(git+https://token@host/repo@v1)", "(git+https://…@host/repo@v1)"),
            ("url: /simple/six/?tok=x (Caused", "url: /simple/six/?… (Caused"),
            ("'http://u:p@host'\n`http://host/?x`", "'http://…@host'\n`http://host/?…`"),
            ("http://a:p@ss@host/@scope", "http://…@host/@scope"),
            ("Really? yes/no? a@b × ─ six==1.16 ?", "Really? yes/no? a@b × ─ six==1.16 ?"),
            ("", ""),
        ])
    func masked(text: String, want: String) { #expect(AddressMask.applied(to: text) == want) }

    @Test("A cell's process gets the variables of the locale, and no others that look like them")
    func locale() {
        let given = ["LC_ALL": "C", "LC_TIME": "C", "LANG": "C", "LC_SECRET": "s", "PATH": "/bin", "TOKEN": "s"]
        let kept = ProcessVariables.scrubbed(given, folder: nil)
        #expect(Set(kept.keys) == ["LC_ALL", "LC_TIME", "LANG", "PATH"])
    }
}
