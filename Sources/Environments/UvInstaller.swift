import Files
import Glibc

/// Installs with one call of uv into an environment that we lay out ourselves.
///
/// Seen with uv 0.13: `--prefix` with the base interpreter takes 60 ms where `uv venv` and `--python` take 100 and more,
/// because uv starts every interpreter that it does not know, and it knows the base.
struct UvInstaller: PackageInstaller {
    let uv: String

    func install(_ request: InstallRequest, offline: Bool) async throws(ProvisionError) -> String {
        do throws(FileError) {
            try VirtualEnvironment.create(at: request.folder, interpreter: request.interpreter)
        } catch {
            throw ProvisionError(error.code == ENOSPC ? .diskFull : .other, "\(error)")
        }
        if request.isEmpty { return "" }
        var log = ""
        if offline {
            let output = try await request.run(uv, arguments(request) + ["--offline"] + requirements(request))
            if output.status == 0 {
                VirtualEnvironment.claimScripts(in: request.folder, from: request.interpreter)
                return output.text
            }
            log = "The download cache does not hold everything, asking the index.\n"
        }
        let output = try await request.run(uv, arguments(request) + requirements(request))
        log += output.text
        guard output.status == 0 else {
            let failure = InstallFailure.read(output.text, interpreter: request.interpreter)
            throw await withNeighbours(failure, request).withoutBuilds(request.mayBuild)
        }
        VirtualEnvironment.claimScripts(in: request.folder, from: request.interpreter)
        return log
    }

    private func arguments(_ request: InstallRequest) -> [String] {
        var arguments = ["pip", "install"]
        arguments += ["--prefix", request.folder, "--link-mode", "hardlink"]
        return arguments + sources(request)
    }

    private func sources(_ request: InstallRequest) -> [String] {
        var arguments = ["--no-progress", "--color", "never", "--python", request.interpreter.basePath]
        if !request.mayBuild { arguments.append("--no-build") }
        for folder in request.findLinks { arguments += ["--find-links", folder] }
        for index in request.indexes.dropLast() { arguments += ["--index", index] }
        if let last = request.indexes.last { arguments += ["--default-index", last] }
        return arguments
    }

    private func requirements(_ request: InstallRequest) -> [String] {
        request.requirementFiles.flatMap { ["--requirements", $0] } + ["--"] + request.requirements
    }

    /// Adds the nearest releases to "no such version", which uv itself leaves out.
    private func withNeighbours(_ failure: InstallFailure, _ request: InstallRequest) async -> ProvisionError {
        guard let (name, version) = failure.missing else { return failure.error }
        var neighbours: [String] = []
        for (comparison, resolution) in [("<", "highest"), (">", "lowest-direct")] {
            let arguments =
                ["pip", "install", "--dry-run", "--no-deps", "--resolution", resolution, "--prefix", request.folder]
                + sources(request) + ["--", "\(name)\(comparison)\(version)"]
            guard let output = try? await request.run(uv, arguments), output.status == 0 else { continue }
            for line in output.text.split(whereSeparator: \.isNewline) {
                let words = line.split(separator: " ")
                guard words.count == 2, words[0] == "+" else { continue }
                neighbours += words[1].split(separator: "=", maxSplits: 1).dropFirst().map {
                    String($0.drop { $0 == "=" })
                }
            }
        }
        return failure.naming(neighbours)
    }
}
