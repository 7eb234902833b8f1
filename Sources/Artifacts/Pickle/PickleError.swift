/// Why a pickle could not be read as data, with the place.
public struct PickleError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        /// The bytes end inside an instruction, or before STOP.
        case truncated
        case unknownOpcode(UInt8)
        case unknownProtocol(Int)
        /// An instruction takes more from the stack than lies on it.
        case stackUnderflow
        /// GET of an entry that nothing was put in.
        case missingMemo(Int)
        /// An argument breaks the opcode's rules; what is wrong with it.
        case badArgument(String)
        /// An array of joblib's whose extent in the file can't be told; why.
        case undecidableArray(String)
        /// A name of more bytes than are read.
        case longName(Int)
        /// A packed file with out of proportion many instructions.
        case tooManyInstructions
        /// More values than the limit.
        case tooLarge(limit: Int)
    }

    /// Whether it is this reader that can't go on, where Python may.
    var isReaders: Bool {
        switch problem {
        case .undecidableArray, .longName, .tooManyInstructions, .tooLarge: true
        default: false
        }
    }

    public let problem: Problem
    /// The byte, from the start of the (decompressed) stream, of the instruction at fault.
    public let offset: Int

    public init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    public var description: String {
        let place = "at byte \(offset)"
        return switch problem {
        case .truncated: "the pickle ends too early \(place); the file is truncated, get it again"
        case .unknownOpcode(let byte): "no pickle instruction has the code 0x\(String(byte, radix: 16)) (\(place))"
        case .unknownProtocol(let version):
            "pickle protocol \(version) \(place) is not known; save with protocol \(PickleReader.highestProtocol) or lower"
        case .stackUnderflow: "the pickle takes more from its stack than is there \(place); the file is damaged"
        case .missingMemo(let index): "the pickle refers to memo entry \(index), which is not there (\(place))"
        case .badArgument(let what): "the pickle is damaged \(place): \(what)"
        case .undecidableArray(let why): "the joblib array \(place) can't be measured: \(why)"
        case .longName(let count): "the pickle looks up a name of \(count) bytes \(place)"
        case .tooManyInstructions: "the file unpacks to far more instructions than its size allows \(place)"
        case .tooLarge(let limit): "the pickle holds more than \(limit) values \(place)"
        }
    }
}
