import Glibc
import HTTP
import Matrix

/// What a server's answer without the file means, or its silence.
enum DownloadAnswer: Sendable, Hashable {
    /// An S3 bucket is in another region.
    case elsewhere(String)
    /// May pass; with what the server asks us to wait, in seconds.
    case passing(String, asked: Int?)
    /// Will not pass.
    case failed(String)
    /// There is no such file.
    case missing(String)
    /// What must not be followed.
    case refused(String)
    case denied(String)
    case cancelled

    /// A request that got no answer, or not all of it.
    init(_ error: HTTPError) {
        switch error.kind {
        case .cancelled: self = .cancelled
        case .redirect: self = .refused("is not fetched: \(error.reason)")
        default:
            let advice =
                error.kind == .tls && !error.isTransient
                ? "; name its authority's certificate in SSL_CERT_FILE if it is to be trusted" : ""
            self = error.isTransient ? .passing(error.reason, asked: nil) : .failed(error.reason + advice)
        }
    }

    /// An answer whose status is not 2xx.
    init(_ response: HTTPResponse, from address: RemoteAddress, _ settings: DownloadSettings) {
        let status = response.status
        let fault = S3Fault(response)
        let what = "the server answered \(status)\(fault.map { " (\($0.code))" } ?? "")"
        switch status {
        case 408, 425, 429, 500, 502, 503, 504:
            let asked = response["retry-after"].flatMap { RetryAfter.seconds($0, now: time(nil)) }
            self = .passing(what, asked: asked)
        case 404, 410: self = .missing("is not there: \(what); check the address")
        case 407: self = .denied("the proxy wants user and password; give them in its variable")
        case 301, 307, 400:
            let region =
                address.scheme == .s3 ? response["x-amz-bucket-region"].flatMap(S3Fault.plain) ?? fault?.region : nil
            self = region.map { .elsewhere($0) } ?? .failed(what)
        case 401, 403:
            let advice =
                address.scheme == .s3
                ? settings.aws.advice
                : "give user and password in ~/.netrc, or a link that carries its own permission"
            self = .denied("\(what); \(advice)")
        default: self = .failed(what)
        }
    }
}

/// What S3 says in the body of a refusal (Amazon S3 API, "Error responses"); only words that cannot hold a secret.
struct S3Fault {
    let code: String
    let region: String?

    init?(_ response: HTTPResponse) {
        let text = response.text
        guard let code = Self.element("Code", of: text) else { return nil }
        self.code = code
        region = Self.element("Region", of: text)
    }

    private static func element(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text[start.upperBound...].firstRange(of: "</")
        else {
            return nil
        }
        return plain(String(text[start.upperBound..<end.lowerBound]))
    }

    /// A word of letters, digits and hyphens, fit for a host's name; `nil` for anything else.
    static func plain(_ value: String) -> String? {
        let isPlain =
            value.utf8.count <= 60 && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return isPlain && !value.isEmpty ? value : nil
    }
}
