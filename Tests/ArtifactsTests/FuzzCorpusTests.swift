import Files
import Matrix
import Testing

@testable import Artifacts

/// What `Scripts/fuzz` found to reach each reader's branches, and what once broke one.
@Suite("The corpus of the fuzzers")
struct FuzzCorpusTests {
    private static let folder = ArtifactFixtures.path("fuzz")

    static let names = ((try? Directory.list(folder)) ?? []).filter { $0.hasSuffix(".corpus") }

    /// Files of a corpus: a length in 4 bytes, little-endian, and the bytes.
    private static func files(_ name: String) throws -> [[UInt8]] {
        var rest = try File.read(Path.join(folder, name))[...]
        var files: [[UInt8]] = []
        while rest.count >= 4 {
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            files.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return files
    }

    /// 512 MiB in pages of 4 KiB.
    private static let growthLimit = 128 << 10

    private static func residentPages() throws -> Int {
        let numbers = try File.readText("/proc/self/statm").split(separator: " ")
        return Int(numbers[1]) ?? 0
    }

    @Test("There is a corpus for each reader") func present() {
        #expect(Set(Self.names) == Set(FuzzReader.all.map { $0.name + ".corpus" }))
    }

    @Test("Every reader ends on each file, soon and in little memory", arguments: names)
    func replay(_ name: String) throws {
        let reader = String(name.dropLast(".corpus".count))
        let own = try #require(FuzzReader.all.first { $0.name == reader })
        let any = try #require(FuzzReader.all.first { $0.name == "any" })
        for bytes in try Self.files(name) {
            var growth = Int.max
            // Kilobytes; what other tests take at the same time is not there each time.
            for _ in 0..<5 where growth >= Self.growthLimit {
                let before = try Self.residentPages()
                let seconds = ProcessorTime.seconds {
                    own.run(bytes)
                    any.run(bytes)
                }
                // Milliseconds with optimisation.
                #expect(seconds < 10, "\(bytes.count) bytes")
                growth = try Self.residentPages() - before
            }
            #expect(growth < Self.growthLimit, "\(bytes.count) bytes")
        }
    }
}
