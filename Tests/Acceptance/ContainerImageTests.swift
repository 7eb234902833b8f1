import Files
import Foundation
import JSON
import Testing

/// The images that containers are made of: built, kept, and looked at before anything runs in them.
@Suite("Container images", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence))
struct ContainerImageTests {
    private func matrix(_ environments: String) -> String {
        """
        version: 1
        artifacts:
          model:
            path: model.txt
            format: python
            entry: code/load.py:load
            inputs: [[1.0]]
            inferences: 1
        environments:
        \(environments)

        """
    }

    @Test("A build is kept until something that it is made from changes", arguments: Engine.available)
    func kept(engine: Engine) throws {
        let place = try Workplace()
        // Not what another run has built.
        try place.write("model \(place.directory)\n", to: "model.txt")
        try place.write(
            """
            def load(path):
                words = open("/word.txt").read().split() + open("/data/word.txt").read().split()
                return lambda rows: words

            """, to: "code/load.py")
        try place.write(
            """
            ARG BASE=localhost/no-such-image:1
            FROM ${BASE}
            ARG WORD=default
            RUN echo "$WORD" > /word.txt
            COPY . /data

            """, to: "image/Containerfile")
        try place.write("notes\n!notes/word.txt\n", to: "image/.dockerignore")
        try place.write("one \(place.directory)", to: "image/word.txt")
        try place.write("first", to: "image/notes/draft.txt")
        func environment(_ word: String) -> String {
            "  box: {kind: container, build: image, build-args: {BASE: \"\(Engine.base)\", WORD: \(word)}}"
        }
        func run(_ word: String) throws -> (isReused: Bool?, digest: String?) {
            try place.write(matrix(environment(word)), to: "m.yaml")
            let results = try place.run("m.yaml", variables: engine.variables).requireResults()
            let cell = try results.cell("model@box")
            #expect(cell.verdict == "compatible", "\(cell.reason)")
            return (try results.environment("box")["reused"]?.bool, cell.json["output-digest"]?.string)
        }
        let first = try run("red")
        #expect(first.isReused == false)
        try place.write("second", to: "image/notes/draft.txt")
        let again = try run("red")
        #expect(again.isReused == true && again.digest == first.digest)
        // One byte.
        try place.write("One \(place.directory)", to: "image/word.txt")
        let changed = try run("red")
        #expect(changed.isReused == false && changed.digest != first.digest)
        let argued = try run("blue")
        #expect(argued.isReused == false && argued.digest != changed.digest)

        // Three of them are listed, and young enough to stay.
        #expect(try place.smokehouse("cache", "prune", "--older-than", "30d", variables: engine.variables).status == 0)
        let list = try place.smokehouse("cache", variables: engine.variables)
        let lines = list.output.split(separator: "\n").filter { $0.hasSuffix("built from \(place.directory)/image") }
        #expect(lines.count == 3 && lines.allSatisfy { $0.contains("  image  ") && $0.contains("0m ago") }, "\(list)")
        #expect(list.errors.contains("images, "), "\(list.errors)")
        // No engine is started to be asked.
        let away = ["DOCKER_HOST": "unix://\(place.directory)/nobody.sock"]
        let blind = try place.smokehouse("cache", variables: engine.variables.merging(away) { $1 })
        #expect(blind.status == 0 && !blind.output.contains("built from"))
        #expect(blind.errors.contains("not listed"), "\(blind.errors)")
    }

    @Test("An image that cannot take the loader is found out before any cell runs", arguments: Engine.available)
    func unsuitable(engine: Engine) throws {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write("def load(path):\n    return lambda rows: rows\n", to: "code/load.py")
        try place.write("FROM scratch\nCOPY . /\n", to: "arm/Containerfile")
        // What an image for musl has where one for glibc has its dynamic linker.
        try place.write("FROM scratch\nCOPY . /\n", to: "musl/Containerfile")
        try place.write("not run", to: "musl/lib/ld-musl-x86_64.so.1")
        try place.write(
            matrix(
                """
                  arm: {kind: container, build: arm, platform: linux/arm64}
                  musl: {kind: container, build: musl}
                """), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: engine.variables)
        #expect(outcome.status == 3)
        let results = try outcome.requireResults()
        for (name, words) in [
            "arm": ["the image is for linux/arm64", "use an image for linux/amd64"],
            "musl": ["no glibc", "musl", "with glibc 2.34"],
        ] {
            let cell = try results.cell("model@\(name)")
            #expect(cell.verdict == "unprovisioned")
            for word in words { #expect(cell.reason.contains(word), "\(name): \(cell.reason)") }
        }
    }

    @Test("An image whose C library is too old is found out before any cell runs", arguments: Engine.available)
    func old(engine: Engine) throws {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write("def load(path):\n    return lambda rows: rows\n", to: "code/load.py")
        // A C library that does not say to be of 2.34 or later: what the dynamic linker meets in Debian 11 or Ubuntu 20.04.
        let libraries = try Directory.list("/usr/lib").filter { $0.hasSuffix("-linux-gnu") }
            .map { "/usr/lib/\($0)/libc.so.6" }
        let library = try #require(libraries.first { File.exists($0) })
        var bytes = try File.read(library)
        let name = Array("GLIBC_2.34\0".utf8)
        var count = 0
        for start in bytes.indices.dropLast(name.count) where bytes[start] == name[0] {
            guard bytes[start..<start + name.count].elementsEqual(name) else { continue }
            bytes[start + name.count - 2] = UInt8(ascii: "x")
            count += 1
        }
        #expect(count > 0)
        try place.write(bytes, to: "image/libc.so.6")
        try place.write("FROM \(Engine.base)\nCOPY libc.so.6 \(library)\n", to: "image/Containerfile")
        try place.write(matrix("  old: {kind: container, build: image, packages: {six: \"1.16.0\"}}"), to: "m.yaml")
        let outcome = try place.run("m.yaml", variables: engine.variables)
        #expect(outcome.status == 3)
        let cell = try outcome.requireResults().cell("model@old")
        #expect(cell.verdict == "unprovisioned")
        for words in ["C library is too old", "glibc 2.34", "GLIBC_2.34' not found", "Debian 12"] {
            #expect(cell.reason.contains(words), "\(cell.reason)")
        }
    }

    @Test("ONNX models run in an image without any Python, which others may not", arguments: Engine.available)
    func withoutPython(engine: Engine) throws {
        let place = try Workplace()
        let artifacts = Places.repository + "matrices/artifacts"
        try place.write("def load(path):\n    return lambda rows: rows\n", to: "code/load.py")
        try place.write("model\n", to: "model.txt")
        // An index may show a certificate that pip in the image does not know.
        var file = try File.readText(Places.repository + "containers/onnxruntime/Containerfile")
        if let certificates = ProcessInfo.processInfo.environment["SSL_CERT_FILE"] {
            try place.write(try File.read(certificates), to: "image/certificates.pem")
            let stage = "FROM ${BASE} AS wheel\n"
            #expect(file.contains(stage))
            file = file.replacing(stage, with: stage + "COPY certificates.pem /\nENV PIP_CERT=/certificates.pem\n")
        }
        try place.write(file, to: "image/Containerfile")
        try place.write(
            """
            version: 1
            artifacts:
              iris-onnx:
                path: \(artifacts)/iris-onnx.onnx
                inputs: \(artifacts)/iris-onnx.inputs.npz
                reference: {artifact: iris-pipeline}
                compare: {metric: allclose, outputs: {probabilities: predict_proba}}
                tolerance: {rtol: 1e-5, atol: 1e-6}
              iris-pipeline:
                path: \(artifacts)/iris-pipeline.joblib
                inputs: \(artifacts)/iris-pipeline.inputs.npz
                reference: \(artifacts)/iris-pipeline.reference.npz
                call: predict_proba
              model: {path: model.txt, format: python, entry: code/load.py:load, inputs: [[1.0]], inferences: 1}
            environments:
              bare:
                kind: container
                build: image
                build-args: {BASE: "\(Engine.base)", TARGET: "\(Engine.bare)"}
                only: [iris-onnx, model]

            """, to: "m.yaml")
        let results = try place.run("m.yaml", variables: engine.variables).requireResults()
        #expect(try results.environment("bare")["python"]?.string == nil)
        let onnx = try results.cell("iris-onnx@bare")
        #expect(onnx.verdict == "compatible" && onnx.json["route"]?.string == "native", "\(onnx.reason)")
        let other = try results.cell("model@bare")
        #expect(other.verdict == "unprovisioned" && other.reason.contains("no Python"), "\(other.reason)")
    }
}
