import Files
import JSON
import Testing

@testable import Artifacts

/// Files that `Scripts/fixtures` and `Scripts/train` made with the real frameworks.
enum ArtifactFixtures {
    static let root = Path.absolute(Path.join(Path.parent(#filePath), "../.."))
    static let folder = Path.join(root, "Tests/Fixtures")

    static func path(_ name: String) -> String { Path.join(folder, name) }

    static func bytes(_ name: String) -> [UInt8] {
        (try? File.read(path(name))) ?? []
    }

    static func demo(_ name: String) -> String { Path.join(root, "matrices/artifacts/\(name)") }

    /// The names that Python looked up on loading each file of `pickle/`.
    static let truth: [(file: String, globals: [String], protocolVersion: Int)] = ["1.3.2", "1.6.1"].flatMap {
        version in
        let json = (try? JSONValue(parsing: bytes("pickle/globals-\(version).json"))) ?? .null
        return (json.object?.members ?? []).map { member in
            (member.key, member.value["globals"]?.strings ?? [], member.value["protocol"]?.int ?? -1)
        }
    }
}

/// Writes pickles by hand, protocol 4 unless it says otherwise.
struct PickleWriter {
    var bytes: [UInt8] = [0x80, 4]

    static func make(_ build: (inout PickleWriter) -> Void) -> [UInt8] {
        var writer = PickleWriter()
        build(&writer)
        writer.op(".")
        return writer.bytes
    }

    mutating func op(_ letters: String) { bytes += Array(letters.utf8) }
    mutating func op(_ codes: UInt8...) { bytes += codes }
    mutating func text(_ text: String) { bytes += [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }
    mutating func global(_ module: String, _ name: String) {
        text(module)
        text(name)
        op(0x93)
    }
    /// `module.name(argument)`
    mutating func call(_ module: String, _ name: String, _ argument: String = "touch smokehouse-canary") {
        global(module, name)
        text(argument)
        op(0x85)
        op("R")
    }
    /// The same with one argument of any kind.
    mutating func call(_ module: String, _ name: String, of argument: (inout PickleWriter) -> Void) {
        global(module, name)
        argument(&self)
        op(0x85)
        op("R")
    }
    /// An array that joblib before 0.10 keeps in another file; `nil` for a name that is no text.
    static func arrayBeside(_ name: String?) -> [UInt8] {
        make {
            $0.global("joblib.numpy_pickle", "NDArrayWrapper")
            $0.op(")")
            $0.op(0x81)
            $0.op("}")
            $0.text("filename")
            if let name { $0.text(name) } else { $0.op("N") }
            $0.op("sb")
        }
    }
    mutating func int(_ value: UInt8) { bytes += [UInt8(ascii: "K"), value] }
}
