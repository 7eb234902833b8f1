import Synchronization

/// Makes HTTP requests through libcurl, on one thread of its own; connections are kept and used again.
///
/// Any number of requests may be under way at a time. Cancelling the task that waits for one ends it at once.
public final class HTTPClient: Sendable {
    private let driver: Mutex<TransferDriver?>

    /// Costs nothing until the first request.
    public init() { driver = Mutex(nil) }

    deinit {
        driver.withLock { $0?.close() }
    }

    /// Sends a request and waits for the whole response, whatever its status.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try await follow(request, nil)
    }

    /// Sends a request and hands the body over piece by piece as it comes.
    ///
    /// - Parameter receiver: gets head and body where the status is 2xx; may stop the transfer, which is no error.
    /// - Returns: the response; its body is empty where the receiver had it.
    @discardableResult
    public func stream(_ request: HTTPRequest, to receiver: HTTPReceiver) async throws(HTTPError) -> HTTPResponse {
        try await follow(request, receiver)
    }

    private func follow(_ first: HTTPRequest, _ receiver: HTTPReceiver?) async throws(HTTPError) -> HTTPResponse {
        var request = first
        guard var address = HTTPAddress(request.url) else {
            throw HTTPError(.address, "", "this is no http:// or https:// address")
        }
        var left = first.redirects
        while true {
            let outcome = try await perform(request, at: address, receiver).get()
            guard let target = outcome.redirect, left > 0 || first.redirects > 0 else { return outcome.response }
            guard left > 0 else {
                throw HTTPError(.redirect, "\(address)", "redirected more than \(first.redirects) times")
            }
            left -= 1
            guard let next = HTTPAddress(target) else {
                throw HTTPError(.redirect, "\(address)", "redirected to something other than http or https: refused")
            }
            guard address.scheme == "http" || next.scheme == "https" else {
                throw HTTPError(
                    .redirect, "\(address)",
                    "redirected from https to \(next), where anyone on the way can change the content: refused")
            }
            request = request.redirected(status: outcome.response.status, from: address, to: next)
            address = next.hasSameOrigin(as: address) ? next.adoptingUserinfo(of: address) : next
        }
    }

    private func perform(
        _ request: HTTPRequest,
        at address: HTTPAddress,
        _ receiver: HTTPReceiver?,
    ) async -> Result<TransferOutcome, HTTPError> {
        let driver: TransferDriver
        switch running() {
        case .success(let running): driver = running
        case .failure(let error): return .failure(error)
        }
        let number = driver.newNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                driver.submit(
                    TransferJob(number: number, request: request, address: address, receiver: receiver) {
                        continuation.resume(returning: $0)
                    })
                // Cancelled before it was submitted, the handler below found nothing to cancel.
                if Task.isCancelled { driver.cancel(number) }
            }
        } onCancel: {
            driver.cancel(number)
        }
    }

    private func running() -> Result<TransferDriver, HTTPError> {
        driver.withLock { known in
            if let known { return .success(known) }
            return CurlLibrary.shared.flatMap { library in
                TransferDriver.start(library).map { driver in
                    known = driver
                    return driver
                }
            }
        }
    }
}

extension HTTPRequest {
    /// What is sent to where a redirect leads: no body after a 303, and no secrets for another origin.
    func redirected(status: Int, from: HTTPAddress, to: HTTPAddress) -> HTTPRequest {
        var request = self
        if status == 303, method != "HEAD" {
            request.method = "GET"
            request.body = .none
        }
        guard !to.hasSameOrigin(as: from) else { return request }
        request.headers.removeAll { header in
            let name = header.name.lowercased()
            return name.contains("auth") || name.contains("token") || name.contains("cookie")
                || name.contains("secret") || name.contains("key")
        }
        if case .aws = credentials { request.credentials = .url }
        request.tls.certificate = nil
        request.tls.key = nil
        return request
    }
}
