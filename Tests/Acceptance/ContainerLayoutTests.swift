import Files
import Foundation
import JSON
import Testing

/// Images as people make them: with variables, users, volumes and interpreters of their own.
@Suite("Container layouts", .tags(.container), .enabled(if: !Engine.available.isEmpty, Engine.absence))
struct ContainerLayoutTests {
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

    private func workplace(_ images: [String: String]) throws -> Workplace {
        let place = try Workplace()
        try place.write("model\n", to: "model.txt")
        try place.write(
            """
            import os, sys
            def load(path):
                facts = {name: os.environ.get(name, "") for name in ("HOME", "WORD", "LD_PRELOAD")}
                facts["user"], facts["folder"], facts["python"] = str(os.getuid()), os.getcwd(), sys.executable
                for name in ("mine", "six"):
                    try:
                        facts[name] = __import__(name).__version__
                    except ImportError:
                        facts[name] = "none"
                for folder in ("/data", "/etc", os.environ["HOME"]):
                    try:
                        open(folder + "/left", "w").close()
                        facts[folder] = "written"
                    except OSError:
                        facts[folder] = "closed"
                print("; ".join("%s=%s" % fact for fact in facts.items()))
                return lambda rows: rows

            """, to: "code/load.py")
        for (name, text) in images {
            try place.write("ARG BASE=\(Engine.base)\nFROM ${BASE}\n" + text, to: "\(name)/Containerfile")
        }
        return place
    }

    /// What the model printed in a cell.
    private func facts(_ results: Results, _ environment: String) throws -> [String: String] {
        let cell = try results.cell("model@\(environment)")
        #expect(cell.verdict == "compatible", "\(environment): \(cell.reason)")
        let pairs = (cell.json["standard-output"]?.string ?? "").split(whereSeparator: \.isNewline).joined()
            .components(separatedBy: "; ")
            .map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    @Test(
        "What an image starts, as whom and where, is no matter; what it sets and holds is", arguments: Engine.available)
    func started(engine: Engine) throws {
        let place = try workplace([
            "start": """
            RUN mkdir /data && echo old > /data/old && chmod 777 /data
            VOLUME /data /tmp
            USER 1234:1234
            WORKDIR /srv/app
            HEALTHCHECK --interval=1s CMD ["/bin/false"]
            ENTRYPOINT ["/bin/false"]
            CMD ["nothing"]
            ENV HOME=/nonexistent

            """,
            // No index of the image's, but the caller's.
            "variables": """
            RUN mkdir /app && echo '__version__ = "5"' > /app/mine.py
            ENV PYTHONPATH=/app WORD=set LD_PRELOAD=/usr/lib/nothing.so PYTHONSTARTUP=/nothing PYTHONWARNINGS=error
            ENV http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9
            ENV UV_INDEX_URL=http://127.0.0.1:9 UV_OFFLINE=1 PIP_INDEX_URL=http://127.0.0.1:9

            """,
            // As small as images get: no shell, no users, no folders that one expects.
            "little": """
            RUN ["/usr/bin/python3", "-c", "import os, shutil; [os.remove(path) for path in ('/etc/passwd', '/etc/group', \
            '/usr/bin/sh', '/usr/bin/dash', '/usr/bin/bash')]; [shutil.rmtree(path, True) for path in ('/tmp', '/run', \
            '/var/tmp', '/root', '/home')]"]

            """,
            "conda": """
            RUN python3 -m venv --copies --without-pip /opt/conda && \
            echo '__version__ = "6"' > $(echo /opt/conda/lib/python3*/site-packages)/mine.py
            ENV CONDA_PREFIX=/opt/conda LD_LIBRARY_PATH=/opt/conda/lib

            """,
        ])
        try place.write(
            matrix(
                """
                  start: {kind: container, build: start}
                  variables: {kind: container, build: variables, packages: {six: "1.16.0"}}
                  little: {kind: container, build: little, packages: {six: "1.16.0"}}
                  conda: {kind: container, build: conda, python: /opt/conda/bin/python3}
                """), to: "m.yaml")
        let results = try place.run("m.yaml", variables: engine.variables).requireResults()
        let start = try facts(results, "start")
        #expect(start["user"] != "1234" && start["folder"]?.hasPrefix("/smokehouse/") == true, "\(start)")
        #expect(start["/data"] == "closed" && start["/etc"] == "closed", "\(start)")
        #expect(start["HOME"].map { start[$0] } == "written", "\(start)")
        let variables = try facts(results, "variables")
        #expect(variables["mine"] == "5" && variables["six"] == "1.16.0" && variables["WORD"] == "set", "\(variables)")
        #expect(try facts(results, "little")["six"] == "1.16.0")
        let conda = try facts(results, "conda")
        #expect(conda["mine"] == "6" && conda["python"] == "/opt/conda/bin/python3", "\(conda)")
    }

    @Test(
        "An interpreter that the cells' user may not use is named, and used by a user who may",
        arguments: Engine.available)
    func closed(engine: Engine) throws {
        let place = try workplace([
            "private": """
            RUN mkdir -m 700 /home/app && python3 -m venv --without-pip /home/app/venv && \
            echo '__version__ = "7"' > $(echo /home/app/venv/lib/python3*/site-packages)/mine.py && \
            chown -R 1234:1234 /home/app
            USER 1234
            ENV PATH=/home/app/venv/bin:/usr/bin:/bin

            """,
            // Tools that nobody else may use are no matter.
            "tools": """
            RUN mkdir -m 700 /root/bin && touch /root/bin/uv
            ENV PATH=/root/bin:/usr/bin:/bin

            """,
        ])
        try place.write(
            matrix(
                """
                  nobody: {kind: container, build: private}
                  owner: {kind: container, build: private, user: "1234"}
                  tools: {kind: container, build: tools}
                """), to: "m.yaml")
        let results = try place.run("m.yaml", variables: engine.variables).requireResults()
        let nobody = try results.cell("model@nobody")
        #expect(nobody.verdict == "unprovisioned")
        for words in ["/home/app/venv/bin/python3", "user: \"1234\""] {
            #expect(nobody.reason.contains(words), "\(nobody.reason)")
        }
        let owner = try facts(results, "owner")
        #expect(owner["mine"] == "7" && owner["user"] == "1234", "\(owner)")
        #expect(try facts(results, "tools")["python"] == "/usr/bin/python3")
    }

    @Test("Wheels in folders of this machine are installed, however they are named", arguments: Engine.available)
    func wheels(engine: Engine) throws {
        let place = try workplace([:])
        try place.write(
            """
            import os, zipfile
            os.makedirs("my wheels")
            for name in "mine", "six":
                with zipfile.ZipFile("my wheels/%s-99-py3-none-any.whl" % name, "w") as wheel:
                    wheel.writestr(name + ".py", "__version__ = '99'")
                    info = name + "-99.dist-info"
                    wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: %s\\nVersion: 99\\n" % name)
                    tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
                    wheel.writestr(info + "/WHEEL", tags)
                    names = wheel.namelist() + [info + "/RECORD"]
                    wheel.writestr(info + "/RECORD", "".join(name + ",,\\n" for name in names))
            """, to: "wheel.py")
        let python = try ChildProcess(
            "/usr/bin/env", ["python3", "wheel.py"], in: place.directory,
            variables: place.variables as [String: String],
            output: "/dev/null", errors: "/dev/null")
        #expect(try python.wait() == .exited(0))
        let address = "file://\(place.directory)/my%20wheels"
        try place.write(
            matrix(
                """
                  folder: {kind: container, image: "\(Engine.base)", packages: {six: "99"}, find-links: ["my wheels"]}
                  address: {kind: container, image: "\(Engine.base)", packages: {six: "99"}, find-links: ["\(address)"]}
                  variable: {kind: container, image: "\(Engine.base)", packages: {mine: "99"}}
                """), to: "m.yaml")
        var variables = engine.variables as [String: String?]
        variables["UV_NO_INDEX"] = "1"
        variables["UV_FIND_LINKS"] = "\(place.directory)/my wheels"
        let results = try place.run("m.yaml", variables: variables).requireResults()
        #expect(try facts(results, "folder")["six"] == "99")
        #expect(try facts(results, "address")["six"] == "99")
        #expect(try facts(results, "variable")["mine"] == "99")
    }

    @Test(
        "GPUs that the engine cannot give, bases that it does not have and volumes for packages are said first",
        arguments: Engine.available)
    func missing(engine: Engine) throws {
        let place = try workplace([:])
        try place.write("ARG BASE\nFROM ${BASE}\n", to: "image/Containerfile")
        try place.write(
            """
            FROM \(Engine.base)
            RUN python3 -m venv --without-pip /opt/venv
            VOLUME /opt/venv
            ENV PATH=/opt/venv/bin:/usr/bin:/bin

            """, to: "volume/Containerfile")
        try place.write(
            matrix(
                """
                  volume: {kind: container, build: volume, packages: {six: "1.16.0"}}
                  lost: {kind: container, build: image, build-args: {BASE: "localhost/no-such-image:1"}}
                  cuda: {kind: container, image: "\(Engine.base)", device: cuda, packages: {no-such-package: "1"}}
                """), to: "m.yaml")
        let results = try place.run("m.yaml", variables: engine.variables).requireResults()
        let volume = try results.cell("model@volume")
        #expect(volume.verdict == "unprovisioned" && volume.reason.contains("'/opt/venv'"), "\(volume.reason)")
        let lost = try results.cell("model@lost")
        #expect(lost.verdict == "unprovisioned")
        #expect(lost.reason.contains("has no image 'localhost/no-such-image:1'"), "\(lost.reason)")
        // Where there are GPUs, the package is what is missing.
        let cuda = try results.cell("model@cuda")
        #expect(cuda.verdict == "unprovisioned")
        let words = File.exists("/dev/nvidiactl") ? ["no-such-package"] : ["GPU", "device: cpu", "nvidia-ctk"]
        for word in words { #expect(cuda.reason.contains(word), "\(cuda.reason)") }
    }
}
