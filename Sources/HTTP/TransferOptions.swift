import CLibCurl
import Glibc

/// Tells libcurl what a request wants (curl_easy_setopt).
struct TransferOptions {
    let library: CurlLibrary
    let easy: CurlLibrary.Handle
    let address: HTTPAddress

    func apply(_ request: HTTPRequest) throws(HTTPError) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_BUFFERSIZE, 256 << 10)
        try set(CURLOPT_URL, address.text)
        try set(CURLOPT_USERAGENT, "smokehouse")
        try setMethod(request)
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.timeouts.connect))
        if let idle = request.timeouts.idle {
            set(CURLOPT_LOW_SPEED_LIMIT, max(1, request.timeouts.slowest))
            set(CURLOPT_LOW_SPEED_TIME, max(1, Int(idle.rounded(.up))))
        } else {
            // A connection that waits for long must notice when the other side is gone.
            set(CURLOPT_TCP_KEEPALIVE, 1)
        }
        if let total = request.timeouts.total { set(CURLOPT_TIMEOUT_MS, Self.milliseconds(total)) }
        if let socket = request.unixSocket { try set(CURLOPT_UNIX_SOCKET_PATH, socket) }
        if request.unixSocket != nil || request.proxy == .none { try set(CURLOPT_PROXY, "") }
        try setTLS(request.tls)
        try setCredentials(request.credentials)
    }

    private func setMethod(_ request: HTTPRequest) throws(HTTPError) {
        switch (request.method, request.body) {
        case ("GET", .none): set(CURLOPT_HTTPGET, 1)
        case ("HEAD", .none): set(CURLOPT_NOBODY, 1)
        case (let method, .none):
            if method != "DELETE" {
                // "Content-Length: 0", which servers want of a request that could have a body.
                set(CURLOPT_POST, 1)
                set(CURLOPT_POSTFIELDSIZE, 0)
                try set(CURLOPT_COPYPOSTFIELDS, "")
            }
            try set(CURLOPT_CUSTOMREQUEST, method)
        default: break
        }
    }

    private func setTLS(_ tls: HTTPRequest.TLS) throws(HTTPError) {
        let files = [
            (CURLOPT_CAINFO, tls.authorities), (CURLOPT_SSLCERT, tls.certificate), (CURLOPT_SSLKEY, tls.key),
        ]
        for (option, path) in files {
            guard let path else { continue }
            guard access(path, R_OK) == 0 else {
                throw HTTPError(.file, "\(address)", "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
            try set(option, path)
        }
        if !tls.verifies {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    private func setCredentials(_ credentials: HTTPRequest.Credentials) throws(HTTPError) {
        switch credentials {
        case .url: break
        case .netrc(let path):
            set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
            try set(CURLOPT_NETRC_FILE, path)
        case .aws(let region, let service, let key, let secret):
            // What is signed must be what is sent.
            set(CURLOPT_PATH_AS_IS, 1)
            try set(CURLOPT_AWS_SIGV4, "aws:amz:\(region):\(service)")
            try set(CURLOPT_USERNAME, key)
            try set(CURLOPT_PASSWORD, secret)
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        _ = smoke_set_long(library.setOption, easy, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        guard smoke_set_text(library.setOption, easy, option, value) == CURLE_OK else {
            throw HTTPError(
                .library, "\(address)",
                "this libcurl lacks something that the request needs (option \(option.rawValue))")
        }
    }

    private static func milliseconds(_ seconds: Double?) -> Int {
        // 0 would be libcurl's own limit of five minutes.
        guard let seconds else { return Int(Int32.max) }
        return max(1, Int(min(seconds * 1000, Double(Int32.max))))
    }
}
