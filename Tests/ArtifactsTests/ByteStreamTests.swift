import Compression
import Files
import Glibc
import Testing

@testable import Artifacts

@Suite("Bytes read where they are needed")
struct ByteStreamTests {
    /// Larger than any window, and no two places alike.
    private static let contents: [UInt8] = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8 ^ $0 >> 16) }

    private func onDisk<Value>(_ bytes: [UInt8], _ body: (OpenFile, String) throws -> Value) throws -> Value {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-bytes-")
        defer { try? Directory.removeTree(folder) }
        let path = Path.join(folder, "file")
        try File.write(bytes, to: path)
        return try body(try OpenFile(path), path)
    }

    @Test("A stream gives the file's bytes, however they are taken")
    func pieces() throws {
        try onDisk(Self.contents) { file, _ in
            var stream = ByteStream(ByteSource(file))
            var offset = 0
            while offset < Self.contents.count {
                let count = min([1, 7, 4096, 70_000, 300_000][offset % 5], Self.contents.count - offset)
                switch offset % 3 {
                case 0:
                    let skipped = stream.skip(count)
                    #expect(skipped)
                case 1:
                    let taken = stream.take(count).map { Array($0) }
                    #expect(taken == Array(Self.contents[offset..<offset + count]))
                default:
                    let peeked = Array(stream.peek(count))
                    let first = stream.next()
                    let skipped = stream.skip(count - 1)
                    #expect(peeked == Array(Self.contents[offset..<offset + count]))
                    #expect(first == Self.contents[offset] && skipped)
                }
                offset += count
                let position = stream.position
                #expect(position == offset)
            }
            let (isAtEnd, next, skipped) = (stream.isAtEnd(), stream.next(), stream.skip(1))
            #expect(isAtEnd && next == nil && !skipped)
        }
    }

    @Test("A window gives the file's bytes in any order")
    func window() throws {
        try onDisk(Self.contents) { file, _ in
            let window = ByteWindow(ByteSource(file))
            for offset in [0, 65_535, 65_536, 3, 700_000, 131_071, 1] {
                #expect(window[offset] == Self.contents[offset])
            }
            for start in stride(from: 0, to: 600_000, by: 65_533) {
                for count in [0, 8, 65_536, 90_000] {
                    #expect(window.bytes(start..<start + count).elementsEqual(Self.contents[start..<start + count]))
                }
            }
            #expect(window.has(1, at: 700_000) && !window.has(1, at: 700_001) && !window.has(.max, at: 1))
        }
    }

    @Test("A file that changes while it is read is told")
    func changed() throws {
        try onDisk(Self.contents) { file, path in
            try file.check()
            try File.write([1, 2, 3], to: path)  // another file by the same name: what is open stays
            #expect(throws: OpenFile.Fault.self) { try file.check() }
            let second = try OpenFile(path)
            let descriptor = try #require(fopen(path, "w"))
            fclose(descriptor)
            #expect(ByteSource(second).prefix(3).elementsEqual([0, 0, 0]))
            #expect(throws: OpenFile.Fault.self) { try second.check() }
        }
    }

    @Test("A pipe is no file, and does not hold a reader up")
    func pipe() throws {
        let folder = try Directory.createTemporary(in: "/tmp", prefix: "smokehouse-bytes-")
        defer { try? Directory.removeTree(folder) }
        let path = Path.join(folder, "pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: ArtifactError.self) { try ArtifactReader.read(path: path) }
        #expect(error?.problem == .unreadable)
    }

    @Test(
        "A stream that unpacks gives what the file held",
        arguments: ["none", "zlib3", "gzip9", "bz2", "lzma", "xz", "lz4"])
    func unpacking(_ name: String) throws {
        let folder = ArtifactFixtures.path("joblibs")
        for file in try Directory.list(folder) where file.contains(name) && file.hasSuffix(".joblib") {
            let bytes = try File.read(Path.join(folder, file))
            guard let kind = CompressionKind.recognise(bytes) else { continue }
            let whole = try Decompressor.decompress(bytes, kind: kind, limit: 1 << 30)
            var stream = ByteStream(ByteSource(bytes), unpacking: kind, limit: 1 << 30)
            var got: [UInt8] = []
            while let byte = stream.next() { got.append(byte) }
            let (fault, trailing) = (stream.fault, stream.trailing)
            #expect(got == whole && fault == nil && trailing == 0)
            var cut = ByteStream(ByteSource(Array(bytes.dropLast(bytes.count / 2))), unpacking: kind, limit: 1 << 30)
            while cut.next() != nil {}
            let early = cut.fault
            #expect(early != nil)
        }
    }

    @Test("A large file is described as the same bytes in memory are")
    func large() throws {
        // A joblib-like pickle whose payload is larger than what is read as a whole, with a call behind it.
        let payload = ArtifactReader.memoryLimit + 12_345
        var bytes: [UInt8] = [0x80, 4, 0x8E] + (0..<8).map { UInt8(truncatingIfNeeded: payload >> (8 * $0)) }
        bytes += [UInt8](repeating: 0x2E, count: payload)
        bytes += PickleWriter.make { $0.call("os", "system") }.dropFirst(2)
        try onDisk(bytes) { _, path in
            var description = try ArtifactReader.read(path: path)
            // Bytes have no place on a disk.
            description.identities = [:]
            #expect(description.globals.map(\.dotted) == ["os.system"])
            #expect(description.size == bytes.count)
            let small = try ArtifactReader.describe(
                path: path, bytes: bytes, sha256: description.sha256, statedFormat: nil)
            #expect(small == description)
        }
    }
}
