import Matrix
import Testing

@testable import Artifacts

/// Files that show a naive scanner another pickle than joblib would load.
@Suite("joblib's arrays")
struct JoblibArrayTests {
    private func scan(_ bytes: [UInt8]) -> ScanResult { PickleScan.judge(PickleReader.read(bytes), policy: Policy()) }

    /// An array wrapper as joblib writes it, up to and without its BUILD.
    private func wrapper(
        _ writer: inout PickleWriter,
        dtype: String = "u1",
        length: UInt8 = 4,
        flags: UInt8 = 0,
        padded: Bool = false,
    ) {
        writer.global("joblib.numpy_pickle", "NumpyArrayWrapper")
        writer.op(")")
        writer.op(0x81)
        writer.op("}(")
        writer.text("subclass")
        writer.global("numpy", "ndarray")
        writer.text("shape")
        writer.int(length)
        writer.op(0x85)
        writer.text("dtype")
        writer.global("numpy", "dtype")
        writer.text(dtype)
        writer.op(0x89, 0x88, 0x87)
        writer.op("R(K")
        writer.op(3)
        writer.text("<")
        writer.op("NNN")
        writer.op(UInt8(ascii: "J"), 0xFF, 0xFF, 0xFF, 0xFF, UInt8(ascii: "J"), 0xFF, 0xFF, 0xFF, 0xFF)
        writer.int(flags)
        writer.op("tb")
        writer.text("numpy_array_alignment_bytes")
        if padded { writer.int(16) } else { writer.op("N") }
        writer.op("u")
    }

    private let payload = Array("cos\nsystem\n(S'touch smokehouse-canary'\ntR.".utf8)

    @Test("An array's bytes are data, whatever they look like") func data() {
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(payload.count))
            $0.op("b")
            $0.bytes += payload
        }
        let report = PickleReader.read(bytes)
        #expect(report.error == nil)
        #expect(report.arrayBytes == payload.count)
        #expect(scan(bytes).verdict == .clean)
    }

    @Test("What follows an array is read as instructions again") func afterwards() {
        let bytes = PickleWriter.make {
            wrapper(&$0, padded: true)
            $0.op("b")
            $0.op(2, 0xFF, 0xFF, 1, 2, 3, 4)
            $0.op("0")
            $0.call("os", "system")
        }
        #expect(scan(bytes).findings.map(\.global) == ["os.system"])
    }

    @Test("A call in the pickle of an object array is found") func nested() {
        let bytes = PickleWriter.make {
            wrapper(&$0, dtype: "O8", length: 1, flags: 63)
            $0.op("b")
            $0.bytes += payload
        }
        #expect(scan(bytes).findings.map(\.global) == ["os.system"])
    }

    @Test(
        "Arrays whose extent is in doubt are refused",
        arguments: [
            ("f8", UInt8(63)), ("O8", UInt8(0)), ("U3", UInt8(1)), ("x4", UInt8(0)), ("", UInt8(0)), ("f99", UInt8(0)),
        ])
    func doubt(dtype: String, flags: UInt8) {
        let bytes = PickleWriter.make {
            wrapper(&$0, dtype: dtype, length: 1, flags: flags)
            $0.op("b")
            $0.op(0, 0, 0, 0, 0, 0, 0, 0)
        }
        let result = scan(bytes)
        #expect(result.summary.hasPrefix("gives a dtype a state by which NumPy could read what is no array"))
        #expect(PickleReader.read(bytes).error?.description.contains("can't be measured") ?? false)
    }

    @Test("An array inside a frame is refused: joblib would read it from behind the frame") func frame() {
        var inner = PickleWriter(bytes: [])
        wrapper(&inner)
        inner.op("b")
        inner.op(1, 2, 3, 4)
        inner.op(".")
        let length = UInt8(inner.bytes.count)
        #expect(inner.bytes.count < 256)
        let bytes = [0x80, 4, 0x95, length, 0, 0, 0, 0, 0, 0, 0] + inner.bytes
        #expect(scan(bytes).summary.contains("inside a frame"))
    }

    @Test("A wrapper with an attribute of its own is refused: it could be what joblib calls", arguments: ["read", "x"])
    func ownAttribute(name: String) {
        let bytes = PickleWriter.make {
            wrapper(&$0)
            $0.text(name)
            $0.global("builtins", "Exception")
            $0.op("sb")
            $0.op(1, 2, 3, 4)
        }
        let result = scan(bytes)
        #expect(result.verdict == .refused)
        #expect(result.summary.hasPrefix("gives joblib's array wrapper the attribute '\(name)'"), "\(result.summary)")
    }

    @Test("A wrapper that a constructor made is refused") func constructor() {
        let bytes = PickleWriter.make {
            $0.global("joblib.numpy_pickle", "NumpyArrayWrapper")
            $0.op(")R}b")
        }
        #expect(scan(bytes).verdict == .refused)
    }

    @Test("An old wrapper, whose array lies in another file, is refused with the file's name") func companion() {
        let result = scan(PickleWriter.arrayBeside("../model.npy"))
        #expect(result.verdict == .refused)
        #expect(result.findings.contains { $0.message.contains("'../model.npy'") })
    }

    @Test("An array longer than the file is an error") func tooLong() {
        let bytes = PickleWriter.make {
            wrapper(&$0, dtype: "f8", length: 255)
            $0.op("b")
        }
        #expect(PickleReader.read(bytes).error?.problem == .truncated)
    }

    // MARK: Other loaders

    /// The scan of a file, which may be loaded by joblib or by plain pickle.
    private func scanFile(_ bytes: [UInt8]) throws -> ScanResult {
        try ArtifactReader.describe(path: "model.joblib", bytes: bytes, sha256: "", statedFormat: nil).scan(Policy())
    }

    @Test("An array's bytes that are instructions to plain pickle are refused")
    func plainPickle() throws {
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(payload.count))
            $0.op("b")
            $0.bytes += payload
        }
        let result = try scanFile(bytes)
        #expect(result.verdict == .refused)
        #expect(result.summary.hasPrefix("loaded by plain pickle, would call os.system"), "\(result.summary)")
    }

    @Test("An array's last bytes that are instructions to a joblib that knows no padding are refused")
    func oldJoblib() throws {
        let tail = Array("cos\nabort\n)R.".utf8)
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(tail.count), padded: true)
            $0.op("b")
            $0.op(UInt8(tail.count - 1))
            for _ in 1..<tail.count { $0.op(0xFF) }
            $0.bytes += tail
        }
        #expect(tail.count <= 17)
        let result = try scanFile(bytes)
        #expect(result.summary.hasPrefix("loaded by joblib before 1.2, would call os.abort"), "\(result.summary)")
    }

    @Test("Padding that joblib doesn't write is refused", arguments: [(17 as UInt8, 0xFF as UInt8), (4, 0)])
    func oddPadding(count: UInt8, byte: UInt8) throws {
        let bytes = PickleWriter.make {
            wrapper(&$0, padded: true)
            $0.op("b")
            $0.bytes += [count] + [UInt8](repeating: byte, count: Int(count)) + [1, 2, 3, 4]
        }
        #expect(try scanFile(bytes).summary.contains("none of joblib's padding"))
    }

    /// What Python reads on from though it makes little sense.
    private static let readOn: KeyValuePairs<String, [UInt8]> = [
        "a state that is none": Array("K".utf8) + [5] + Array("Nb0".utf8),
        "an empty state": Array("]}b0".utf8),
        "two states of nothing": Array("](NNtb0".utf8),
        "a memo entry with a sign": Array("Np+7\n0".utf8),
        "a memo entry with an underscore": Array("Np1_0\n0".utf8),
        "a memo entry between blanks": Array("Np 7 \n0".utf8),
        "a memo entry with zeros": Array("Np0000000000000000000000007\n0".utf8),
        "a memo entry and a zero byte": Array("Np7\0x\n0".utf8),
        "a state that is an array": Array("csklearn.utils._bunch\nBunch\n)".utf8) + [0x81]
            + Array("cnumpy\nndarray\nK".utf8) + [1, 0x85, 0x85] + Array("Rb0".utf8),
        "arguments in an array": Array("cbuiltins\nset\ncnumpy\nndarray\nK".utf8) + [1, 0x85, 0x85] + Array("RR0".utf8),
    ]

    @Test("Instructions behind what Python only seems to fail at are found", arguments: readOn.map(\.key))
    func passable(what: String) throws {
        let hidden = (Self.readOn.first { $0.key == what }?.value ?? []) + payload
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(hidden.count))
            $0.op("b")
            $0.bytes += hidden
        }
        let result = try scanFile(bytes)
        #expect(result.findings.contains { $0.message.hasPrefix("loaded by plain pickle, would call os.system") })
    }

    @Test("A name that NumPy's scalar of an object is, is one") func scalarName() throws {
        var names = PickleWriter()
        names.bytes = []
        names.global("numpy.core.multiarray", "scalar")
        names.global("numpy", "dtype")
        names.text("O8")
        names.op(0x85)
        names.op("R")
        names.text("os")
        names.op(0x86)
        names.op("R")
        names.text("abort")
        names.op(0x93)
        names.op(")R.")
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(names.bytes.count))
            $0.op("b")
            $0.bytes += names.bytes
        }
        #expect(try scanFile(bytes).summary.contains("looks up a name that is computed while loading"))
    }

    @Test("A module with a point before its name is one to import") func point() throws {
        let hidden = Array("c.antigravity\nopen\n)R.".utf8)
        let bytes = PickleWriter.make {
            wrapper(&$0, length: UInt8(hidden.count))
            $0.op("b")
            $0.bytes += hidden
        }
        #expect(try scanFile(bytes).findings.map(\.global) == [".antigravity.open"])
    }

    @Test("A file that another loader reads further than the scan can is refused") func furtherThanTheScan() throws {
        let name = String(repeating: "os.path.", count: 100) + "os"
        let hidden = Array("c\(name)\nsystem\n".utf8) + payload
        var writer = PickleWriter()
        wrapper(&writer, length: 1)
        // A length of two bytes.
        let place = writer.bytes.firstRange(of: [UInt8(ascii: "K"), 1, 0x85])
        writer.bytes.replaceSubrange(
            try #require(place), with: [UInt8(ascii: "M"), UInt8(hidden.count & 0xFF), UInt8(hidden.count >> 8), 0x85])
        writer.op("b")
        writer.bytes += hidden
        writer.op(".")
        let result = try scanFile(writer.bytes)
        #expect(result.verdict == .refused)
        #expect(result.summary.hasPrefix("loaded by plain pickle, the pickle looks up a name of 802 bytes"))
    }

    @Test("Of dotted names that two modules may have, one that isn't there hides no other") func dottedTwice() {
        var report = PickleReport()
        report.globals = [
            PickleGlobal(module: "numpy", name: "ndarray", count: 1, offset: 0, calls: 0, firstCall: nil)
        ]
        var other = report
        for (module, name) in [("\u{212A}.os", "system"), ("K.os", "system")] {
            other.globals.append(
                PickleGlobal(module: module, name: name, count: 1, offset: 9, calls: 1, firstCall: 9))
        }
        report.readings = [.init(rules: .pickle, report: other)]
        #expect(PickleScan.judge(report, policy: Policy()).verdict == .refused)
    }

    /// An array of objects, whose pickle counts its memo anew, as the last value of a state; and that state's end.
    private func arrayOfObjects(_ pickle: inout PickleWriter) {
        wrapper(&pickle, dtype: "O8", length: 1, flags: 63)
        pickle.op("b")
        pickle.op(0x80, 4)
        pickle.text("numpy")
        pickle.op(0x94)
        pickle.text("ndarray")
        pickle.op(0x93)
        pickle.op("0h")
        pickle.op(0)
        pickle.text("dtype")
        pickle.op(0x93)
        pickle.text("f8")
        pickle.op(0x85)
        pickle.op("R.")
        pickle.op("sb")
    }

    @Test("One's own class that is permitted is none whose objects would name something to plain pickle")
    func ownClass() throws {
        let bytes = PickleWriter.make {
            $0.global("mypkg", "Clip")
            $0.op(")")
            $0.op(0x81, 0x94)
            $0.op("}")
            $0.text("a")
            arrayOfObjects(&$0)
        }
        let artifact = try ArtifactReader.describe(path: "model.joblib", bytes: bytes, sha256: "", statedFormat: nil)
        var policy = Policy()
        policy.allow = ["mypkg.Clip"]
        #expect(artifact.scan(policy).passes)
        #expect(artifact.scan(Policy()).findings.map(\.global) == ["mypkg.Clip"])
    }

    @Test("Numbers are no reason to refuse an array, whichever instruction the first of them would be")
    func numbers() throws {
        for first in UInt8.min...UInt8.max {
            for isPadded in [false, true] {
                let bytes = PickleWriter.make {
                    $0.global("sklearn.preprocessing._data", "StandardScaler")
                    $0.op(")")
                    $0.op(0x81)
                    $0.op("}(")
                    $0.text("mean_")
                    wrapper(&$0, length: 16, padded: isPadded)
                    $0.op("b")
                    if isPadded { $0.op(1, 0xFF) }
                    for place in 0..<16 { $0.op(place % 8 == 6 ? first : 0) }
                    $0.op("ub")
                }
                let result = try scanFile(bytes)
                #expect(result.passes, "\(first): \(result.summary)")
                let zeros = PickleWriter.make {
                    $0.op("]")
                    wrapper(&$0, length: 8, padded: isPadded)
                    $0.op("b")
                    if isPadded { $0.op(1, 0xFF) }
                    $0.op(first, 0, 0, 0, 0, 0, first, 0)
                    $0.op("a")
                }
                #expect(try scanFile(zeros).passes, "\(first)")
            }
        }
    }

    @Test("The pickle of an array of objects is no reason either, whose memo entries plain pickle takes for others")
    func memoOfObjects() throws {
        let bytes = PickleWriter.make {
            $0.text("sklearn.preprocessing._data")
            $0.op(0x94)
            $0.text("StandardScaler")
            $0.op(0x93)
            $0.op(")")
            $0.op(0x81)
            $0.op("}")
            $0.text("mean_")
            arrayOfObjects(&$0)
        }
        let result = try scanFile(bytes)
        #expect(result.passes, "\(result.summary)")
    }

    @Test("An array of objects in a .npy file is read by the rules of plain pickle, joblib's wrappers or not")
    func npy() throws {
        let header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
        let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        let pickle = PickleWriter.make {
            wrapper(&$0, length: UInt8(payload.count))
            $0.op("b")
            $0.bytes += payload
        }
        let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(padded.utf8.count), 0] + Array(padded.utf8) + pickle
        let artifact = try ArtifactReader.describe(
            path: "a.npy", bytes: bytes, sha256: "", statedFormat: nil, forLoading: false)
        #expect(artifact.scan(Policy()).findings.map(\.global) == ["os.system"])
    }
}
