import Files
import Glibc
import Testing

@Suite("Signatures", .tags(.environment))
struct SignatureTests {
    @Test(
        "A pipe in the place of what is looked for beside a file holds nobody up",
        arguments: ["m.pkl.sig", "model.sig", "m.meta.json", "m.pkl.meta.json", "MLmodel", "config.json"])
    func pipes(name: String) throws {
        let place = try Workplace()
        try place.makeKeys("k", curve: "P-256")
        try place.write("I1\n.", to: "m.pkl")
        #expect(mkfifo(place.directory + "/" + name, 0o600) == 0)
        for (words, status) in [(["inspect", "m.pkl"], 0), (["verify", "m.pkl", "--key", "k.pub"], 1)]
            as [([String], Int32)]
        {
            let outcome = try place.finish(place.start(words, through: ["/usr/bin/timeout", "20"]))
            #expect(outcome.status == status, "\(words): \(outcome.errors)")
        }
    }

    @Test("What comes into a trusted folder after the scan is loaded where nothing says what the folder holds")
    func added() throws {
        let place = try Workplace()
        try place.makeKeys("k", curve: "P-256")
        try place.write("weights", to: "model/weights.bin")
        try place.write(
            "import os\ndef load(path): return lambda rows: [float(len(os.listdir(path)))]\n", to: "code/load.py")
        // The interpreter is asked what it is after the scan.
        try place.write(
            "#!/bin/sh\ntouch \(place.directory)/model/new.py\nexec python3.11 \"$@\"\n", to: "python")
        chmod(place.directory + "/python", 0o755)
        for (policy, verdict) in [
            ("pickle: trusted", "compatible"), ("pickle: scan", "refused"),
            ("pickle: trusted, signature: required, keys: [k.pub]", "refused"),
        ] {
            try Directory.removeTree(place.directory + "/model/new.py")
            try Directory.removeTree(place.directory + "/cache")
            if policy.contains("keys") {
                #expect(try place.smokehouse("sign", "model", "--key", "k.pem").status == 0)
            }
            try place.write(
                """
                version: 1
                policy: {\(policy)}
                environments: {here: {kind: workdir, python: "\(place.directory)/python"}}
                artifacts: {a: {path: model, format: python, entry: "code/load.py:load", inputs: [[1.0]]}}

                """, to: "m.yaml")
            let outcome = try place.run("m.yaml", variables: ["SMOKEHOUSE_CACHE": place.directory + "/cache"])
            let cell = try outcome.requireResults().cell("a@here")
            #expect(cell.verdict == verdict, "\(policy): \(cell.reason) \(outcome.errors)")
            if verdict == "refused" { #expect(cell.reason.contains("model/new.py' is no longer"), "\(cell.reason)") }
        }
    }

    @Test("What model-signing signs, verify finds good; what sign makes, model-signing verifies")
    func bothWays() throws {
        let curves = ["P-256", "P-384", "P-521"]
        let package = try ModelSigning()
        let place = try Workplace()
        let models = curves.flatMap { [("\($0)/model", $0), ("\($0)/alone.bin", $0)] }
        for curve in curves {
            try place.makeKeys(curve, curve: curve)
            try place.makeFolder("\(curve)/model")
            try place.write("alone", to: "\(curve)/alone.bin")
            let signed = try place.smokehouse(
                "sign", "\(curve)/model", "\(curve)/alone.bin", "--key", "\(curve).pem")
            #expect(signed.status == 0, "\(signed.errors)")
        }
        func signature(_ model: String) -> String {
            model.hasSuffix("model") ? model + "/model.sig" : model + ".sig"
        }
        func verification(_ model: String, _ key: String) -> [String] {
            ["verify", "key", model, "--public_key", "\(key).pub", "--signature", signature(model)]
        }
        let ours = try package.run(models.map(verification), in: place.directory)
        for (model, said) in zip(models, ours) { #expect(said.succeeded, "\(model.0): \(said.text)") }

        try makePair(place)
        #expect(try place.smokehouse("sign", "pair/m.xml", "--key", "P-256.pem").status == 0)
        let pair = [
            "verify", "key", "pair", "--public_key", "P-256.pub", "--signature", "pair/m.xml.sig",
            "--ignore_unsigned_files",
        ]
        #expect(try package.run([pair], in: place.directory)[0].succeeded)
        try place.write("other", to: "pair/m.bin")
        #expect(try !package.run([pair], in: place.directory)[0].succeeded)

        for (model, _) in models { try Directory.removeTree(place.directory + "/" + signature(model)) }
        let theirs = try package.run(
            models.map { ["sign", "key", $0, "--private_key", "\($1).pem", "--signature", signature($0)] },
            in: place.directory)
        for said in theirs { try #require(said.succeeded, "\(said.text)") }
        for curve in curves {
            let verified = try place.smokehouse(
                "verify", "\(curve)/model", "\(curve)/alone.bin", "--key", "\(curve).pub")
            #expect(verified.status == 0, "\(verified.errors)")
            #expect(verified.errors.contains("good  \(curve)/model: signed with \(curve).pub (3 files)"))
        }

        try place.write("other", to: "P-256/model/weights.bin")
        try place.write("new", to: "P-256/model/new.py")
        try Directory.removeTree(place.directory + "/P-256/model/.hidden")
        let broken = try place.smokehouse("verify", "P-256/model", "--key", "P-256.pub")
        #expect(broken.status == 1)
        let judged = try package.run([verification("P-256/model", "P-256")], in: place.directory)[0]
        #expect(!judged.succeeded)
        for name in ["weights.bin", "new.py", ".hidden"] {
            #expect(broken.errors.contains("'\(name)'"), "\(broken.errors)")
            #expect(judged.text.contains(name))
        }
    }

    /// Puts an OpenVINO IR into a place, whose weights are a file of their own, with others beside it.
    private func makePair(_ place: Workplace) throws {
        for ending in ["xml", "bin"] {
            try place.write(File.read(Places.fixtures + "/openvinos/dense.\(ending)"), to: "pair/m.\(ending)")
        }
        try place.write("other", to: "pair/other.bin")
    }

    @Test("Weights beside a signed file that were exchanged are named by verify, and refused by the policy")
    func companions() throws {
        let place = try Workplace()
        try place.makeKeys("release")
        try makePair(place)
        try place.write(
            """
            version: 1
            policy: {signature: required, keys: release.pub}
            artifacts: {m: {path: pair/m.xml, inputs: [[1.0]]}}
            environments: {here: {kind: workdir, python: "3.11"}}

            """, to: "m.yaml")
        let signed = try place.smokehouse("sign", "pair/m.xml", "--key", "release.pem")
        #expect(signed.errors.contains("signed pair/m.xml (2 files): pair/m.xml.sig"), "\(signed.errors)")
        #expect(try place.smokehouse("verify", "pair/m.xml", "--key", "release.pub").status == 0)
        #expect(try place.run("m.yaml").requireResults().cell("m@here").check("integrity") == "passed")
        try place.write([UInt8](repeating: 1, count: 4096), to: "pair/m.bin")
        let verified = try place.smokehouse("verify", "pair/m.xml", "--key", "release.pub")
        #expect(verified.status == 1)
        #expect(verified.errors.contains("changed since it was signed: 'm.bin'"), "\(verified.errors)")
        let cell = try place.run("m.yaml").requireResults().cell("m@here")
        #expect(cell.verdict == "refused")
        #expect(cell.reason.hasPrefix("signature: changed since it was signed: 'm.bin'"), "\(cell.reason)")
    }

    @Test("A signature is never written over unless --force says so, and a bad key is a usage error")
    func overwriting() throws {
        let place = try Workplace()
        try place.makeKeys("release")
        try place.write("one", to: "one.bin")
        #expect(try place.smokehouse("sign", "one.bin", "--key", "release.pem").status == 0)
        let before = try File.readText(place.directory + "/one.bin.sig")
        let second = try place.smokehouse("sign", "one.bin", "--key", "release.pem")
        #expect(second.status == 2)
        #expect(second.errors.contains("'one.bin.sig' is there already; --force replaces it"))
        #expect(try File.readText(place.directory + "/one.bin.sig") == before)
        #expect(try place.smokehouse("sign", "one.bin", "--key", "release.pem", "--force").status == 0)
        for arguments in [
            ["sign", "one.bin", "--key", "release.pub"], ["sign", "none.bin", "--key", "release.pem"],
            ["verify", "one.bin", "--key", "release.pem"], ["verify", "none.bin", "--key", "release.pub"],
            ["verify", "one.bin"],
        ] {
            #expect(try place.finish(place.start(arguments)).status == 2, "\(arguments)")
        }
        let unsigned = try place.smokehouse("verify", "release.pub", "--key", "release.pub", "--json")
        #expect(unsigned.status == 1)
        #expect(unsigned.output.contains(#""verdict":"bad""#))
    }

    /// A matrix with one model that leaves `canary` in its folder when it is loaded, and one that is a folder.
    private func place(policy: String, artifact: String = "") throws -> Workplace {
        let place = try Workplace()
        try place.makeKeys("release")
        try place.makeKeys("other")
        try PickledClass(name: "where", predict: "return [1.0]").write(to: place)
        try place.write(
            """
            version: 1
            policy: {pickle: trusted, \(policy)}
            artifacts:
              where: {path: where.pkl, inputs: [[1.0]]\(artifact)}
            environments:
              here: {kind: workdir, python: "3.11", variables: {PYTHONPATH: "\(place.directory)"}}
            """, to: "m.yaml")
        return place
    }

    @Test("signature: required runs what one of the keys signed and says so")
    func required() throws {
        let place = try place(policy: "signature: required, keys: [other.pub, release.pub]")
        _ = try place.smokehouse("sign", "where.pkl", "--key", "release.pem")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let cell = try outcome.requireResults().cell("where@here")
        #expect(cell.verdict == "compatible", "\(cell.reason)")
        #expect(cell.check("integrity") == "passed")
        #expect(cell.detail("integrity").hasSuffix("signed with release.pub"))
    }

    @Test("signature: required takes the signature that the matrix names")
    func named() throws {
        let place = try place(
            policy: "signature: required, keys: release.pub", artifact: ", signature: signatures/where.bundle")
        try Directory.create(place.directory + "/signatures")
        _ = try place.smokehouse(
            "sign", "where.pkl", "--key", "release.pem", "--signature", "signatures/where.bundle")
        #expect(try place.run("m.yaml").status == 0)
    }

    @Test(
        "What is unsigned, changed or signed by somebody else is refused, and nothing of it is loaded",
        arguments: [
            (String?.none, "required", "signature: it has no signature: 'where.pkl.sig' is missing"),
            ("release", "required", "signature: changed since it was signed: 'where.pkl'"),
            ("other", "required", "signature: the signature is not by 'release.pub'"),
            ("release", "optional", "signature: changed since it was signed: 'where.pkl'"),
            ("other", "optional", "signature: the signature is not by 'release.pub'"),
        ])
    func refused(signer: String?, policy: String, reason: String) throws {
        let place = try place(policy: "signature: \(policy), keys: release.pub")
        if let signer {
            _ = try place.smokehouse("sign", "where.pkl", "--key", "\(signer).pem")
            if signer == "release" { try place.write("(iwhere\nModel\n. ", to: "where.pkl") }
        }
        try place.write("import pathlib\npathlib.Path(__file__).with_name('canary').touch()\n", to: "where.py")
        let outcome = try place.run("m.yaml")
        #expect(outcome.status == 1)
        let cell = try outcome.requireResults().cell("where@here")
        #expect(cell.verdict == "refused")
        #expect(cell.stage == "integrity")
        #expect(cell.check("integrity") == "failed")
        #expect(cell.reason.hasPrefix(reason), "\(cell.reason)")
        #expect(!File.exists(place.directory + "/canary"))
    }

    @Test("A signature that nobody is named to have made is not said to hold")
    func unchecked() throws {
        let place = try place(policy: "signature: optional")
        _ = try place.smokehouse("sign", "where.pkl", "--key", "release.pem")
        let cell = try place.run("m.yaml").requireResults().cell("where@here")
        #expect(cell.verdict == "compatible")
        #expect(cell.check("integrity") == "not-applicable")
        #expect(cell.detail("integrity").contains("signature not checked"))
    }

    @Test("A key that cannot be read is a fault of the matrix", arguments: ["run", "validate"])
    func badKey(command: String) throws {
        let place = try place(policy: "signature: required, keys: release.pem")
        let outcome = try place.smokehouse(command, "m.yaml")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("m.yaml:2:54: error: cannot use the key"), "\(outcome.errors)")
        #expect(outcome.errors.contains("it is a private key; give the public one"))
    }
}
