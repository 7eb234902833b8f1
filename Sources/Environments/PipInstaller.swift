import Files

/// Installs with the interpreter's own `venv` and `pip`, for those whose indexes or policies know only pip.
struct PipInstaller: PackageInstaller {
    func install(_ request: InstallRequest, offline: Bool) async throws(ProvisionError) -> String {
        let made = try await request.run(request.interpreter.basePath, ["-I", "-m", "venv", request.folder])
        guard made.status == 0 else {
            throw ProvisionError(
                .installerMissing,
                "Python \(request.interpreter.version) at \(request.interpreter.basePath) cannot make an environment with pip",
                log: made.text,
                remedy: "install its venv and ensurepip modules (Debian: python3-venv), or use 'installer: uv'",
            )
        }
        if request.isEmpty { return made.text }
        var arguments = [
            "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-color",
            "--progress-bar", "off", "--no-compile",
        ]
        if !request.mayBuild { arguments += ["--only-binary", ":all:"] }
        for folder in request.findLinks { arguments += ["--find-links", folder] }
        if let first = request.indexes.first { arguments += ["--index-url", first] }
        for index in request.indexes.dropFirst() { arguments += ["--extra-index-url", index] }
        for file in request.requirementFiles { arguments += ["--requirement", file] }
        let output = try await request.run(
            VirtualEnvironment.python(of: request.folder),
            arguments + ["--"] + request.requirements,
        )
        guard output.status == 0 else {
            throw InstallFailure.read(output.text, interpreter: request.interpreter).error
                .withoutBuilds(request.mayBuild)
        }
        return made.text + output.text
    }
}
