import Crypto
import Files
import Foundation
import JSON
import TestServers
import Testing

/// Whole matrices whose artifact lies on a server.
@Suite("Artifacts from afar", .tags(.environment), .timeLimit(.minutes(15)))
struct DownloadTests {
    private static let model = Places.badModels + "/Good.pkl"

    private let content: [UInt8]
    private let sha256: String
    private let server: LocalServer
    private let place: Workplace

    init() throws {
        content = try File.read(Self.model)
        sha256 = SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
        server = try LocalServer.http(serving: ["Good.pkl": content])
        place = try Workplace()
    }

    @Test("An artifact is fetched once for all its cells, and from then on needs no server")
    func once() throws {
        try write(url: server.url("plain/Good.pkl"), environments: 2)
        let first = try run()
        #expect(first.status == 0, "\(first.errors)")
        #expect(try first.requireResults().verdicts.values.allSatisfy { $0 == "compatible" })
        #expect(try first.requireResults().cells.allSatisfy { $0.check("integrity") == "passed" })
        #expect(first.errors.contains("fetched \(server.url("plain/Good.pkl")): "))
        #expect(server.requests.count == 1)
        server.stop()
        let second = try run()
        #expect(second.status == 0, "\(second.errors)")
        #expect(!second.errors.contains("fetch"))
    }

    @Test("plan and validate fetch nothing")
    func planning() throws {
        try write(url: server.url("plain/Good.pkl"))
        #expect(try place.smokehouse("validate", "m.yaml", variables: variables).status == 0)
        let plan = try place.smokehouse("plan", "m.yaml", variables: variables)
        #expect(plan.status == 0)
        #expect(plan.output.contains("model"))
        #expect(server.requests.isEmpty)
    }

    @Test("Another file than the matrix says is refused at its integrity and kept aside; no environment is made")
    func mismatch() throws {
        try write(url: server.url("plain/Good.pkl?signature=hush"), sha256: String(repeating: "0", count: 64))
        let outcome = try run()
        #expect(outcome.status == 1)
        let cell = try outcome.requireResults().cell("model@here1")
        #expect(cell.verdict == "refused")
        #expect(cell.stage == "integrity")
        #expect(cell.check("integrity") == "failed")
        #expect(cell.check("provision") == "not-run")
        let kept = Path.join(place.directory, "cache/artifacts/aside/\(sha256)/Good.pkl")
        #expect(cell.reason.contains(kept))
        #expect(try File.read(kept) == content)
        try expectNowhere("hush")
    }

    @Test("A run that was cut off is gone on with by the next")
    func resume() throws {
        try write(url: server.url("stall/1/Good.pkl"))
        let process = try place.start(["run", "m.yaml", "--progress", "plain"], variables: variables)
        let partial = Path.join(place.directory, "cache/artifacts/partial/\(sha256)")
        #expect(eventually(within: 300) { (try? File.size(partial)) ?? 0 >= content.count / 2 })
        process.send(SIGINT)
        #expect(try process.wait() == .exited(130))
        let outcome = try run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(server.requests.last?.contains("\"Range\": \"bytes=\(content.count / 2)-\"") == true)
    }

    @Test("A server that is away makes cells unprovisioned, not failed")
    func away() throws {
        try write(url: server.url("plain/Good.pkl"))
        server.stop()
        let outcome = try run()
        #expect(outcome.status == 3)
        let cell = try outcome.requireResults().cell("model@here1")
        #expect(cell.verdict == "unprovisioned")
        #expect(cell.stage == "integrity")
        #expect(
            cell.reason == "\(server.url("plain/Good.pkl")) could not be fetched: "
                + "cannot connect: connection refused (5 attempts)")
        #expect(cell.check("provision") == "not-run")
        let xmllint = try File.readText(Path.join(place.directory, "junit.xml"))
        #expect(xmllint.contains("<error"))
    }

    @Test("A proxy is gone through as the variables say, except where no_proxy names the host")
    func proxy() throws {
        let proxy = try LocalServer.http("--proxy", "joe:pr0xypw")
        try write(url: server.url("plain/Good.pkl"))
        let address = proxy.url("").replacingOccurrences(of: "//", with: "//joe:pr0xypw@")
        let through = try run(["http_proxy": address, "no_proxy": nil, "NO_PROXY": nil])
        #expect(through.status == 0, "\(through.errors)")
        #expect(proxy.requests.count == 1)
        try expectNowhere("pr0xypw")
        try Directory.removeTree(Path.join(place.directory, "cache/artifacts"))
        #expect(try run(["http_proxy": address, "no_proxy": "127.0.0.1"]).status == 0)
        #expect(proxy.requests.count == 1)
        try Directory.removeTree(Path.join(place.directory, "cache/artifacts"))
        let barred = try run(["http_proxy": proxy.url(""), "no_proxy": nil, "NO_PROXY": nil])
        #expect(try barred.requireResults().cell("model@here1").reason.contains("the proxy wants user and password"))
    }

    @Test("Secrets of addresses, netrc and AWS reach neither logs nor results nor cells")
    func secrets() throws {
        try place.write("machine 127.0.0.1 login joe password netrcpw\n", to: "home/.netrc")
        try write(url: server.url("ask/joe/netrcpw/Good.pkl?X-Amz-Signature=presigned"))
        let outcome = try run([
            "HOME": Path.join(place.directory, "home"), "AWS_SECRET_ACCESS_KEY": "awssecret",
            "AWS_ACCESS_KEY_ID": "awskeyid",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        for secret in ["presigned", "awssecret", "awskeyid"] {
            try expectNowhere(secret)
            #expect(!outcome.errors.contains(secret) && !outcome.output.contains(secret))
        }
        #expect(!outcome.errors.contains("password netrcpw"))
    }

    @Test("What the policy requires of a fetched file is fetched from beside it, or from where the matrix says")
    func attachments() throws {
        try place.makeKeys("release")
        try place.write(content, to: "Good.pkl")
        let policy = "policy: {pickle: trusted, signature: required, metadata: required, keys: release.pub}"
        func cell(_ more: String = "", query: String = "") throws -> CellView {
            try write(url: server.url("plain/Good.pkl\(query)"), policy: policy, more: more)
            return try run().requireResults().cell("model@here1")
        }
        #expect(try cell().reason.contains("no signature was found beside the file on its server"))
        _ = try place.smokehouse("sign", "Good.pkl", "--key", "release.pem")
        let signature = try File.read(Path.join(place.directory, "Good.pkl.sig"))
        try File.write(signature, to: Path.join(server.folder, "Good.pkl.sig"))
        #expect(try cell().reason.hasPrefix("no metadata"))
        try File.write("{\"sha256\": \"\(sha256)\"}", to: Path.join(server.folder, "Good.meta.json"))
        #expect(try cell().verdict == "compatible")
        // A query may permit no more than its own file.
        #expect(try cell(query: "?token=hush").verdict == "refused")
        let named =
            ", signature: \"\(server.url("no-range/Good.pkl.sig?token=hush"))\", "
            + "metadata: \"\(server.url("no-range/Good.meta.json?token=hush"))\""
        #expect(try cell(named, query: "?token=hush").verdict == "compatible")
        try expectNowhere("hush")
        let missing = try cell(", signature: \"\(server.url("plain/none.sig"))\"")
        #expect(missing.verdict == "refused")
        #expect(missing.reason == "the signature \(server.url("plain/none.sig")) is not there; check the address")
        server.stop()
        #expect(try cell().verdict == "compatible")
    }

    @Test("cache shows fetched files and removes them")
    func cache() throws {
        try write(url: server.url("plain/Good.pkl"))
        #expect(try run().status == 0)
        let list = try place.smokehouse("cache", variables: variables)
        #expect(list.output.contains("\(sha256.prefix(12))  artifact"))
        #expect(list.output.contains("Good.pkl"))
        #expect(try place.smokehouse("cache", "prune", "--all", variables: variables).errors.contains("1 artifact,"))
        #expect(try place.smokehouse("cache", variables: variables).output.isEmpty)
    }

    private var variables: [String: String?] { ["SMOKEHOUSE_CACHE": Path.join(place.directory, "cache")] }

    private func run(_ more: [String: String?] = [:]) throws -> Outcome {
        try place.run("m.yaml", "-v", variables: variables.merging(more) { $1 })
    }

    private func write(
        url: String, sha256: String? = nil, environments: Int = 1, policy: String = "policy: {pickle: trusted}",
        more: String = "",
    ) throws {
        let environments = (1...environments).map {
            "  here\($0): {kind: workdir, python: \"3.11\", variables: {PYTHONPATH: \(Places.badModels)}}"
        }
        try place.write(
            """
            version: 1
            name: afar
            \(policy)
            artifacts:
              model: {url: "\(url)", sha256: \(sha256 ?? self.sha256), inputs: [[1.0, 2.0]]\(more)}
            environments:
            \(environments.joined(separator: "\n"))
            """, to: "m.yaml")
    }

    /// No file that the run left, the matrix and the server's own aside, holds a text.
    private func expectNowhere(_ text: String) throws {
        let grep = try ChildProcess(
            "/usr/bin/grep", ["-rlF", "--exclude=m.yaml", "--exclude-dir=home", "--", text, "."], in: place.directory,
            variables: [:], output: Path.join(place.scratch, "grep.out"), errors: Path.join(place.scratch, "grep.err"))
        let end = try grep.wait()
        let found = try File.readText(grep.output)
        #expect(end == .exited(1), "\(found)")
    }
}
