import JSON

/// One start of the loader in an image, where it looks for its C library, interpreters and packages.
struct ImageLook: Sendable {
    let image: ImageFacts
    /// Names or paths of interpreters to look for.
    let names: [String]
    let loader: LoaderFiles
    let engine: EngineClient
    let labels: ContainerLabels
    let deadline: ContinuousClock.Instant

    /// What the loader reports as a user; as `nil`, who may look everywhere.
    ///
    /// - Throws: `ProvisionError` where the loader does not run in the image.
    func report(as user: ContainerUser?) async throws -> JSONObject {
        var spec = ContainerSpec(
            image: image.id, command: [LoaderFiles.executableInside, "--probe", InterpreterProbe.script] + names,
        )
        spec.mounts = [ContainerSpec.Mount(loader.executable, at: LoaderFiles.executableInside)]
        spec.labels = labels.container
        spec.user = user?.name ?? "0:0"
        spec.keepsUser = user?.keepsIdentity == true
        spec.isBuild = user == nil
        let result: (state: ContainerState, logs: LogDemultiplexer)
        do throws(EngineError) {
            result = try await engine.run(spec, within: ContinuousClock.now.duration(to: deadline).seconds)
        } catch {
            if error.code == .timedOut {
                throw ProvisionError(
                    .timedOut, "there was no time left to look around in the image",
                    remedy: "raise 'timeout: {provision: …}' if what comes before takes long",
                )
            }
            guard error.isRefusal || error.code == .notFound else { throw error }
            throw ImageSurvey.unsuitable(image, error.message, log: "")
        }
        // The loader came to its end, but nothing is left of what it said.
        if result.state.exitCode == 0, result.logs.output.isEmpty, result.state.error.isEmpty {
            throw ProvisionError(
                .diskFull, "the engine's disk is full or it keeps no logs: what the loader said in the image is lost",
                remedy: "free space, for example with 'smokehouse cache prune' or the engine's own prune",
            )
        }
        guard result.state.exitCode == 0, let report = (try? JSONValue(parsing: result.logs.output))?.object else {
            throw ImageSurvey.unsuitable(image, result.logs.text + result.state.error, log: result.logs.text)
        }
        return report
    }
}
