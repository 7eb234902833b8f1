import Foundation
import Testing

@testable import Compression

func fixture(_ path: String) throws -> [UInt8] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: root.appending(path: "Fixtures/\(path)")))
}

@Suite("Compressed streams")
struct DecompressorTests {
    static let kinds = CompressionKind.allCases

    @Test("A joblib file of every compression is recognised and holds the pickle of the plain one", arguments: kinds)
    func joblib(_ kind: CompressionKind) throws {
        let name = kind == .bzip2 ? "bz2" : kind.rawValue
        let bytes = try fixture("joblibs/ridge-\(name).joblib")
        #expect(CompressionKind.recognise(bytes) == kind)
        let pickle = try Decompressor.decompress(bytes, kind: kind, limit: 1 << 20)
        #expect(pickle.starts(with: [0x80]))
        #expect(pickle.last == UInt8(ascii: "."))
    }

    @Test("Pieces of any size give what the whole gives", arguments: kinds, [1, 7, 1000])
    func pieces(_ kind: CompressionKind, _ size: Int) throws {
        let name = kind == .bzip2 ? "bz2" : kind.rawValue
        let bytes = try fixture("joblibs/ridge-\(name).joblib")
        let whole = try Decompressor.decompress(bytes, kind: kind, limit: 1 << 20)
        var decompressor = try Decompressor(kind)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decompressor.feed(bytes[start..<min(start + size, bytes.count)])
            while let piece = try decompressor.next() {
                #expect(piece.count <= Decompressor.pieceSize)
                output += piece
            }
        }
        try decompressor.finish()
        #expect(output == whole)
        #expect(decompressor.consumed == bytes.count)
    }

    @Test("A stream cut at any byte is an error", arguments: kinds)
    func cut(_ kind: CompressionKind) throws {
        let name = kind == .bzip2 ? "bz2" : kind.rawValue
        let bytes = try fixture("joblibs/ridge-\(name).joblib")
        for length in bytes.indices {
            #expect(throws: CompressionError.self) {
                try Decompressor.decompress(bytes[..<length], kind: kind, limit: 1 << 20)
            }
        }
    }

    @Test("Two streams in a row are read as one", arguments: [CompressionKind.zlib, .gzip, .bzip2, .xz, .lz4])
    func concatenated(_ kind: CompressionKind) throws {
        let name = kind == .bzip2 ? "bz2" : kind.rawValue
        let bytes = try fixture("joblibs/ridge-\(name).joblib")
        let once = try Decompressor.decompress(bytes, kind: kind, limit: 1 << 20)
        #expect(try Decompressor.decompress(bytes + bytes, kind: kind, limit: 1 << 20) == once + once)
    }

    @Test("Output beyond the limit is an error that names the limit", arguments: kinds)
    func limit(_ kind: CompressionKind) throws {
        let name = kind == .bzip2 ? "bz2" : kind.rawValue
        let bytes = try fixture("joblibs/ridge-\(name).joblib")
        let error = try #require(throws: CompressionError.self) {
            try Decompressor.decompress(bytes, kind: kind, limit: 100)
        }
        #expect(error.problem == .tooLarge(limit: 100))
    }

    @Test("A changed byte is found and its place is told")
    func damaged() throws {
        let bytes = try fixture("joblibs/damaged-zlib.joblib")
        let error = try #require(throws: CompressionError.self) {
            try Decompressor.decompress(bytes, kind: .zlib, limit: 1 << 20)
        }
        #expect(error.description.contains("zlib data are damaged near byte"), "\(error)")
    }

    @Test(
        "What is not compressed is not taken for it",
        arguments: [
            [0x80, 0x04, 0x95], [], [0x78], [0x78, 0x00], Array("BZhello".utf8), [0x5D, 0x71, 0x00],
            [0x93, 0x4E, 0x55],
        ] as [[UInt8]])
    func notCompressed(_ bytes: [UInt8]) {
        #expect(CompressionKind.recognise(bytes) == nil)
    }
}
