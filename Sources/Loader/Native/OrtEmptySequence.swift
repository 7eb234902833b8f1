import Probe
import Tensors

/// Makes empty sequences, for which the C API has no function, by running a model of one node that gives them.
struct OrtEmptySequence {
    typealias Handle = OrtLibrary.Handle
    typealias Status = OrtLibrary.Status
    private let library: OrtLibrary
    private let environment: Handle?

    init(_ library: OrtLibrary, _ environment: Handle?) {
        self.library = library
        self.environment = environment
    }

    /// An empty sequence of values of a type; freed with `releaseValue`.
    func make(_ element: ONNXType) throws(Failure) -> Handle {
        typealias CreateOptions = @convention(c) (UnsafeMutablePointer<Handle?>) -> Status
        typealias CreateSession =
            @convention(c) (
                Handle?, UnsafePointer<UInt8>, Int, Handle, UnsafeMutablePointer<Handle?>
            ) -> Status
        typealias Names = UnsafePointer<UnsafePointer<CChar>?>
        typealias Run =
            @convention(c) (
                Handle, Handle?, Names, UnsafePointer<Handle?>, Int, Names, Int, UnsafeMutablePointer<Handle?>
            ) -> Status
        guard case .tensor(let element) = element else {
            throw Failure(type: "InputError", message: "no empty sequence of \(element.text) can be made")
        }
        let model = Self.model(element)
        let options = try library.make { library.function(.createSessionOptions, CreateOptions.self)($0) }
        defer { library.release(options, .releaseSessionOptions) }
        let session = try library.make {
            library.function(.createSessionFromArray, CreateSession.self)(environment, model, model.count, options, $0)
        }
        defer { library.release(session, .releaseSession) }
        let names = CNames(["value"])
        return try library.make {
            library.function(.run, Run.self)(session, nil, names.pointers, [nil], 0, names.pointers, 1, $0)
        }
    }

    /// A `ModelProto` (onnx.proto, IR version 8) with one node, `SequenceEmpty` of opset 11.
    private static func model(_ element: ONNXElement) -> [UInt8] {
        let node =
            text(2, "value") + text(4, "SequenceEmpty")
            + message(5, text(1, "dtype") + number(3, element.code) + number(20, 2))
        let type = message(4, message(1, message(1, number(1, element.code))))
        let graph = message(1, node) + text(2, "empty") + message(12, text(1, "value") + message(2, type))
        return number(1, 8) + message(7, graph) + message(8, number(2, 15))
    }

    // MARK: Protocol Buffers

    private static func number(_ field: UInt8, _ value: Int64) -> [UInt8] {
        varint(UInt64(field) << 3) + varint(UInt64(bitPattern: value))
    }

    private static func message(_ field: UInt8, _ content: [UInt8]) -> [UInt8] {
        varint(UInt64(field) << 3 | 2) + varint(UInt64(content.count)) + content
    }

    private static func text(_ field: UInt8, _ text: String) -> [UInt8] { message(field, Array(text.utf8)) }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
