import Files
public import HTTP
import Matrix

/// How files are fetched; what the process' variables say.
public struct DownloadSettings: Sendable {
    /// The largest file in bytes; `nil` is any.
    public var maximumSize: Int?
    public var retries = RetryPlan()
    public var timeouts = HTTPRequest.Timeouts(connect: 30, idle: 30, slowest: 1024)
    /// A file with the certificates of authorities to trust instead of the system's.
    var authorities: String?
    private var awsAuthorities: String?
    private var netrc: String?
    var aws: AWSSettings

    /// - Parameter variables: `SSL_CERT_FILE` or `CURL_CA_BUNDLE`, `NETRC` and `HOME`, `AWS_…`. libcurl reads the
    ///   proxies' variables itself.
    public init(variables: [String: String]) {
        func given(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        authorities = given("CURL_CA_BUNDLE") ?? given("SSL_CERT_FILE")
        let netrc = given("NETRC") ?? given("HOME").map { Path.join($0, ".netrc") }
        self.netrc = netrc.flatMap { File.exists($0) ? $0 : nil }
        aws = AWSSettings(variables: variables)
        awsAuthorities = given("AWS_CA_BUNDLE")
    }

    func request(for address: RemoteAddress) -> HTTPRequest {
        var request =
            address.scheme == .s3
            ? aws.request(bucket: address.place, key: address.path) : HTTPRequest("GET", address.text)
        if address.scheme != .s3, let netrc { request.credentials = .netrc(netrc) }
        request.tls.authorities = address.scheme == .s3 ? awsAuthorities ?? authorities : authorities
        request.timeouts = timeouts
        return request
    }
}
