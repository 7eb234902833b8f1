import Files
import Glibc
import Matrix
import Testing

@testable import Environments

@Suite("Environments that cannot be made", .tags(.environment), .timeLimit(.minutes(15)))
struct FailureTests {
    let fixture: EnvironmentFixture

    init() throws { fixture = try EnvironmentFixture() }

    @Test("A version that does not exist is named with its neighbours")
    func noSuchVersion() async throws {
        let error = try #require(await failure(venv("six==1.15.99"), fixture.context()))
        #expect(error.code == .noSuchVersion)
        #expect(error.message == "there is no six 1.15.99")
        #expect(error.remedy == "the nearest are 1.15.0 and 1.16.0")
        #expect(!error.log.isEmpty)
        #expect(fixture.entries.isEmpty)
    }

    @Test("Requirements that contradict each other are a conflict, said in one line")
    func conflict() async throws {
        let error = try #require(await failure(venv("six==1.16.0", "six<1.10"), fixture.context()))
        #expect(error.code == .resolverConflict)
        #expect(error.message.contains("six==1.16.0"))
        #expect(!error.message.contains("\n"))
        #expect(fixture.entries.isEmpty)
    }

    @Test(
        "pip's failures get the same codes",
        arguments: [
            (
                ["six==1.15.99"], ProvisionError.Code.noSuchVersion,
                "there is no six 1.15.99; the nearest are 1.15.0 and 1.16.0"
            ),
            (["six==1.16.0", "six<1.10"], .resolverConflict, "no set of versions satisfies the requirements"),
        ])
    func pip(packages: [String], code: ProvisionError.Code, text: String) async throws {
        var target = venv()
        target.packages = packages
        target.installer = .pip
        let error = try #require(await failure(target, fixture.context()))
        #expect(error.code == code, "\(error.log)")
        #expect(error.description.hasPrefix(text))
        #expect(fixture.entries.isEmpty)
    }

    @Test("An interpreter that is not there is reported with those that are")
    func interpreter() async throws {
        let error = try #require(await failure(venv("six", python: "3.99"), fixture.context()))
        #expect(error.code == .interpreterMissing)
        #expect(error.message == "there is no Python '3.99' here")
        #expect(error.remedy.contains("uv python install 3.99"))
        #expect(error.remedy.contains("found 3."))
    }

    @Test("What an index' address holds of secrets is in no message and no log")
    func secrets() async throws {
        var target = venv("six==1.16.0")
        target.indexes = ["http://us3r:passw0rd@127.0.0.1:9/simple?token=t0ken"]
        for installer in [TargetEnvironment.Installer.uv, .pip] {
            target.installer = installer
            let error = try #require(
                await failure(target, fixture.context(adding: ["UV_HTTP_RETRIES": "0", "PIP_RETRIES": "0"])))
            for secret in ["us3r", "passw0rd", "t0ken"] {
                #expect(!error.description.contains(secret), "\(error)")
                #expect(!error.log.contains(secret), "\(error.log)")
            }
            #expect(error.log.contains("six"), "\(error.log)")
        }
    }

    @Test("An index that refuses connections is a network failure")
    func network() async throws {
        var target = venv("six")
        target.indexes = ["http://127.0.0.1:9/simple"]
        let error = try #require(await failure(target, fixture.context(adding: ["UV_HTTP_RETRIES": "0"])))
        #expect(error.code == .networkUnavailable, "\(error.log)")
        #expect(error.message.contains("127.0.0.1:9"))
    }

    @Test("A missing installer says how to get one")
    func installer() async throws {
        let error = try #require(
            await failure(venv("six"), fixture.context(adding: ["SMOKEHOUSE_UV": "/nonexistent/uv"])))
        #expect(error.code == .installerMissing)
        #expect(error.message.contains("/nonexistent/uv"))
    }

    @Test("A missing requirements file is reported by its path")
    func requirements() async throws {
        var target = venv()
        target.requirementFiles = [Path.join(fixture.folder, "none.txt")]
        let error = try #require(await failure(target, fixture.context()))
        #expect(error.message.contains("none.txt"))
    }

    @Test("A timeout stops the installer at once and leaves nothing half made")
    func timeout() async throws {
        let silent = try SilentServer()
        var target = venv("six")
        target.indexes = ["http://127.0.0.1:\(silent.port)/simple"]
        let start = ContinuousClock.now
        let error = try #require(await failure(target, fixture.context(timeout: 1.5)))
        #expect(error.code == .timedOut)
        // uv itself would wait for the silent index three times half a minute; other tests hold the threads up here.
        #expect(start.duration(to: .now) < .seconds(60))
        #expect(fixture.entries.isEmpty)
    }

    @Test("Cancelling stops the installer at once and leaves nothing half made")
    func cancellation() async throws {
        let silent = try SilentServer()
        let context = fixture.context()
        let task = Task {
            var target = venv("six")
            target.indexes = ["http://127.0.0.1:\(silent.port)/simple"]
            return await failure(target, context)
        }
        try await Task.sleep(for: .seconds(2))
        let start = ContinuousClock.now
        task.cancel()
        let error = try #require(await task.value)
        #expect(error.code == .cancelled)
        #expect(start.duration(to: .now) < .seconds(60))
        #expect(fixture.entries.isEmpty)
    }
}

/// Takes connections and never answers.
final class SilentServer: Sendable {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let file = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && listen(file, 16) == 0 && getsockname(file, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
