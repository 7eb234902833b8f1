import Compression
import Files
import Testing

@testable import Artifacts

@Suite("The pickle reader")
struct PickleReaderTests {
    private func read(_ name: String) -> PickleReport {
        var bytes = ArtifactFixtures.bytes(name)
        if let kind = CompressionKind.recognise(bytes) {
            bytes = (try? Decompressor.decompress(bytes, kind: kind, limit: 1 << 26)) ?? []
        }
        return PickleReader.read(bytes)
    }

    @Test("The truth about the fixtures is there") func truthIsThere() {
        #expect(ArtifactFixtures.truth.count == 2 * 72)
    }

    @Test("It names the globals that Python looks up, in Python's order", arguments: ArtifactFixtures.truth.map(\.file))
    func globals(file: String) throws {
        let truth = try #require(ArtifactFixtures.truth.first { $0.file == file })
        let report = read("pickle/\(file)")
        #expect(report.error == nil)
        #expect(report.globals.map(\.dotted) == truth.globals)
        #expect(report.protocolVersion == truth.protocolVersion)
        #expect(report.pickles == 1)
        #expect(report.trailingBytes == 0)
        #expect(report.findings.isEmpty)
    }

    @Test("Every protocol of the same value reads to the end", arguments: 0...5)
    func protocols(version: Int) {
        let report = read("pickles/protocol-\(version).pkl")
        #expect(report.error == nil)
        #expect(report.protocolVersion == (version))
        #expect(report.topLevel == "builtins.dict")
    }

    @Test("An estimator's class and scikit-learn version come out of its state")
    func version() {
        let report = read("pickle/pipeline-1.3.2-none.joblib")
        #expect(report.topLevel == "sklearn.pipeline.Pipeline")
        #expect(report.sklearnVersions == ["1.3.2"])
        #expect(report.hasJoblibWrappers)
        #expect(read("pickle/pipeline-1.3.2-p0.pkl").sklearnVersions == ["1.3.2"])
    }

    @Test("The arrays of a joblib file are measured to the byte")
    func arrays() {
        let report = read("pickle/arrays-1.3.2-none.joblib")
        // float64 scalar 8 + fortran 48 + text 2×8 + bytes 2×2 + date 8 + records 2×16 + decoy 42 + int16 6.
        #expect(report.arrays == 10)
        #expect(report.arrayBytes == 8 + 48 + 16 + 4 + 8 + 32 + 42 + 6)
    }

    @Test(
        "Damaged pickles are errors with the place",
        arguments: [
            ("broken-no-stop", PickleError.Problem.truncated),
            ("broken-unknown-opcode", .unknownOpcode(0xFF)),
            ("broken-frame-past-end", .truncated),
            ("broken-length-past-end", .truncated),
            ("broken-future-protocol", .unknownProtocol(9)),
            ("broken-stack-underflow", .stackUnderflow),
            ("broken-empty", .truncated),
        ])
    func broken(name: String, problem: PickleError.Problem) {
        let error = read("pickles/\(name).pkl").error
        #expect(error?.problem == problem)
        #expect(error?.description.isEmpty == false)
    }

    @Test("Five thousand nested tuples are no trouble") func deep() {
        #expect(read("pickles/broken-deep.pkl").error == nil)
    }

    @Test(
        "A file cut at any byte is an error, never a crash",
        arguments: [
            "pickle/forest-1.3.2-none.joblib", "pickle/arrays-1.6.1-none.joblib", "pickle/objects-1.3.2-none.joblib",
            "pickle/function-1.3.2-p0.pkl", "pickles/protocol-5.pkl", "pickles/protocol-0.pkl",
        ])
    func truncation(name: String) {
        let bytes = ArtifactFixtures.bytes(name)
        #expect(!bytes.isEmpty)
        for count in 0..<bytes.count {
            #expect(PickleReader.read(Array(bytes.prefix(count))).error != nil, "\(count) bytes")
        }
    }

    @Test(
        "Flipped bits never crash, and no error lies outside the file",
        arguments: [
            "pickle/pipeline-1.3.2-none.joblib", "pickle/arrays-1.6.1-none.joblib", "pickle/objects-1.6.1-none.joblib",
            "pickles/protocol-0.pkl", "pickles/protocol-4.pkl", "pickles/hostile-stack-global-memo.pkl",
        ])
    func flippedBits(name: String) {
        let bytes = ArtifactFixtures.bytes(name)
        var random = SplitMix(state: 20_231_204)
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0...3, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let error = PickleReader.read(damaged).error { #expect((0...damaged.count).contains(error.offset)) }
        }
    }

    @Test("Random bytes never crash") func noise() {
        var random = SplitMix(state: 7)
        let opcodes = Array("(.0123FIJKLMNPQRSTUVXabcdegijlopqrstu}])\n'".utf8) + Array(0x80...0x98)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &random)
            let bytes = (0..<count).map { _ in
                Bool.random(using: &random)
                    ? opcodes.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...4, using: &random)
            }
            let report = PickleReader.read(bytes)
            #expect(report.pickles <= count)
        }
    }

    @Test("A huge memo index takes no memory") func sparseMemo() {
        let report = PickleReader.read(
            [0x80, 2, UInt8(ascii: "N"), UInt8(ascii: "r"), 0xFF, 0xFF, 0xFF, 0xFF]
                + [UInt8(ascii: "j"), 0xFF, 0xFF, 0xFF, 0xFF, UInt8(ascii: ".")])
        #expect(report.error == nil)
    }

    @Test("Texts with escapes name the same global as plain ones") func escapes() {
        let bytes = Array("V\\u006fs\nVsyst\\u0065m\n".utf8) + [0x93] + Array(".".utf8)
        #expect(PickleReader.read(bytes).globals.map(\.dotted) == ["os.system"])
        let quoted = Array("S'\\x6fs'\nS'sys\\164em'\n".utf8) + [0x93] + Array(".".utf8)
        #expect(PickleReader.read(quoted).globals.map(\.dotted) == ["os.system"])
    }

    @Test("Calls are counted with the place of the first") func calls() throws {
        let bytes = PickleWriter.make {
            $0.global("a", "b")
            $0.op("0")
            $0.call("a", "b")
        }
        let global = try #require(PickleReader.read(bytes).globals.first)
        #expect(global.count == 2)
        #expect(global.calls == 1)
        #expect(global.firstCall == bytes.count - 2)
    }
}

/// A small generator with a seed, so that a failure comes back.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
