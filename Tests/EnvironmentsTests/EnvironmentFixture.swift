import Environments
import Files
import Glibc
import Matrix
import Testing

@testable import Environments

extension Tag {
    /// Makes real environments with a real installer.
    @Tag static var environment: Self
}

/// A cache of a test's own, on the file system of the user's cache so that uv can link into it.
final class EnvironmentFixture: Sendable {
    let cache: CacheDirectory
    let folder: String

    init() throws {
        folder = try Directory.createTemporary(in: CacheDirectory().path, prefix: "test-")
        cache = CacheDirectory(path: Path.join(folder, "cache"))
    }

    deinit { try? Directory.removeTree(folder) }

    func context(
        adding variables: [String: String] = [:],
        reuse: ProvisionContext.Reuse = .store,
        timeout: Double = 1800,
    ) -> ProvisionContext {
        // Scripts/setup fetches uv into the user's cache where none is installed; each test fetching its own takes minutes.
        var own = ProcessVariables.current
        own["PATH"] = "\(own["PATH"] ?? ""):\(Path.join(CacheDirectory().uv, "bin"))"
        return ProvisionContext(
            cache: cache,
            variables: own.merging(variables) { _, new in new },
            reuse: reuse,
            bytecode: reuse == .nothing ? Path.join(folder, "bytecode") : nil,
            timeout: timeout,
        )
    }

    func file(_ name: String, _ text: String) throws -> String {
        let path = Path.join(folder, name)
        try Directory.create(Path.parent(path))
        try File.write(text, to: path)
        return path
    }

    /// Files and folders in the store but for locks.
    var entries: [String] {
        [cache.environments, cache.fresh].flatMap {
            ((try? Directory.list($0)) ?? []).filter { !$0.hasSuffix(".lock") }
        }
    }
}

func venv(_ packages: String..., python: String = "python3") -> TargetEnvironment {
    var target = TargetEnvironment(name: "env", kind: "venv", python: python)
    target.packages = packages
    return target
}

/// Runs Python in an environment as a cell would, and gives what it prints, without the last line break.
func python(_ environment: ProvisionedEnvironment, _ code: String) async throws -> String {
    let command = Command(
        executable: environment.python,
        arguments: ["-c", code],
        variables: environment.processEnvironment,
        directory: "/",
        timeout: 1800,
    )
    let output = try await command.run()
    #expect(output.status == 0, "\(output.text)")
    return output.text.split(separator: "\n").joined(separator: "\n")
}

/// What provisioning says when it fails; records an issue when it does not.
func failure(_ target: TargetEnvironment, _ context: ProvisionContext) async -> ProvisionError? {
    do throws(ProvisionError) {
        let made = try await KindRegistry().provision(target, context: context)
        Issue.record("made \(made.folder ?? "")")
        return nil
    } catch {
        return error
    }
}
