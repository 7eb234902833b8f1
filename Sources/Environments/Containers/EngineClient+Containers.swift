import Files
import JSON

/// How a container stands (`GET /containers/{id}/json`, `State`).
public struct ContainerState: Sendable, Hashable {
    public let isRunning: Bool
    public let exitCode: Int
    /// Whether the kernel's out-of-memory killer ended a process in it.
    public let isOutOfMemory: Bool
    /// What the engine says of a start that failed.
    public let error: String
}

/// A container as a list shows it.
struct ListedContainer: Sendable, Hashable {
    let id: String
    let labels: [String: String]
    let isRunning: Bool
}

extension EngineClient {
    /// Makes a container; its id.
    ///
    /// A cancelled task waits for it all the same, and removes it: an engine that has begun goes on, and would leave a
    /// container that nobody knows of.
    public func create(_ spec: ContainerSpec) async throws(EngineError) -> String {
        if Task.isCancelled { throw .cancelled }
        let making = Task.detached { () async -> Result<String, EngineError> in
            do throws(EngineError) {
                return .success(try await make(spec))
            } catch {
                return .failure(error.blamingPlace(spec.mounts, of: address))
            }
        }
        let id = try await making.value.get()
        guard Task.isCancelled else { return id }
        await removeForGood(id)
        throw .cancelled
    }

    private func make(_ spec: ContainerSpec) async throws(EngineError) -> String {
        let query = spec.platform.map { "?platform=\(Self.escaped($0))" } ?? ""
        let value = try await json(
            "POST", "/containers/create\(query)", spec.body(for: facts), doing: "make a container")
        guard let id = value["Id"]?.string else {
            throw EngineError(.garbled, "cannot make a container: the engine gave it no id")
        }
        return id
    }

    /// Starts a container; one that runs already is fine.
    public func start(_ id: String, _ spec: ContainerSpec) async throws(EngineError) {
        do throws(EngineError) {
            _ = try await json("POST", "/containers/\(id)/start", doing: "start the container")
        } catch {
            throw error.blamingPlace(spec.mounts, of: address)
        }
    }

    /// Waits until a container has ended; its exit code.
    public func wait(_ id: String) async throws(EngineError) -> Int {
        let value = try await json("POST", "/containers/\(id)/wait", doing: "wait for the container", timeout: nil)
        return value["StatusCode"]?.int ?? -1
    }

    /// How a container stands.
    public func state(_ id: String) async throws(EngineError) -> ContainerState {
        let value = try await json("GET", "/containers/\(id)/json", doing: "look at the container")
        let state = value["State"]
        return ContainerState(
            isRunning: state?["Running"]?.bool == true,
            exitCode: state?["ExitCode"]?.int ?? -1,
            isOutOfMemory: state?["OOMKilled"]?.bool == true,
            error: state?["Error"]?.string ?? "",
        )
    }

    /// What a container has written so far.
    public func logs(_ id: String) async throws(EngineError) -> LogDemultiplexer {
        var logs = LogDemultiplexer()
        logs.append(
            try await bytes("GET", "/containers/\(id)/logs?stdout=1&stderr=1", doing: "read the container's output"))
        return logs
    }

    /// Ends and removes a container with its volumes; one that is gone is fine.
    func remove(_ id: String) async throws(EngineError) {
        do throws(EngineError) {
            _ = try await json("DELETE", "/containers/\(id)?force=1&v=1", doing: "remove the container")
        } catch {
            // 409: somebody else is removing it just now.
            guard error.code == .notFound || error.code == .refused(status: 409) else { throw error }
        }
    }

    /// The containers that carry a label, running or not.
    func containers(labelled label: String) async throws(EngineError) -> [ListedContainer] {
        let filters: JSONValue = ["label": [.string(label)]]
        let value = try await json(
            "GET", "/containers/json?all=1&filters=\(Self.escaped(filters.compact))", doing: "list containers",
        )
        return (value.array ?? []).compactMap { entry in
            guard let id = entry["Id"]?.string else { return nil }
            return ListedContainer(
                id: id, labels: entry["Labels"].texts, isRunning: entry["State"]?.string == "running",
            )
        }
    }

    /// Runs a container to its end and removes it, whatever happens; its state and what it wrote.
    func run(
        _ spec: ContainerSpec,
        within seconds: Double,
    ) async throws(EngineError) -> (state: ContainerState, logs: LogDemultiplexer) {
        let id = try await create(spec)
        let result: Result<(state: ContainerState, logs: LogDemultiplexer), EngineError>
        do throws(EngineError) {
            result = .success(try await finish(id, spec, within: seconds))
        } catch {
            result = .failure(error)
        }
        await removeForGood(id)
        return try result.get()
    }

    private func finish(
        _ id: String,
        _ spec: ContainerSpec,
        within seconds: Double,
    ) async throws(EngineError) -> (state: ContainerState, logs: LogDemultiplexer) {
        try await start(id, spec)
        _ = try await json("POST", "/containers/\(id)/wait", doing: "wait for the container", timeout: max(seconds, 1))
        return (state: try await state(id), logs: try await logs(id))
    }

    /// Removes a container also when our own task has been cancelled; what cannot be removed now the reaper finds later.
    ///
    /// - Returns: whether it is gone.
    @discardableResult
    public func removeForGood(_ id: String) async -> Bool {
        let removal = Task.detached { (try? await remove(id)) != nil }
        return await removal.value
    }

    /// A text for a URL's query.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
            }
        }
        return escaped
    }
}

extension JSONValue? {
    /// The texts of an object whose values are texts, as labels are.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in self?.object?.members ?? [] { texts[key] = value.string }
        return texts
    }
}
