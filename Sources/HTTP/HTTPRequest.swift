/// One HTTP request: where to, what to say, and how long to wait.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST`, … in capitals.
    public var method: String
    /// An `http` or `https` URL.
    public var url: String
    /// In order; libcurl adds `Host`, `User-Agent` and `Accept` where they are missing.
    public var headers: [HTTPHeader]
    public var body = Body.none
    /// The path of a Unix socket to connect to in place of the URL's host.
    public var unixSocket: String?
    public var tls = TLS()
    public var proxy = Proxy.environment
    public var credentials = Credentials.url
    public var timeouts = Timeouts()
    /// How many redirects are followed; never from https to http.
    public var redirects = 10
    /// The most bytes of a response's body that are kept in memory; a longer one is an error.
    public var bodyLimit = 64 << 20

    public init(_ method: String, _ url: String, headers: [HTTPHeader] = []) {
        self.method = method
        self.url = url
        self.headers = headers
    }

    /// What is sent after the headers.
    public enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// The content of a regular file.
        case file(String)
        /// Pieces as the closure gives them, chunked: it fills the buffer and returns the count, 0 at the end and `nil`
        /// to give up. It runs on the client's own thread and holds up that client's other transfers.
        case stream(@Sendable (UnsafeMutableRawBufferPointer) -> Int?)
    }

    /// Whom to trust and who we are; paths of PEM files. `nil` is libcurl's own choice.
    public struct TLS: Sendable, Hashable {
        /// Certificates of authorities.
        public var authorities: String?
        /// Our own certificate, and its key.
        public var certificate: String?
        public var key: String?
        /// Whether the server must prove who it is.
        public var verifies = true

        public init() {}
    }

    public enum Proxy: Sendable, Hashable {
        /// As `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say.
        case environment
        case none
    }

    public enum Credentials: Sendable, Hashable {
        /// The user and password in the URL, if any.
        case url
        /// Those in the URL, else what a netrc file says about the host.
        case netrc(String)
        /// Signed with AWS Signature Version 4.
        case aws(region: String, service: String, key: String, secret: String)
    }

    /// Limits in seconds; `nil` is none.
    public struct Timeouts: Sendable, Hashable {
        /// Finding the host, connecting and TLS.
        public var connect: Double? = 30
        /// Slower than `slowest`, in either direction; whole seconds.
        public var idle: Double?
        /// Bytes per second.
        public var slowest = 1
        /// From start to end.
        public var total: Double?

        public init(connect: Double? = 30, idle: Double? = nil, slowest: Int = 1, total: Double? = nil) {
            self.connect = connect
            self.idle = idle
            self.slowest = slowest
            self.total = total
        }
    }
}

/// A header's name and value.
public struct HTTPHeader: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
