import Compression
import JSON

/// A pickle machine that moves symbols instead of objects: it resolves every name and call, and executes nothing.
///
/// All opcodes of protocols 0–5 (CPython's `pickletools`), the stack, the memo and concatenated pickles; in joblib files
/// also the raw arrays behind each `NumpyArrayWrapper`. Where what Python would do can't be told from the bytes alone,
/// that is a finding or an error, never a guess.
public struct PickleReader: ~Copyable {
    public static let highestProtocol = 5
    /// The most entries of the memo.
    static let memoLimit = 1 << 24
    /// The most values on the stack, and in each arena.
    static let valueLimit = 1 << 22
    /// Entries beyond this are left out of a dictionary: state dictionaries are small, vocabularies are not.
    static let dictionaryLimit = 4096
    /// The most entries that all dictionaries keep together.
    static let entryLimit = 1 << 22
    /// The most different names.
    static let globalLimit = 1 << 17
    /// The longest text that is kept, in bytes: names and keys are shorter.
    static let textLimit = 4096
    /// The longest name of a module, a class or an attribute, in bytes, escapes and all.
    static let nameLimit = 512
    /// The most bytes of all texts together.
    static let textsLimit = 256 << 20
    /// The most parts of states that are looked at, each time that they are one's state.
    static let partsLimit = 1 << 20
    /// The most instructions of a packed stream, besides those for its size.
    static let packedLimit = 1 << 23
    /// The most bytes of names that are read from the stack.
    static let namesLimit = 256 << 20
    /// The most pickles behind each other.
    static let pickleLimit = 1 << 16

    var stream: ByteStream
    var position: Int { stream.position }
    /// Where the instruction being read starts.
    var start = 0
    var report = PickleReport()
    /// How many instructions named something or were found odd.
    var remarks = 0
    var seenFindings: Set<PickleFinding.Kind> = []
    /// The texts that values refer to.
    var texts: [UInt8] = []
    /// Whether there were bytes, or texts too long to be kept.
    var hasPayloads = false
    /// Entries of all dictionaries.
    var entryCount = 0
    /// The furthest end of a frame, and where the frame starts: of an unpacked stream only its end tells if it is there.
    private var farthestFrame = (end: 0, start: 0)
    /// Whether a payload may hold an XGBoost model, whose version stands near its end.
    var watchesBooster = false

    // The machine of the pickle being read; a nested pickle has one of its own.
    var machine = Machine()
    struct Machine {
        var stack: [PickleValue] = []
        var marks: [Int] = []
        var memo: [PickleValue?] = []
        /// Memo entries with indices far beyond their number.
        var sparseMemo: [Int: PickleValue] = [:]
        var memoCount = 0
        /// How many values the stack held at once.
        var height = 0
        /// The end of the current frame; arrays may not lie in one.
        var frameEnd = 0
        /// A fault that does not keep Python from going on.
        var damage: PickleError?
        /// Whether joblib's unpickler reads it, which consumes array bytes.
        var consumesArrays = true
    }

    /// The most memory for values, containers, texts and the memo of a pickle together.
    var memoryLimit = 384 << 20
    /// How much of it is taken.
    var spent = 0
    /// How many bytes of names were read from the stack.
    var nameBytes = 0
    /// How many instructions there may be yet: of a packed stream few bytes make many.
    private var instructions: Int
    /// How many parts of states were looked at, as one may be the state of many objects.
    var parts = 0
    /// The globals by where their texts lie.
    var globalsByText: [UInt64: Int32] = [:]
    var tuples: [PickleTuple] = []
    var elements: [PickleValue] = []
    var dictionaries: [PickleDictionary] = []
    var lists: [PickleList] = []
    var objects: [PickleObject] = []
    /// For joblib's wrappers the attributes merged from each BUILD, for ordered dictionaries the entries.
    var attributes: [Int: PickleDictionary] = [:]
    /// What those of the objects hold that are dtypes with a state or a use.
    var dtypes: [Int: DtypeLayout] = [:]
    var storages: [TorchStorage] = []
    /// Whether PyTorch's unpickler reads it, which resolves persistent ids.
    let resolvesStorages: Bool
    /// Whose loader's rules it is read by.
    let rules: PickleRules
    /// Whether others have read it by the rules that it was written by, and this looks for what they did not see.
    let isReadOtherwise: Bool
    var globalIndex: [GlobalKey: Int32] = [:]
    /// What is special about each of the report's globals.
    var roles: [GlobalRole] = []
    /// What those of the globals may be given that are functions which a load may call.
    var constructors: [ConstructorArguments?] = []
    struct GlobalKey: Hashable {
        let module: ExactText
        let name: ExactText

        init(module: String, name: String) {
            self.module = ExactText(module)
            self.name = ExactText(name)
        }
    }

    init(
        _ stream: consuming ByteStream, by rules: PickleRules = .joblib, isReadOtherwise: Bool = false,
        resolvesStorages: Bool = false,
    ) {
        // Vocabularies of text pack to a fourth of their instructions' number, arrays have none to speak of.
        instructions = stream.packedCount.map { Self.packedLimit + 16 * min($0, 1 << 40) } ?? .max
        self.stream = stream
        self.rules = rules
        self.isReadOtherwise = isReadOtherwise
        self.resolvesStorages = resolvesStorages
        machine.consumesArrays = rules != .pickle
    }

    /// Reads a stream of one or more pickles; faults are in the report's `error`.
    public static func read(_ bytes: [UInt8]) -> PickleReport { read(ByteStream(ByteSource(bytes))).report }

    /// Reads a stream of one or more pickles to its end, and says why unpacking it stopped early, where it did.
    static func read(_ stream: consuming ByteStream, by rules: PickleRules = .joblib, isReadOtherwise: Bool = false)
        -> (report: PickleReport, fault: String?)
    {
        var reader = PickleReader(stream, by: rules, isReadOtherwise: isReadOtherwise)
        reader.readAll()
        return (reader.report, reader.stream.fault?.description)
    }

    mutating func readAll() {
        do throws(PickleError) {
            let top = try readOne()
            report.topLevel = className(of: top)
        } catch {
            report.error = error
            return
        }
        report.pickles = 1
        // Load stops at STOP; what follows is read all the same, since other loaders read on.
        while !stream.isAtEnd() {
            let end = position
            restart()
            let known = (remarks, report.protocolVersion, report.arrays, report.arrayBytes, report.hasJoblibWrappers)
            do throws(PickleError) {
                guard report.pickles < Self.pickleLimit else { throw fault(.tooLarge(limit: Self.pickleLimit)) }
                _ = try readOne()
                report.pickles += 1
            } catch {
                // Not a pickle unless it got as far as naming something.
                if remarks == known.0 {
                    (report.protocolVersion, report.arrays) = (known.1, known.2)
                    (report.arrayBytes, report.hasJoblibWrappers) = (known.3, known.4)
                }
                while !stream.isAtEnd() { _ = stream.skip(stream.peek(1 << 16).count) }
                report.trailingBytes = position - end
                break
            }
        }
        report.trailingBytes += stream.trailing
        if stream.count == nil, farthestFrame.end > position, report.trailingBytes == 0 {
            report.error = PickleError(.truncated, offset: farthestFrame.start)
        }
    }

    /// Forgets the values of the pickle before, which the next one can't reach.
    mutating func restart() {
        let consumesArrays = machine.consumesArrays
        machine = Machine()
        machine.consumesArrays = consumesArrays
        // One large pickle's memory is not the next one's as well.
        let isSmall = spent < 1 << 20
        tuples.removeAll(keepingCapacity: isSmall)
        elements.removeAll(keepingCapacity: isSmall)
        dictionaries.removeAll(keepingCapacity: isSmall)
        lists.removeAll(keepingCapacity: isSmall)
        objects.removeAll(keepingCapacity: isSmall)
        dtypes.removeAll()
        attributes.removeAll()
        globalsByText.removeAll(keepingCapacity: isSmall)
        texts.removeAll(keepingCapacity: isSmall)
        entryCount = 0
        spent = 0
    }

    /// Reads one pickle from `position` to behind its STOP; its value.
    mutating func readOne() throws(PickleError) -> PickleValue {
        while true {
            start = position
            instructions -= 1
            guard instructions >= 0 else { throw fault(.tooManyInstructions) }
            guard let opcode = stream.next() else { throw fault(.truncated) }
            if opcode == UInt8(ascii: ".") {
                if let damage = machine.damage { throw damage }
                let value = try pop()
                try hold(value)
                noteZones()
                return value
            }
            if isReadOtherwise { try checkPlausible(opcode) }
            try execute(opcode)
        }
    }

    /// Notes a frame of a length.
    mutating func beginFrame(_ length: Int) {
        let (end, overflow) = position.addingReportingOverflow(length)
        // Python's own unpickler runs what there is of a frame, so that it is read here too before it is an error.
        if overflow || stream.count.map({ end > $0 }) ?? false { machine.damage = machine.damage ?? fault(.truncated) }
        machine.frameEnd = overflow ? .max : end
        if machine.frameEnd > farthestFrame.end { farthestFrame = (machine.frameEnd, start) }
    }

    func fault(_ problem: PickleError.Problem) -> PickleError { PickleError(problem, offset: start) }

    /// The dotted name of the class that made a value; `nil` for plain values.
    func className(of value: PickleValue) -> String? {
        switch value {
        case .object(let index):
            let callee = objects[Int(index)].callee
            return callee < 0 ? nil : report.globals[Int(callee)].dotted
        case .global(let index): return report.globals[Int(index)].dotted
        case .dictionary: return "builtins.dict"
        case .list: return "builtins.list"
        case .tuple: return "builtins.tuple"
        case .set: return "builtins.set"
        case .text, .longText: return "builtins.str"
        default: return nil
        }
    }
}

// MARK: Reading arguments

extension PickleReader {
    /// Passes over bytes.
    mutating func skip(_ count: Int) throws(PickleError) {
        guard count >= 0, stream.skip(count) else { throw fault(.truncated) }
    }

    mutating func takeByte() throws(PickleError) -> Int {
        guard let byte = stream.next() else { throw fault(.truncated) }
        return Int(byte)
    }

    /// A little-endian unsigned number of `width` bytes.
    mutating func takeUnsigned(_ width: Int) throws(PickleError) -> Int {
        guard let bytes = stream.take(width) else { throw fault(.truncated) }
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let value = Int(exactly: value) else { throw fault(.badArgument("a length beyond 63 bits")) }
        return value
    }

    /// Everything up to the next newline, which is passed over.
    mutating func takeLine() throws(PickleError) -> ByteStream.Line {
        guard let line = stream.line(keeping: Self.textLimit) else { throw fault(.truncated) }
        return line
    }

    /// A line that names something.
    mutating func takeName() throws(PickleError) -> String {
        let line = try takeLine()
        guard line.isWhole, line.count <= Self.nameLimit else {
            let mayBeName = line.head.allSatisfy { $0 == UInt8(ascii: ".") || $0.isWord }
            throw fault(mayBeName ? .longName(line.count) : .badArgument("a name of \(line.count) bytes"))
        }
        return String(decoding: line.head, as: UTF8.self)
    }

    mutating func takeText(_ count: Int, _ encoding: PickleText.Encoding) throws(PickleError) -> PickleValue {
        guard count <= Self.textLimit else {
            try skipPayload(count)
            return .longText
        }
        guard let bytes = stream.take(count) else { throw fault(.truncated) }
        return try keep(bytes, encoding)
    }

    /// Bytes that no name or key is in.
    mutating func skipPayload(_ count: Int) throws(PickleError) {
        if count > 0 { hasPayloads = true }
        guard watchesBooster, count > 0 else { return try skip(count) }
        let tail = min(count, 4096)
        try skip(count - tail)
        guard let bytes = stream.take(tail) else { throw fault(.truncated) }
        if report.xgboostVersion == nil { report.xgboostVersion = XGBoostModel.version(within: bytes) }
    }

    /// Keeps what is a text in a line, where that is not too long.
    mutating func keep(
        _ line: ByteStream.Line, _ text: ArraySlice<UInt8>, _ encoding: PickleText.Encoding
    ) throws(PickleError) -> PickleValue {
        if line.isWhole { return try keep(text, encoding) }
        hasPayloads = true
        return .longText
    }

    mutating func keep(_ bytes: ArraySlice<UInt8>, _ encoding: PickleText.Encoding) throws(PickleError) -> PickleValue {
        guard texts.count <= Self.textsLimit else { throw fault(.tooLarge(limit: Self.textsLimit)) }
        try spend(bytes.count)
        texts.append(contentsOf: bytes)
        let kept = PickleText(
            offset: UInt32(texts.count - bytes.count), length: UInt32(bytes.count), encoding: encoding)
        noteZone(escaped: kept)
        return .text(kept)
    }
}
