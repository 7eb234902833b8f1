import Files
import Glibc
import HTTP
import JSON

/// A container engine through the Docker Engine API, which Podman speaks as well.
public struct EngineClient: Sendable {
    public let address: EngineAddress
    let http: HTTPClient
    /// What the engine said of itself.
    let facts: EngineFacts

    /// The version that requests are written for; an engine that no longer speaks it gets the oldest that it does.
    private static let version = EngineFacts.APIVersion(1, 41)

    /// Asks who is there.
    ///
    /// - Parameters:
    ///   - user: who asks: this process' user.
    ///   - seconds: how long the answer may take.
    static func connect(
        to address: EngineAddress,
        http: HTTPClient,
        user: uid_t = getuid(),
        within seconds: Double = 10,
    ) async throws(EngineError) -> EngineClient {
        let unknown = EngineClient(address: address, http: http, facts: .unknown)
        // Podman asks its tools and the system's packages for their versions first: a second and more, for its own name.
        let greeting = try await unknown.send(
            "GET", "/_ping", nil, headers: [], timeout: seconds,
            doing: "ask the engine for its version")
        var facts: EngineFacts
        if let known = EngineFacts(greeting: greeting) {
            facts = known
        } else {
            let value = try await unknown.json(
                "GET", "/version", doing: "ask the engine for its version", timeout: seconds)
            guard let known = EngineFacts(value) else {
                throw EngineError(
                    .garbled, "what listens at \(address) is no container engine", remedy: "check \(address.source)")
            }
            facts = known
        }
        // One that root may use is hardly a user's own.
        if user != 0 {
            let known = EngineClient(address: address, http: http, facts: facts)
            let info = try await known.json("GET", "/info", doing: "ask the engine about itself", timeout: seconds)
            facts.isRootless =
                info["Rootless"]?.bool == true || info["SecurityOptions"]?.strings?.contains("name=rootless") == true
            // Without cgroups of its own to set them in it ignores limits, and of the older kind a user has none.
            facts.hasLimits =
                !facts.isRootless
                || info["CgroupVersion"]?.string != "1" && info["MemoryLimit"]?.bool != false
        }
        return EngineClient(address: address, http: http, facts: facts)
    }

    // MARK: - Requests

    /// A request whose answer is JSON; 304 (already so) gives `null`.
    func json(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        doing what: String,
        headers: [HTTPHeader] = [],
        timeout: Double? = 120,
    ) async throws(EngineError) -> JSONValue {
        let response = try await send(method, path, body, headers: headers, timeout: timeout, doing: what)
        guard response.isSuccess || response.status == 304 else {
            throw EngineError(status: response.status, body: response.body, doing: what)
        }
        if response.body.isEmpty || response.status == 304 || response.status == 204 { return .null }
        guard let value = try? JSONValue(parsing: response.body) else {
            throw EngineError(.garbled, "cannot \(what): the engine at \(address) answers with no JSON")
        }
        return value
    }

    /// A request whose answer is bytes.
    func bytes(_ method: String, _ path: String, doing what: String) async throws(EngineError) -> [UInt8] {
        let response = try await send(method, path, nil, headers: [], timeout: 120, doing: what)
        guard response.isSuccess else {
            throw EngineError(status: response.status, body: response.body, doing: what)
        }
        return response.body
    }

    /// A request whose answer is one JSON value after another, as the work goes on (pull, build).
    func follow(
        _ path: String,
        body: HTTPRequest.Body,
        headers: [HTTPHeader],
        timeout: Double,
        doing what: String,
        take: @escaping @Sendable (JSONValue) -> Void,
    ) async throws(EngineError) {
        var request = request("POST", path, headers)
        request.body = body
        request.timeouts.total = timeout
        let lines = JSONLines(take)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await http.stream(
                request,
                to: HTTPReceiver { piece in
                    lines.append(piece)
                    return .proceed
                })
        } catch {
            throw failure(error, doing: what)
        }
        guard response.isSuccess else {
            throw EngineError(status: response.status, body: response.body, doing: what)
        }
        lines.finish()
    }

    private func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue?,
        headers: [HTTPHeader],
        timeout: Double?,
        doing what: String,
    ) async throws(EngineError) -> HTTPResponse {
        var request = request(method, path, headers)
        if let body {
            request.headers.append(HTTPHeader("Content-Type", "application/json"))
            request.body = .bytes(Array(body.compact.utf8))
        }
        request.timeouts.total = timeout
        do throws(HTTPError) {
            return try await http.send(request)
        } catch {
            throw failure(error, doing: what)
        }
    }

    private func request(_ method: String, _ path: String, _ headers: [HTTPHeader]) -> HTTPRequest {
        let version = facts.isKnown ? "/v\(facts.version(for: Self.version))" : ""
        var request = HTTPRequest(method, address.base + version + path, headers: headers)
        request.unixSocket = address.socket
        if address.isLoopback { request.proxy = .none }
        request.redirects = 0
        request.timeouts.connect = 10
        if let certificates = address.certificates {
            request.tls.authorities = certificates.authority
            request.tls.certificate = certificates.certificate
            request.tls.key = certificates.key
            request.tls.verifies = certificates.verifies
        }
        return request
    }

    private func failure(_ error: HTTPError, doing what: String) -> EngineError {
        switch error.kind {
        case .cancelled: EngineError(.cancelled, "cancelled")
        case .timeout: EngineError(.timedOut, "cannot \(what): the engine at \(address) does not answer in time")
        case .cut where address.certificates != nil && address.certificates?.certificate == nil:
            // With TLS 1.3 a server says only after the handshake that it wants to know who we are.
            EngineError(
                .denied,
                "cannot \(what): the engine at \(address) closed the connection, as it does without a certificate",
                remedy: "put cert.pem and key.pem where ca.pem is (DOCKER_CERT_PATH, or the context)",
            )
        case .cut: EngineError(.away, "cannot \(what): the engine at \(address) went away in the middle")
        case .tls:
            EngineError(
                .away, "cannot \(what): \(address): \(error.reason)",
                remedy: "check \(address.source) and its certificates",
            )
        case .name, .connection: address.absence(error.reason)
        default: EngineError(.away, "cannot \(what): \(error.reason)", remedy: "check \(address.source)")
        }
    }
}

extension EngineAddress {
    /// Why nobody answers here, as far as the socket's file tells.
    func absence(_ reason: String) -> EngineError {
        guard let socket else {
            return EngineError(
                .away, "no engine answers at \(self) (\(source)): \(reason)",
                remedy: "check the address and the network")
        }
        guard File.exists(socket) else {
            return EngineError(
                .away, "there is no socket '\(socket)' (\(source))", remedy: "start the engine, or correct \(source)")
        }
        if access(socket, R_OK | W_OK) != 0 {
            return EngineError(
                .denied, "this user may not use the engine's socket '\(socket)'",
                remedy: "join the socket's group, or use rootless Podman",
            )
        }
        return EngineError(.away, "no engine answers at '\(socket)' (\(source)): \(reason)", remedy: "start the engine")
    }
}
