import Files
import HTTP

/// What S3 needs to know of us, as the AWS tools are told it: variables first, then the profile's files.
struct AWSSettings: Sendable, Hashable {
    struct Keys: Sendable, Hashable {
        let identifier: String
        let secret: String
        let token: String?
    }

    /// `nil` makes requests that are not signed, as public buckets take them.
    var keys: Keys?
    var region: String?
    /// Without a slash at the end; `nil` is Amazon's own.
    var endpoint: String?
    /// Why there are no keys, and what to do.
    private var lack = Self.noKeys

    init(keys: Keys? = nil, region: String? = nil, endpoint: String? = nil) {
        self.keys = keys
        self.region = region
        self.endpoint = endpoint
    }

    /// - Parameter variables: those of the process; the files that they name, or `~/.aws`, are read.
    init(variables: [String: String]) {
        func given(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = given("HOME") ?? "/"
        let profile = given("AWS_PROFILE") ?? given("AWS_DEFAULT_PROFILE") ?? "default"
        func file(_ variable: String, _ name: String) -> String {
            let path = given(variable).map { $0.hasPrefix("~/") ? Path.join(home, String($0.dropFirst(2))) : $0 }
            return (try? File.readText(path ?? Path.join(home, ".aws/\(name)"), limit: 1 << 20)) ?? ""
        }
        let credentials = Self.section(profile, of: file("AWS_SHARED_CREDENTIALS_FILE", "credentials"))
        let configuration = Self.section(profile, of: file("AWS_CONFIG_FILE", "config"))
        func keys(_ get: (String) -> String?) -> Keys? {
            guard let identifier = get("aws_access_key_id"), let secret = get("aws_secret_access_key") else {
                return nil
            }
            return Keys(identifier: identifier, secret: secret, token: get("aws_session_token"))
        }
        self.keys =
            keys { given($0.uppercased()) } ?? keys { credentials[$0] } ?? keys { configuration[$0] }
        if let elsewhere = Self.foreignSources.first(where: { configuration[$0] != nil || credentials[$0] != nil }) {
            lack =
                "the profile '\(profile)' gets its keys by '\(elsewhere)', which is not read; put them into variables: "
                + "eval \"$(aws configure export-credentials --profile \(profile) --format env)\""
        } else if profile != "default", credentials.isEmpty, configuration.isEmpty {
            lack = "the profile '\(profile)' is neither in ~/.aws/credentials nor in ~/.aws/config; check AWS_PROFILE"
        }
        region = given("AWS_REGION") ?? given("AWS_DEFAULT_REGION") ?? configuration["region"] ?? credentials["region"]
        endpoint =
            (given("AWS_ENDPOINT_URL_S3") ?? given("AWS_ENDPOINT_URL") ?? configuration["endpoint_url"]
            ?? credentials["endpoint_url"])
            .map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// What to do where access is denied.
    var advice: String { keys == nil ? lack : "check that the AWS keys are right and may read the object" }

    private static let noKeys =
        "no keys were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for ~/.aws/credentials; what "
        + "the machine's role gives: eval \"$(aws configure export-credentials --format env)\""

    /// Settings of a profile whose keys others hold.
    private static let foreignSources = [
        "sso_session", "sso_start_url", "credential_process", "role_arn", "web_identity_token_file", "login_session",
    ]

    /// The settings of a profile: `[NAME]` or `[profile NAME]`, then `name = value` lines; indented ones are of others.
    static func section(_ profile: String, of text: String) -> [String: String] {
        var found: [String: String] = [:]
        var isOurs = false
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, first != "#", first != ";", first != " ", first != "\t" else { continue }
            if first == "[" {
                let name = line.dropFirst().prefix { $0 != "]" }.split(separator: " ")
                isOurs = name == [profile[...]] || name == ["profile", profile[...]]
            } else if isOurs, let equals = line.firstIndex(of: "=") {
                let name = line[..<equals].filter { $0 != " " && $0 != "\t" }.lowercased()
                found[name] = String(line[line.index(after: equals)...].trimmedSpaces)
            }
        }
        return found.filter { !$0.value.isEmpty }
    }

    /// The region of the requests: what is set, or the one that every bucket can be asked in.
    var effectiveRegion: String { region ?? "us-east-1" }

    /// A request for an object, signed where there are keys.
    ///
    /// With an endpoint of one's own, and for buckets whose dots no certificate covers, the bucket is the path's first
    /// part, otherwise the host's (Amazon S3 User Guide, "Virtual hosting of buckets").
    func request(bucket: String, key: String) -> HTTPRequest {
        let path = Self.escaped(key)
        let suffix = effectiveRegion.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        let url =
            if let endpoint {
                "\(endpoint)/\(bucket)/\(path)"
            } else if bucket.contains(".") {
                "https://s3.\(effectiveRegion).\(suffix)/\(bucket)/\(path)"
            } else {
                "https://\(bucket).s3.\(effectiveRegion).\(suffix)/\(path)"
            }
        var request = HTTPRequest("GET", url)
        request.redirects = 0
        guard let keys else { return request }
        request.credentials = .aws(region: effectiveRegion, service: "s3", key: keys.identifier, secret: keys.secret)
        // libcurl takes it into the signature, but adds it itself only from 8.0 on; S3 wants it.
        request.headers.append(HTTPHeader("x-amz-content-sha256", Self.emptyDigest))
        if let token = keys.token { request.headers.append(HTTPHeader("x-amz-security-token", token)) }
        return request
    }

    /// The SHA-256 of no bytes, which is what a request for an object sends.
    private static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// Everything but unreserved characters and slashes as `%XX` (AWS Signature Version 4, "URI encode").
    static func escaped(_ key: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmedSpaces: Substring {
        let head = drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return head[...last]
    }
}
