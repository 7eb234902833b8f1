import Testing

@testable import Artifacts

@Suite("Zip archives that readers may see differently")
struct ZipAuditTests {
    private typealias Member = ZipWriter.Member

    private func number(_ value: some FixedWidthInteger) -> [UInt8] { ZipWriter.number(value) }

    private func zip(
        _ members: [Member], before: [UInt8] = [], after: [UInt8] = [], zip64: (Int, Int) -> [UInt8] = { _, _ in [] }
    ) -> [UInt8] {
        ZipWriter.zip(members, before: before, after: after, zip64: zip64)
    }

    private func problems(_ bytes: [UInt8]) throws -> [String] {
        ZipAudit(try ZipArchive(bytes), ignoresCase: true).problems
    }

    @Test("An archive that all readers see alike has no problem")
    func plain() throws {
        #expect(
            try problems(zip([Member(), Member(name: "b/c.txt"), Member(name: "d/", data: [], mode: 0o040755)])).isEmpty
        )
    }

    @Test(
        "Archives as the real tools write them have no problem",
        arguments: [
            "torch/smallnet.pt", "tensorflow/dense-keras2.keras", "tensorflow/dense-keras3.keras", "arrays/objects.npz",
            "arrays/floats.npz", "tensorflow/custom-keras3.keras",
        ])
    func real(_ name: String) throws {
        #expect(try problems(ArtifactFixtures.bytes(name)) == [])
    }

    @Test("What differs is named")
    func differing() throws {
        let cases: [([Member], String)] = [
            ([Member(), Member(name: "A.TXT")], "'A.TXT' is there twice, and readers differ in which one counts"),
            ([Member(name: "../a")], "'../a' leads out of the archive"),
            ([Member(name: "/etc/x")], "'/etc/x' leads out of the archive"),
            ([Member(name: "c:x")], "'c:x' leads out of the archive"),
            ([Member(name: "a\0.txt")], "has characters that readers treat differently"),
            ([Member(localName: "b.txt")], "'a.txt' has another name in its own header"),
            ([Member(localMethod: 8)], "'a.txt' has another compression in its own header"),
            ([Member(localChecksum: 7)], "'a.txt' has another size or checksum in its own header"),
            ([Member(flags: 1)], "'a.txt' is encrypted or patched"),
            ([Member(method: 99)], "'a.txt' is packed by method 99"),
            ([Member(mode: 0o120777)], "'a.txt' is a link or a device"),
            ([Member(size: 6)], "'a.txt' is stored, but has two sizes"),
            ([Member(method: 8, size: 1 << 30)], "can't unpack to 1073741824 bytes from 5"),
            ([Member(padding: 40), Member(name: "b")], "40 bytes before 'b' belong to no member"),
            ([Member(padding: 40)], "40 bytes before its directory belong to no member"),
        ]
        for (members, problem) in cases {
            let found = try problems(zip(members))
            #expect(found.contains { $0.contains(problem) }, "\(problem): \(found)")
        }
    }

    @Test("Bytes before and behind an archive are named")
    func polyglots() throws {
        #expect(
            try problems(zip([Member()], before: [1, 2, 3])) == ["3 bytes lie before it, which belong to no member"])
        #expect(try problems(zip([Member()], after: [1, 2])) == ["2 bytes lie behind it, which belong to no member"])
    }

    @Test("A directory with more members than it counts is named, as Python reads them all")
    func uncounted() throws {
        var bytes = zip([Member(), Member(name: "b")])
        for place in [bytes.count - 14, bytes.count - 12] { bytes[place] = 1 }
        #expect(try ZipArchive(bytes).members.map(\.name) == ["a.txt"])
        let found = try problems(bytes)
        #expect(found.contains("its directory has 47 bytes more than the members it counts"), "\(found)")
    }

    /// The zip64 record of a directory and the locator of it, each with something else than usual.
    private func zip64(
        _ start: Int, _ size: Int, _ members: Int, length: UInt64 = 44, ownDisk: UInt32 = 0, first: UInt64? = nil,
        disk: UInt32 = 0, place: Int = 0, disks: UInt32 = 1
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x50, 0x4B, 6, 6] + number(length) + number(UInt16(45)) + number(UInt16(45))
        bytes += number(ownDisk) + number(UInt32(0)) + number(first ?? UInt64(members)) + number(UInt64(members))
        bytes += number(UInt64(size)) + number(UInt64(start))
        bytes += [0x50, 0x4B, 6, 7] + number(disk) + number(UInt64(start + size + place)) + number(disks)
        return bytes
    }

    @Test("A zip64 record must be the one before its locator, also behind other bytes, and whole on one disk")
    func zip64() throws {
        let elsewhere = "its zip64 locator points elsewhere than to the record before it"
        let split = "its zip64 record is one part of several, or has data of its own"
        #expect(try problems(zip([Member()], zip64: { zip64($0, $1, 1) })).isEmpty)
        let behind = try problems(zip([Member()], before: [1, 2, 3], zip64: { zip64($0, $1, 1) }))
        #expect(behind == ["3 bytes lie before it, which belong to no member"])
        let cases: [([UInt8], String)] = [
            (zip([Member()], zip64: { zip64($0, $1, 1, place: -8) }), elsewhere),
            (zip([Member()], zip64: { zip64($0, $1, 1, place: 56) }), elsewhere),
            (zip([Member()], zip64: { zip64($0, $1, 1, length: 60) }), split),
            (zip([Member()], zip64: { zip64($0, $1, 1, ownDisk: 1) }), split),
            (zip([Member()], zip64: { zip64($0, $1, 1, first: 2) }), split),
            (zip([Member()], zip64: { zip64($0, $1, 1, disk: 1) }), split),
            (zip([Member()], zip64: { zip64($0, $1, 1, disks: 2) }), split),
        ]
        for (bytes, problem) in cases { #expect(try problems(bytes) == [problem]) }
    }

    @Test("Pickles and texts that unpack to a hundred times their bytes are named from 8 MiB on, all together")
    func bombs() throws {
        func bomb(_ name: String, _ size: Int, members: Int = 1) throws -> ZipAudit {
            // Of a member that is not unpacked only the sizes count.
            let members = (0..<members).map { Member(name: "\($0)\(name)", method: 8, size: UInt32(size)) }
            return ZipAudit(
                try ZipArchive(
                    zip(
                        members.map {
                            var member = $0
                            member.data = [UInt8](repeating: 0, count: max(size / 1000, 1))
                            return member
                        })))
        }
        for name in ["model.json", "a.PY", "data.pkl", "a.pt"] {
            let audit = try bomb(name, 9 << 20)
            #expect(audit.isBomb)
            #expect(audit.problems == ["its pickles and texts unpack to 9437184 bytes from 9437"])
        }
        #expect(try bomb("a.json", 1 << 20, members: 9).isBomb)
        #expect(try !bomb("a.json", 7 << 20).isBomb)
        #expect(try !bomb("weights", 9 << 20).isBomb)
    }
}
