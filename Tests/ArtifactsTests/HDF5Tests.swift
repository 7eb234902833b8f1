import Files
import Matrix
import Testing

@testable import Artifacts

@Suite("HDF5 files of Keras'")
struct HDF5Tests {
    private func read(_ name: String) throws -> ArtifactDescription {
        try ArtifactReader.read(path: ArtifactFixtures.path("hdf5/\(name).h5"))
    }

    @Test(
        "The model's attributes are read in every form that h5py writes by default",
        arguments: ["plain", "many", "latest", "fixed"])
    func forms(_ name: String) throws {
        let artifact = try read(name)
        #expect(artifact.fault == nil)
        #expect(artifact.modelClass == "Sequential")
        #expect(artifact.embeddedVersions == ["keras": "2.15.0"])
        #expect(artifact.inputs.map(\.description) == ["dense: float32[?, 4]"])
        #expect(artifact.scan(Policy()).verdict == .clean)
    }

    @Test("Every group and dataset is seen")
    func names() throws {
        let file = try HDF5File(ByteSource(ArtifactFixtures.bytes("hdf5/weights.h5")))
        #expect(file.names == ["dense"])
        #expect(file.attributes.keys.sorted() == ["keras_version", "layer_names"])
        #expect(file.outsideFiles.isEmpty)
    }

    @Test(
        "Data in other files are refused with the place",
        arguments: [
            ("external-link", "would read another file: '/model_weights/dense' is a link into the file '/etc/passwd'"),
            ("external-storage", "would read another file: '/model_weights/kernel' keeps its data in another file"),
            ("virtual", "would read another file: '/model_weights/kernel' is put together from other files"),
        ])
    func outside(_ name: String, _ message: String) throws {
        let scan = try read(name).scan(Policy())
        #expect(scan.verdict == .refused)
        #expect(scan.findings.first?.message == message)
    }

    private func find(_ text: String, in bytes: [UInt8]) throws -> Int {
        let wanted = Array(text.utf8)
        return try #require(bytes.indices.first { bytes[$0...].starts(with: wanted) })
    }

    private func little(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    private func fault(_ bytes: [UInt8]) throws -> String? {
        try ArtifactReader.describe(path: "m.h5", bytes: bytes, sha256: "", statedFormat: nil).fault
    }

    @Test("A tree of links that leads to a node twice, or to itself, is damaged", arguments: [true, false])
    func repeatedNodes(_ isItself: Bool) throws {
        var bytes = ArtifactFixtures.bytes("hdf5/plain.h5")
        let tree = try find("TREE", in: bytes)
        // The level, the number of children; two siblings; a key and an address for each child.
        let first = tree + 8 + 16 + 8
        if isItself { bytes.replaceSubrange(first..<first + 8, with: little(tree)) }
        bytes.replaceSubrange(first + 16..<first + 24, with: bytes[first..<first + 8])
        bytes[tree + 6] = 2
        let place = isItself ? first - 8 : first + 8
        #expect(try fault(bytes) == "the HDF5 file, at byte \(place), is damaged; get it again")
    }

    @Test("Many links that share one long name are too much")
    func sharedName() throws {
        var bytes = ArtifactFixtures.bytes("hdf5/plain.h5")
        let old = little(try find("TREE", in: bytes)) + little(try find("HEAP", in: bytes))
        let segment = bytes.count
        bytes += [UInt8](repeating: 0x78, count: 4090) + [0, 0, 0, 0, 0, 0]
        let heap = bytes.count
        bytes += Array("HEAP".utf8) + [0, 0, 0, 0] + little(4096) + little(-1) + little(segment)
        let node = bytes.count
        bytes += Array("SNOD".utf8) + [1, 0, 0x60, 0x4E]
        // 20,064 soft links.
        for _ in 0..<0x4E60 { bytes += little(0) + little(0) + [2, 0, 0, 0, 0, 0, 0, 0] + little(0) + little(0) }
        let tree = bytes.count
        bytes += Array("TREE".utf8) + [0, 0, 1, 0] + little(-1) + little(-1) + little(0) + little(node) + little(0)
        for place in 0..<segment where bytes[place...].starts(with: old) {
            bytes.replaceSubrange(place..<place + 16, with: little(tree) + little(heap))
        }
        #expect(try fault(bytes)?.hasSuffix("has more than 67108864 bytes of names") == true)
    }

    /// The first heap of texts: where it begins and ends, where its first object is, and where its free space begins.
    private func heap(in bytes: [UInt8]) throws -> (end: Int, first: Int, free: Int) {
        func number(_ at: Int) -> Int { (0..<8).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        let start = try find("GCOL", in: bytes)
        let end = start + number(start + 8)
        var place = start + 16
        while bytes[place] != 0 || bytes[place + 1] != 0 { place += 16 + (number(place + 8) + 7) / 8 * 8 }
        return (end, start + 16, place)
    }

    @Test("A text that is in its heap twice is neither read nor clean: the library takes the last", arguments: [0, 32])
    func repeatedText(gap: Int) throws {
        var bytes = ArtifactFixtures.bytes("hdf5/plain.h5")
        let (end, first, free) = try heap(in: bytes)
        for index in [1, 2] where gap == 0 || index == 1 {
            var copy = bytes
            // A shorter free space before it, or none, and the rest of it behind.
            if gap > 0 { copy.replaceSubrange(free + 8..<free + 16, with: little(gap)) }
            let place = free + gap
            copy.replaceSubrange(place..<place + 16, with: bytes[first..<first + 16])
            copy[place] = UInt8(index)
            copy.replaceSubrange(place + 8..<place + 16, with: little(8))
            copy.replaceSubrange(place + 24..<place + 40, with: little(0) + little(end - place - 24))
            let fault = try #require(try fault(copy))
            #expect(gap > 0 ? fault.contains("is damaged") : fault.contains("has an object of its heap twice"))
        }
        bytes.replaceSubrange(free + 16..<free + 24, with: little(-1))
        #expect(try fault(bytes) == nil)
    }

    @Test(
        "What would have the library read headers elsewhere is not understood",
        arguments: [(0x18, "an image of a cache"), (0x14, "a message of type 20"), (0x17, nil), (0x13, nil)])
    func superblockExtension(_ type: UInt8, _ what: String?) throws {
        var bytes = ArtifactFixtures.bytes("hdf5/latest.h5")
        // Behind the sizes and flags and the base address.
        bytes.replaceSubrange(20..<28, with: little(bytes.count))
        let message = [type, 17, 0, 0] + [0] + little(48) + little(0)
        bytes += Array("OHDR".utf8) + [2, 0, UInt8(message.count)] + message + [0, 0, 0, 0]
        let fault = try fault(bytes)
        if let what {
            let text = try #require(fault)
            #expect(text.contains("has \(what) in its superblock's extension, which is not understood"))
        } else {
            #expect(fault == nil)
        }
    }

    @Test("A file in parts that a driver puts together is not understood")
    func driver() throws {
        var bytes = ArtifactFixtures.bytes("hdf5/plain.h5")
        bytes.replaceSubrange(48..<56, with: little(96))
        #expect(try fault(bytes)?.contains("has a driver's block, which is not understood") == true)
    }

    @Test("What compiles the model is judged as the model is")
    func training() throws {
        #expect(try read("training").scan(Policy()).findings.first?.message == "would import os.system")
    }

    @Test(
        "A form that is not understood is unreadable, never clean",
        arguments: ["dense-attributes", "dense-links", "tracked"])
    func unknown(_ name: String) throws {
        let artifact = try read(name)
        if let fault = artifact.fault {
            #expect(fault.contains("is not understood"))
            #expect(artifact.scan(Policy()).verdict == .unreadable)
        } else {
            // Few links of a tracked order are in the plain form.
            #expect(name == "tracked" && artifact.modelClass == "Sequential")
        }
    }

    @Test("Weights without the model are called so")
    func weights() throws {
        let error = #expect(throws: ArtifactError.self) { try read("weights") }
        #expect(error?.reason.contains("weights without the model") == true)
    }

    @Test("A file cut or changed at any place is a fault or no model, never a crash and never clean with less")
    func damaged() throws {
        let bytes = ArtifactFixtures.bytes("hdf5/external-link.h5")
        for count in stride(from: 8, to: bytes.count, by: 7) {
            let artifact = try? ArtifactReader.describe(
                path: "x", bytes: Array(bytes.prefix(count)), sha256: "", statedFormat: nil)
            #expect(artifact?.scan(Policy()).passes != true, "\(count) bytes")
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var damaged = bytes
            damaged[Int.random(in: 8..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            _ = try? ArtifactReader.describe(path: "x", bytes: damaged, sha256: "", statedFormat: nil)
        }
    }
}
