import Matrix
import Testing

@Suite("Versions, as PEP 440 has them")
struct VersionTests {
    @Test("Versions are in this order")
    func order() throws {
        let texts = [
            "1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456", "1.0b2",
            "1.0b2.post345.dev456", "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1.10", "2!0.1",
        ]
        let versions = try texts.map { try #require(Version($0)) }
        for (left, right) in zip(versions, versions.dropFirst()) {
            #expect(left < right)
            #expect(!(right < left))
            #expect(left != right)
        }
    }

    @Test(
        "Other spellings are read as the normal one",
        arguments: [
            ("v1.0", "1.0"), (" 1.0 ", "1.0"), ("1.0-ALPHA.1", "1.0a1"), ("1.0c1", "1.0rc1"), ("1.0.pre2", "1.0rc2"),
            ("1.0a", "1.0a0"), ("1.0-alpha.", "1.0a0"), ("1.0-1", "1.0.post1"), ("1.0.rev3", "1.0.post3"),
            ("1.0_post", "1.0.post0"),
            ("1.0dev", "1.0.dev0"), ("1.0+Ubuntu-1_x", "1.0+ubuntu.1.x"), ("0!1", "1"), ("2.1.0+cu118", "2.1.0+cu118"),
            ("01.02", "1.2"),
        ]
    )
    func normal(text: String, expected: String) {
        #expect(Version(text)?.description == expected)
    }

    @Test(
        "What is no version is not read",
        arguments: ["", "latest", "1.", ".1", "1.0+", "1.0+a+b", "1..2", "1.0x", "1!", "1 .0", "99999999999999999999"])
    func invalid(text: String) {
        #expect(Version(text) == nil)
    }

    @Test("Zeros at the end make no difference")
    func zeros() {
        #expect(Version("1.0") == Version("1.0.0"))
        #expect(Version("1.0")?.hashValue == Version("1.0.0")?.hashValue)
        #expect(Version("1.0") != Version("1.0.0.1"))
    }

    @Test(
        "Specifiers hold for these versions and not for those",
        arguments: [
            (">=1.6,<2", "1.6", true), (">=1.6,<2", "1.6rc1", false), (">=1.6,<2", "2.0rc1", false),
            (">=1.6, < 2", "1.99", true),
            ("<2rc2", "2rc1", true), ("<=2", "2.0+local", true), (">2", "2.0+local", false), (">2", "2.0.post1", false),
            (">2.post1", "2.0.post2", true), (">1.7", "1.7.1", true), ("==1.4", "1.4.0", true),
            ("==1.4", "1.4.1", false),
            ("==1.4.*", "1.4.2", true), ("==1.4.*", "1.4", true), ("==1.4.*", "1.40", false),
            ("==1.4.*", "1.4rc1", true),
            ("!=1.4.*", "1.5", true), ("!=1.4.*", "1.4.9", false), ("!=1.4", "1.4+local", false),
            ("==1.0+a", "1.0+a", true),
            ("==1.0+a", "1.0", false), ("~=1.4.2", "1.4.9", true), ("~=1.4.2", "1.5", false),
            ("~=1.4.2", "1.4.1", false),
            ("~=2.2", "2.9", true), ("~=2.2", "3.0", false), ("~=2.2.post3", "2.3", true), ("~=1.4.5a4", "1.4.5", true),
            ("===1.0", "1.0", true), ("===1.0", "1.0.0", false), ("==1!1.*", "1!1.2", true), ("==1.*", "1!1.2", false),
            ("<1.post0", "1b2.post2", true), ("<2.post2", "2.dev0", true), ("<2.post2", "2.post2.dev1", false),
            (">1.dev0", "1a2.post1", true), (">0rc1", "0+local", true), (">3a1.post0", "3.post1+1", true),
            (">=3.10", "3.9", false), (">=3.10", "3.10", true), (">=3.10", "3.11.4", true),
        ]
    )
    func specifiers(text: String, version: String, expected: Bool) throws {
        let specifiers = try #require(VersionSpecifiers(text))
        #expect(specifiers.contains(try #require(Version(version))) == expected)
    }

    @Test(
        "Malformed specifiers are not read",
        arguments: [
            "", "1.0", ">=", ">=1.0,", "=>1", "=1.0", "~=1", "==1.0.*.*", "==1.0a1.*", ">=1.*", ">=1.0+a", "~=1.0+a",
            "><1", ">=1.0 2",
        ]
    )
    func malformed(text: String) {
        #expect(VersionSpecifiers(text) == nil)
    }
}
