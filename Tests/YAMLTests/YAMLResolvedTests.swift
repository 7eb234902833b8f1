import Testing
import YAML

@Suite("Plain scalars")
struct YAMLResolvedTests {
    @Test(
        "Plain scalars have YAML 1.1's types",
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("nULL", .string("nULL")), ("yes", .bool(true)),
            ("No", .bool(false)),
            ("ON", .bool(true)), ("off", .bool(false)), ("y", .string("y")), ("true", .bool(true)),
            ("tRue", .string("tRue")),
            ("0", .int(0)), ("-12", .int(-12)), ("+7", .int(7)), ("1_000", .int(1000)), ("0x1F", .int(31)),
            ("0b101", .int(5)),
            ("010", .int(8)), ("0o10", .int(8)), ("089", .int(89)), ("1:30", .int(90)), ("190:20:30", .int(685_230)),
            ("1:75", .string("1:75")), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .float(9_223_372_036_854_775_808)), ("3.10", .float(3.1)), ("1e5", .float(1e5)),
            ("1e-5", .float(1e-5)), (".5", .float(0.5)), ("-1.5E+3", .float(-1500)), (".inf", .float(.infinity)),
            ("-.Inf", .float(-.infinity)), ("inf", .string("inf")), ("nan", .string("nan")),
            ("1.3.2", .string("1.3.2")),
            ("0x", .string("0x")), ("0x1p3", .string("0x1p3")), ("1-2", .string("1-2")),
            ("2027-06-01", .string("2027-06-01")),
            ("-", .string("-")), (".", .string(".")), ("1_", .int(1)), ("+.nan", .string("+.nan")),
            ("<<", .string("<<")),
        ] as [(String, YAMLResolved)]
    )
    func plain(text: String, expected: YAMLResolved) {
        #expect(YAMLResolved(plain: text) == expected)
    }

    @Test("A quoted scalar is a string whatever it looks like")
    func quoted() throws {
        let root = try YAMLDocument(parsing: "[\"12\", 'yes', \"\", !!str 1.5]").root
        #expect(
            root.sequence?.compactMap(\.scalar?.resolved) == [
                .string("12"), .string("yes"), .string(""), .string("1.5"),
            ])
    }

    @Test("Not a number is a float")
    func notANumber() {
        guard case .float(let value) = YAMLResolved(plain: ".nan") else {
            Issue.record(".nan is no float")
            return
        }
        #expect(value.isNaN)
    }
}
