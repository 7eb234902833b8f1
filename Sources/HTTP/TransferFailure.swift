import CLibCurl
import Glibc

/// Puts libcurl's results into words; none of libcurl's own texts that could repeat a URL is passed on.
struct TransferFailure {
    let library: CurlLibrary
    let easy: CurlLibrary.Handle
    let job: TransferJob

    func error(_ code: CURLcode, detail: String) -> HTTPError {
        let place = job.request.unixSocket.map { "\($0) (\(job.address.path))" } ?? "\(job.address)"
        func error(_ kind: HTTPError.Kind, _ reason: String, isTransient: Bool? = nil) -> HTTPError {
            HTTPError(kind, place, reason, isTransient: isTransient)
        }
        if let status = refusedTunnel {
            let advice = status == 407 ? "; give user and password in the proxy's variable" : ""
            return error(
                .proxy, "the proxy answered \(status) when asked for \(job.address.host)\(advice)",
                isTransient: status >= 500)
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return error(.name, "no host named '\(job.address.host)' was found; check the address and the network")
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            return error(.proxy, "the proxy could not be reached; check http_proxy, https_proxy and no_proxy")
        case CURLE_COULDNT_CONNECT:
            return error(.connection, "cannot connect: \(systemReason ?? "nobody answers")")
        case CURLE_OPERATION_TIMEDOUT:
            return error(.timeout, timeout(detail))
        case CURLE_PEER_FAILED_VERIFICATION:
            return error(.tls, "the server's certificate is not trusted: \(detail)")
        case CURLE_SSL_CONNECT_ERROR:
            return error(.tls, "no secure connection: \(detail)", isTransient: true)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            return error(.tls, "no secure connection: \(detail.isEmpty ? text(code) : detail)")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_SEND_FAIL_REWIND:
            return error(.cut, "the connection was cut before the answer was complete")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return error(.address, "libcurl cannot use this address")
        case CURLE_READ_ERROR:
            return error(.file, "what was to be sent could not be read to its end")
        default:
            return error(.other, "libcurl: \(text(code))")
        }
    }

    /// The status with which a proxy refused to let us through to the host.
    private var refusedTunnel: Int? {
        var status = 0
        _ = smoke_get_long(library.getInfo, easy, CURLINFO_HTTP_CONNECTCODE, &status)
        return status == 0 || (200..<300).contains(status) ? nil : status
    }

    private var systemReason: String? {
        var code = 0
        _ = smoke_get_long(library.getInfo, easy, CURLINFO_OS_ERRNO, &code)
        return code == 0 ? nil : String(cString: strerror(Int32(code))).lowercasedFirst
    }

    private func timeout(_ detail: String) -> String {
        let limits = job.request.timeouts
        if detail.contains("too slow"), let idle = limits.idle {
            let amount = limits.slowest > 1 ? "less than \(limits.slowest) bytes per second" : "nothing"
            return "\(amount) came for \(Self.seconds(max(1, idle.rounded(.up))))"
        }
        var sent = 0
        _ = smoke_get_long(library.getInfo, easy, CURLINFO_REQUEST_SIZE, &sent)
        if sent == 0, let connect = limits.connect, connect < limits.total ?? .infinity {
            return "no connection within \(Self.seconds(connect))"
        }
        return limits.total.map { "not done within \(Self.seconds($0))" } ?? "took too long"
    }

    private static func seconds(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
    }

    private func text(_ code: CURLcode) -> String { String(cString: library.text(code)).lowercasedFirst }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
