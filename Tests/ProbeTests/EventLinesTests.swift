import Probe
import Testing

@Suite("Lines of events")
struct EventLinesTests {
    @Test("Lines are the same however the bytes come in", arguments: [1, 2, 3, 5, 100])
    func pieces(size: Int) {
        let bytes = Array("one\n\nthree\nrest".utf8)
        var lines = EventLines(limit: 10)
        let found = stride(from: 0, to: bytes.count, by: size).flatMap { start in
            lines.take(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == ["one", "", "three"])
        #expect(lines.hasRest && lines.overlong == 0)
    }

    @Test("A line that is too long is passed over whole, and counted once", arguments: [1, 4, 100])
    func overlong(size: Int) {
        let bytes = Array("12345\n123456\n1234567890123\nend\n".utf8)
        var lines = EventLines(limit: 5)
        let found = stride(from: 0, to: bytes.count, by: size).flatMap { start in
            lines.take(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == ["12345", "end"])
        #expect(lines.overlong == 2 && !lines.hasRest)
    }

    @Test("Cut texts keep their start and their end, and characters stay whole")
    func bounded() {
        #expect("short".bounded(5) == "short")
        #expect("123456789".bounded(4) == "12…[5 bytes left out]…89")
        #expect("ééééé".bounded(5).hasPrefix("é…["))
        #expect(!"ééééé".bounded(5).contains("\u{FFFD}"))
    }
}
