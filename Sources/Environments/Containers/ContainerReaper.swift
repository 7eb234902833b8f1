import Files
import Glibc
import HTTP

/// Removes the containers of runs that died without doing so themselves.
///
/// Three things see to it that nothing is left: a container's program ends when its run's end of a FIFO closes; a process
/// of ours outlives a run that is killed and removes its containers; and every run that uses an engine begins by removing
/// what dead runs left there.
public enum ContainerReaper {
    /// Starts the process that removes this run's containers if we die; `nil` where it cannot be.
    ///
    /// - Parameter program: the `smokehouse` executable, whose hidden command `reap` is `run` below.
    static func start(
        _ program: String,
        address: EngineAddress,
        labels: ContainerLabels,
        service: Int32?,
        variables: [String: String],
    ) -> DetachedProcess? {
        var variables = variables
        // A context's certificates are not in the variables, where its address must be.
        if address.certificates == nil { variables["DOCKER_HOST"] = "\(address)" }
        return DetachedProcess(
            program, ["reap", labels.run] + (service.map { ["\($0)"] } ?? []),
            variables: variables, log: "/dev/null", takesInput: true,
        )
    }

    /// What a run says to its reaper when there is nothing left to do.
    static let done = "done"

    /// The reaper's whole life: waits for the run's end, and removes what it left.
    ///
    /// - Parameter service: the process id of the Podman that the run started, which is to end with it.
    public static func run(_ run: String, service: Int32?, variables: [String: String]) async {
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { Glibc.signal(signal, SIG_IGN) }
        var byte = UInt8(0)
        while true {
            let count = read(0, &byte, 1)
            if count > 0 { return }
            if count == 0 || errno != EINTR { break }
        }
        // A container that is being made just now is there a moment later, with Docker's vfs many; and an engine that has
        // died may be started again.
        for pause in [0, 0.2, 1, 2, 2, 3, 3, 4, 5, 10, 10] {
            try? await Task.sleep(for: .seconds(pause))
            guard case .named(let address)? = try? EngineDiscovery(variables: variables).find() else { break }
            guard let engine = try? await EngineClient.connect(to: address, http: HTTPClient()),
                let left = try? await engine.containers(labelled: "\(ContainerLabels.run)=\(run)")
            else {
                if service != nil { break }
                continue
            }
            for container in left { try? await engine.remove(container.id) }
        }
        if let service { kill(service, SIGTERM) }
    }

    /// Removes the containers of runs that are surely dead; how many.
    @discardableResult
    static func sweep(_ engine: EngineClient) async -> Int {
        guard let containers = try? await engine.containers(labelled: ContainerLabels.owner) else { return 0 }
        var count = 0
        for container in containers {
            guard let owner = container.labels[ContainerLabels.owner].flatMap(ContainerLabels.Owner.init), owner.isDead,
                (try? await engine.remove(container.id)) != nil
            else { continue }
            count += 1
        }
        return count
    }
}
