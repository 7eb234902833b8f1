import Files
import Matrix
import Testing

@testable import Artifacts

@Suite("Files that are a pickle as well")
struct PolyglotTests {
    /// `os.system(…)` in protocol 2, without the protocol's instruction.
    private static let call = Array("cos\nsystem\n(S'touch smokehouse-canary'\ntR.".utf8)

    private static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// `C`, the bytes of a length, begins the signature of CatBoost.
    private static var catBoost: [UInt8] { Array("CBM1".utf8) + [UInt8](repeating: 0, count: 64) + [0x30] + call }

    /// The header's length is `V`, a text that the newline before the last brace ends.
    private static var safetensors: [UInt8] {
        let data = [0x30] + call
        let header = Array(#"{"t":{"dtype":"U8","shape":[\#(data.count)],"data_offsets":[0,\#(data.count)]}"#.utf8)
        let length = (header.count + 2 + 0xFF - 0x56) / 0x100 * 0x100 + 0x56
        let space = [UInt8](repeating: 0x20, count: length - header.count - 2)
        return little(length, 8) + header + space + Array("\n}".utf8) + data
    }

    /// The place of the root table is `U`, the bytes of a text, which passes over the signature.
    private static var tfLite: [UInt8] {
        var bytes = little(0x1055, 4) + Array("TFL3".utf8)
        bytes += [UInt8](repeating: 0, count: 0x12 - bytes.count) + [0x30] + call
        return bytes + [UInt8](repeating: 0, count: 0x2000 - bytes.count)
    }

    /// A float that the signature of GGUF begins.
    private static var gguf: [UInt8] { Array("GGUF".utf8) + little(3, 4) + [0] + [0x30] + call }

    /// The bytes of a length, as a field of ONNX's begins.
    private static var onnx: [UInt8] {
        [0x42, 4, 0, 0, 0, 0x08, 1, 0x10, 1] + [0x30] + call
    }

    /// A member's name of a tar archive is the pickle.
    private static var tar: [UInt8] {
        var header = call + [UInt8](repeating: 0, count: 512 - call.count)
        for (offset, text) in [(124, "00000000000"), (257, "ustar")] {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: Array(text.utf8))
        }
        header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.count) + sum
        header.replaceSubrange(148..<156, with: Array(digits.utf8) + [0, 0x20])
        return header + [UInt8](repeating: 0, count: 1024)
    }

    /// What would make it a tar archive lies in a text.
    private static var ustar: [UInt8] {
        var text = [UInt8](repeating: 0x78, count: 300)
        text.replaceSubrange(250..<255, with: Array("ustar".utf8))
        return [0x80, 2, UInt8(ascii: "B")] + little(300, 4) + text + [0x30] + call
    }

    private static let files: [(String, [UInt8])] = [
        ("catboost", catBoost), ("safetensors", safetensors), ("tflite", tfLite), ("gguf", gguf), ("onnx", onnx),
        ("tar", tar), ("ustar", ustar), ("protocol-0", [0x80, 0] + call), ("protocol-1", [0x80, 1] + call),
    ]

    @Test("Whatever a file's signature says, it is refused for what it calls as a pickle", arguments: files)
    func refused(name: String, bytes: [UInt8]) throws {
        for forLoading in [true, false] where !forLoading || name != "gguf" {
            let artifact = try ArtifactReader.describe(
                path: "x", bytes: bytes, sha256: "", statedFormat: nil, forLoading: forLoading)
            let scan = artifact.scan(Policy())
            #expect(scan.verdict == .refused, "\(artifact.format): \(scan.summary)")
            #expect(scan.findings.contains { $0.global == "os.system" }, "\(scan.summary)")
        }
    }

    @Test("One that names nothing but what pickles may is refused all the same, unless the policy trusts it")
    func permitted() throws {
        let bytes = Self.catBoost.dropLast(Self.call.count) + Array("cnumpy\nndarray\n.".utf8)
        let artifact = try ArtifactReader.describe(path: "x", bytes: Array(bytes), sha256: "", statedFormat: nil)
        #expect(artifact.scan(Policy()).summary.contains("is a pickle as well as catboost"))
        var policy = Policy()
        policy.pickle = .trusted
        #expect(!artifact.scan(policy).findings.contains { $0.message.contains("pickle") })
    }

    // MARK: What is not at the start

    /// A safetensors file with some bytes from byte 512 on.
    private static func tensors(_ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let header = Array(#"{"t":{"dtype":"U8","shape":[\#(count)],"data_offsets":[0,\#(count)]}}"#.utf8)
        return little(504, 8) + header + [UInt8](repeating: 0x20, count: 504 - header.count) + content
    }

    private static func archive(_ names: [String]) -> [UInt8] {
        ZipWriter.zip(names.map { ZipWriter.Member(name: $0, data: Array("{}".utf8)) })
    }

    private static func scan(_ bytes: [UInt8]) throws -> ScanResult {
        try ArtifactReader.describe(path: "x", bytes: bytes, sha256: "", statedFormat: nil).scan(Policy())
    }

    @Test("What HDF5 finds behind other data is refused, whatever the file is at its start")
    func hdf5() throws {
        let file = try File.read(ArtifactFixtures.path("tensorflow/dense-keras2.h5"))
        let pickle: [UInt8] = [0x80, 4] + Array("N.".utf8)
        for bytes in [Self.tensors(file), pickle + [UInt8](repeating: 0, count: 1024 - pickle.count) + file] {
            let scan = try Self.scan(bytes)
            #expect(scan.verdict == .refused)
            #expect(scan.summary.contains("is an HDF5 file as well, from byte"), "\(scan.summary)")
        }
        // HDF5 does not look at byte 640.
        let elsewhere = Self.tensors([UInt8](repeating: 0, count: 128) + file)
        #expect(try Self.scan(elsewhere).passes)
    }

    @Test("A model's archive at the end of another file is refused, a tensor's is not", arguments: [0, 20])
    func archives(comment: Int) throws {
        func scan(_ names: String...) throws -> ScanResult {
            var zip = Self.archive(names)
            zip[zip.count - 2] = UInt8(comment)
            return try Self.scan(Self.tensors(zip + [UInt8](repeating: 0x20, count: comment)))
        }
        for name in ["config.json", "schema.json", "net/constants.pkl", "net/CONSTANTS.PKL"] {
            let result = try scan("a", name)
            #expect(result.verdict == .refused)
            #expect(result.summary.contains("is an archive with a model as well, which is read from its end"))
        }
        #expect(try scan("archive/data.pkl", "archive/version").passes)
    }

    @Test(
        "A pickle that holds a model's archive as bytes is judged by that",
        arguments: [("dense-keras3", true), ("lambda-keras3", false)])
    func heldArchives(name: String, isClean: Bool) throws {
        let archive = ArtifactFixtures.bytes("tensorflow/\(name).keras")
        let length = (0..<4).map { UInt8(truncatingIfNeeded: archive.count >> (8 * $0)) }
        // {"model": b"…", "version": 1}
        let head: [UInt8] = [0x80, 4, 0x7D, 0x28, 0x8C, 5] + Array("model".utf8) + [0x42] + length
        let tail: [UInt8] = [0x8C, 7] + Array("version".utf8) + [0x4B, 1, 0x75, 0x2E]
        let result = try Self.scan(head + archive + tail)
        #expect(result.passes == isClean, "\(result.summary)")
        let isKnown = result.summary.contains("is an archive with a model as well, which is read from its end")
        #expect(isKnown == !isClean)
        // An end that says that the archive is all of the file leads back to that.
        var whole = archive
        let place = whole.count - 6
        let before = archive.count - 22 + head.count
        let size = (0..<4).reduce(0) { $0 | Int(whole[whole.count - 10 + $1]) << (8 * $1) }
        for index in 0..<4 { whole[place + index] = UInt8(truncatingIfNeeded: (before - size) >> (8 * index)) }
        #expect(try !Self.scan(head + whole + tail).passes)
        // Elsewhere nothing holds a model so.
        #expect(try !Self.scan(Self.tensors(archive)).passes)
    }

    @Test("An archive's directory is found as far before its end as that says")
    func distantDirectory() throws {
        let archive = Self.archive(["net/constants.pkl"])
        let gap = [UInt8](repeating: 0, count: 1_200_000)
        let pickle: [UInt8] = [0x80, 4] + Array("N.".utf8)
        // The directory's place counts from the start of the file.
        var end = Array(archive.suffix(22))
        end[16] += UInt8(pickle.count)
        let result = try Self.scan(pickle + archive.dropLast(22) + gap + end)
        #expect(result.summary.contains("is an archive with a model as well"), "\(result.summary)")
    }

    @Test("Entries of a directory that overlap are each looked at once", .timeLimit(.minutes(10)))
    func overlapping() throws {
        let entry: [UInt8] = [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0xFF, count: 12)
        let entries = (0..<20_000).flatMap { _ in entry }
        let bytes = Self.tensors(entries + Self.archive(["a"]))
        #expect(try ProcessorTime.seconds { _ = try Self.scan(bytes) } < 5)
    }

    private static let systemCall = [0x80, 2] + call + [UInt8(ascii: ".")]

    private static func array(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (1,), }\n".utf8)
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.count, 2) + header + content
    }

    @Test(
        "An array of objects in any archive is refused: numpy.load finds it there", arguments: ["net/x.npy", "net/x"],
        [
            ["config.json", "metadata.json"], ["schema.json"], ["net/data.pkl", "net/version"],
        ])
    func arrays(name: String, others: [String]) throws {
        func scan(_ type: String) throws -> ScanResult {
            let pickle: [UInt8] = [0x80, 2, UInt8(ascii: "}"), UInt8(ascii: ".")]
            let members = others.map {
                ZipWriter.Member(name: $0, data: $0.hasSuffix("pkl") ? pickle : Array("{}".utf8))
            }
            let content = Self.array(type, type == "|O" ? Self.systemCall : [1])
            return try Self.scan(ZipWriter.zip(members + [.init(name: name, data: content)]))
        }
        let result = try scan("|O")
        #expect(result.verdict == .refused)
        #expect(result.summary.contains("is an archive of NumPy's as well, with a pickle in '\(name)'"))
        #expect(try scan("|u1").passes)
    }

    @Test("A pickle that is all of an archive at a file's end is refused: pandas reads it by the name")
    func lonePickles() throws {
        func scan(_ members: [UInt8]...) throws -> ScanResult {
            let members = members.enumerated().map { ZipWriter.Member(name: "\($0.offset)", data: $0.element) }
            let zip = ZipWriter.zip(members)
            let pickle: [UInt8] = [0x80, 4] + Array("N.".utf8)
            let first = try Self.scan(pickle + zip)
            let second = try Self.scan(Self.tensors(zip))
            #expect((first.verdict == .refused) == (second.verdict == .refused))
            return first
        }
        let result = try scan(Self.systemCall)
        #expect(result.summary.contains("is an archive with a pickle as well, which is read from its end"))
        #expect(try scan([0x80, 4] + Array("N.".utf8)).passes)
        #expect(try scan(Array("a,b\n1,2\n".utf8)).passes)
        // Of two pandas reads none.
        #expect(try scan(Self.systemCall, [1]).passes)
    }

    @Test("An archive is a Keras model or a skops file, not both")
    func both() throws {
        for names in [["schema.json", "config.json"], ["config.json", "metadata.json", "schema.json"]] {
            let scan = try Self.scan(Self.archive(names))
            #expect(scan.verdict == .refused)
            #expect(scan.summary.contains("as well"), "\(scan.summary)")
        }
    }

    @Test(
        "An archive of PyTorch's with a member by which Keras or skops reads it is refused, wherever its own lie",
        arguments: ["config.json", "schema.json", "Config.JSON"], ["", "net/"])
    func torchAndOthers(name: String, root: String) throws {
        let pickle: [UInt8] = [0x80, 2] + Array("}q\0.".utf8)
        for second in ["version", "constants.pkl"] {
            func scan(_ last: String) throws -> ScanResult {
                try Self.scan(
                    ZipWriter.zip([
                        .init(name: root + "data.pkl", data: pickle), .init(name: root + second, data: pickle),
                        .init(name: last, data: Array("{}".utf8)),
                    ]))
            }
            let result = try scan(name)
            #expect(result.verdict == .refused)
            #expect(result.summary.contains("'\(name)' makes it a"), "\(result.summary)")
            #expect(try scan(root + "extra/\(name)").passes)
        }
    }

    @Test(
        "Files of other formats are no pickles",
        arguments: [
            "catboost/categories.cbm", "catboost/text.cbm", "huggingface/classifier/model.safetensors",
            "tensorflow/dense.tflite", "arrays/tiny.gguf", "arrays/floats.npy", "arrays/floats.npz",
        ])
    func others(name: String) throws {
        let artifact = try ArtifactReader.read(path: ArtifactFixtures.path(name), forLoading: false)
        #expect(artifact.disguise == nil)
    }

    @Test(
        "What lies beside a SavedModel or an OpenVINO graph is judged, but for text that may begin as a pickle does",
        arguments: ["tensorflow/dense", "openvinos/dense"])
    func beside(model: String) throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "beside-")
        defer { try? Directory.removeTree(folder) }
        let name = model.hasPrefix("tensorflow") ? "saved_model.pb" : "model.xml"
        if name == "saved_model.pb" {
            try File.write(File.read(ArtifactFixtures.path("\(model)/\(name)")), to: Path.join(folder, name))
        } else {
            try File.write(Self.graph, to: Path.join(folder, name))
            try File.write([], to: Path.join(folder, "model.bin"))
        }
        try Directory.create(Path.join(folder, "assets"))
        try File.write("cat\ndog\nbird\n", to: Path.join(folder, "assets/words"))
        try File.write("a zip archive", to: Path.join(folder, "notes"))
        #expect(try ArtifactReader.read(path: folder).scan(Policy()).findings == [])
        try File.write(Self.call, to: Path.join(folder, "assets/pytorch_model.bin"))
        let scan = try ArtifactReader.read(path: folder).scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.summary.contains("assets/pytorch_model.bin would call os.system"), "\(scan.summary)")
    }

    private static let graph = """
        <?xml version="1.0"?><net name="m" version="11"><layers>
        <layer id="0" name="x" type="Parameter" version="opset1"><data shape="1" element_type="f32"/>
        <output><port id="0" precision="FP32"><dim>1</dim></port></output></layer>
        <layer id="1" name="y" type="Result" version="opset1">
        <input><port id="0" precision="FP32"><dim>1</dim></port></input></layer></layers>
        <edges><edge from-layer="0" from-port="0" to-layer="1" to-port="0"/></edges></net>
        """

    @Test("A booster that is cut is unreadable, not clean") func cut() throws {
        let whole = Self.catBoost
        let artifact = try ArtifactReader.describe(
            path: "x", bytes: Array(whole.prefix(4)) + [0xFF, 0xFF, 0, 0], sha256: "", statedFormat: nil)
        #expect(artifact.fault != nil)
        #expect(artifact.scan(Policy()).verdict == .unreadable)
    }
}
