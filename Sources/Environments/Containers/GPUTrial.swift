/// Whether an engine gives containers the machine's GPUs, found out before anything is installed for them.
struct GPUTrial: Sendable {
    let engine: EngineClient
    let loader: LoaderFiles
    let labels: [String: String]
    let deadline: ContinuousClock.Instant

    /// Starts a container of an image with GPUs, in which the loader is known to run without.
    func run(in image: ImageFacts) async throws {
        var spec = ContainerSpec(image: image.id, command: [LoaderFiles.executableInside, "--probe", ""])
        spec.mounts = [ContainerSpec.Mount(loader.executable, at: LoaderFiles.executableInside)]
        spec.labels = labels
        spec.user = "65534:65534"
        spec.usesGPUs = true
        do throws(EngineError) {
            _ = try await engine.run(spec, within: ContinuousClock.now.duration(to: deadline).seconds)
        } catch {
            guard error.isAboutContainer else { throw error }
            throw ProvisionError(
                .deviceMissing, "\(engine.facts.name) has no GPU for containers: \(error.message)", remedy: remedy)
        }
    }

    private var remedy: String {
        let setup =
            engine.facts.isPodman
            ? "nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml" : "nvidia-ctk runtime configure --runtime=docker"
        return "install NVIDIA's driver and container toolkit and run '\(setup)', or set 'device: cpu'"
    }
}
