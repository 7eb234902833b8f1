import Files
import HTTP
import Matrix
import TestServers
import Testing

@testable import Artifacts

@Suite("S3")
struct AWSSettingsTests {
    @Test("Buckets are addressed by host, with dots or an endpoint by path, and keys are escaped")
    func addresses() {
        #expect(
            AWSSettings(region: "eu-west-1").request(bucket: "models", key: "a/b c+d%é.onnx").url
                == "https://models.s3.eu-west-1.amazonaws.com/a/b%20c%2Bd%25%C3%A9.onnx")
        #expect(
            AWSSettings().request(bucket: "my.models", key: "k").url == "https://s3.us-east-1.amazonaws.com/my.models/k"
        )
        #expect(
            AWSSettings(region: "cn-north-1").request(bucket: "m", key: "k").url
                == "https://m.s3.cn-north-1.amazonaws.com.cn/k")
        #expect(
            AWSSettings(endpoint: "http://minio:9000").request(bucket: "m", key: "k").url == "http://minio:9000/m/k")
    }

    @Test("Variables come before the profile's files, and half a pair of keys is none")
    func sources() throws {
        let home = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-aws-")
        defer { try? Directory.removeTree(home) }
        try Directory.create(Path.join(home, ".aws"))
        try File.write(
            """
            # comment
            [default]
            aws_access_key_id = AKDEFAULT
            aws_secret_access_key=secret-default
            [other]
            aws_access_key_id=AKOTHER
            aws_secret_access_key = a=b/c+d
            aws_session_token = token
            """, to: Path.join(home, ".aws/credentials"))
        try File.write(
            """
            [default]
            region = eu-central-1
            s3 =
              endpoint_url = http://not-this
            [profile other]
            region = us-west-2
            endpoint_url = http://localhost:9000/
            """, to: Path.join(home, ".aws/config"))
        let plain = AWSSettings(variables: ["HOME": home])
        #expect(plain.keys == .init(identifier: "AKDEFAULT", secret: "secret-default", token: nil))
        #expect(plain.region == "eu-central-1")
        #expect(plain.endpoint == nil)
        let other = AWSSettings(variables: ["HOME": home, "AWS_PROFILE": "other", "AWS_REGION": ""])
        #expect(other.keys == .init(identifier: "AKOTHER", secret: "a=b/c+d", token: "token"))
        #expect(other.region == "us-west-2")
        #expect(other.endpoint == "http://localhost:9000")
        let variables = AWSSettings(variables: [
            "HOME": home, "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "r-1",
            "AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_S3": "http://b",
        ])
        #expect(variables.keys == .init(identifier: "AK", secret: "s", token: nil))
        #expect(variables.region == "r-1")
        #expect(variables.endpoint == "http://b")
        #expect(AWSSettings(variables: ["HOME": "/nowhere", "AWS_ACCESS_KEY_ID": "AK"]).keys == nil)
    }

    @Test("Where there are no keys, the advice says why")
    func lacking() throws {
        let home = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-aws-")
        defer { try? Directory.removeTree(home) }
        try Directory.create(Path.join(home, ".aws"))
        try File.write(
            "[profile sso]\nsso_session = me\nregion = eu-west-1\n[profile bare]\nregion = eu-west-1\n",
            to: Path.join(home, ".aws/config"))
        func advice(_ profile: String) -> String {
            AWSSettings(variables: ["HOME": home, "AWS_PROFILE": profile]).advice
        }
        #expect(advice("sso").hasPrefix("the profile 'sso' gets its keys by 'sso_session', which is not read"))
        #expect(advice("typo").hasPrefix("the profile 'typo' is neither in"))
        #expect(advice("bare").hasPrefix("no keys were found"))
        #expect(AWSSettings(variables: ["HOME": home]).advice.hasPrefix("no keys were found"))
    }

    @Test("Only plain words of an error are repeated")
    func faults() {
        func fault(_ body: String) -> S3Fault? {
            S3Fault(HTTPResponse(status: 400, headers: [], body: Array(body.utf8), address: HTTPAddress("http://h/")!))
        }
        #expect(fault("<Error><Code>AccessDenied</Code></Error>")?.code == "AccessDenied")
        #expect(fault("<Error><Code>X</Code><Region>eu-west-1</Region></Error>")?.region == "eu-west-1")
        #expect(fault("<Error><Code>a secret!</Code></Error>") == nil)
        #expect(fault("<Code>") == nil)
        #expect(fault("") == nil)
    }
}
