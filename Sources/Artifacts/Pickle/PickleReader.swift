/// A pickle machine that moves symbols instead of objects: it resolves every name and call, and executes nothing.
///
/// All opcodes of protocols 0–5 (CPython's `pickletools`), the stack, the memo and concatenated pickles; in joblib files
/// also the raw arrays behind each `NumpyArrayWrapper`. Where what Python would do can't be told from the bytes alone,
/// that is a finding or an error, never a guess.
public struct PickleReader: ~Copyable {
    public static let highestProtocol = 5
    /// The most values on the stack, in the memo and in each arena.
    static let valueLimit = 1 << 24
    /// Entries beyond this are left out of a dictionary: state dictionaries are small, vocabularies are not.
    static let dictionaryLimit = 4096

    let bytes: [UInt8]
    var position = 0
    /// Where the instruction being read starts.
    var start = 0
    var report = PickleReport()

    // The machine of the pickle being read; a nested pickle has one of its own.
    var machine = Machine()
    struct Machine {
        var stack: [PickleValue] = []
        var marks: [Int] = []
        var memo: [PickleValue?] = []
        /// Memo entries with indices far beyond their number.
        var sparseMemo: [Int: PickleValue] = [:]
        var memoCount = 0
        /// The end of the current frame; arrays may not lie in one.
        var frameEnd = 0
        /// A fault that does not keep Python from going on.
        var damage: PickleError?
        /// Whether joblib's unpickler reads it, which consumes array bytes.
        var consumesArrays = true
    }

    var tuples: [PickleTuple] = []
    var elements: [PickleValue] = []
    var dictionaries: [PickleDictionary] = []
    var objects: [PickleObject] = []
    var storages: [TorchStorage] = []
    /// Whether PyTorch's unpickler reads it, which resolves persistent ids.
    let resolvesStorages: Bool
    var globalIndex: [GlobalKey: Int32] = [:]
    /// What is special about each of the report's globals.
    var roles: [GlobalRole] = []
    struct GlobalKey: Hashable {
        let module: String
        let name: String
    }

    init(bytes: [UInt8], resolvesStorages: Bool = false) {
        self.bytes = bytes
        self.resolvesStorages = resolvesStorages
    }

    /// Reads a stream of one or more pickles, at most 4 GiB; faults are in the report's `error`.
    public static func read(_ bytes: [UInt8]) -> PickleReport {
        var reader = PickleReader(bytes: bytes)
        guard bytes.count <= Int(UInt32.max) else {
            reader.report.error = PickleError(.tooLarge(limit: Int(UInt32.max)), offset: 0)
            return reader.report
        }
        reader.readAll()
        return reader.report
    }

    private mutating func readAll() {
        do throws(PickleError) {
            let top = try readOne()
            report.topLevel = className(of: top)
        } catch {
            report.error = error
            return
        }
        report.pickles = 1
        // Load stops at STOP; what follows is read all the same, since other loaders read on.
        while position < bytes.count {
            let end = position
            machine = Machine()
            let known = report
            do throws(PickleError) {
                _ = try readOne()
                report.pickles += 1
            } catch {
                // Not a pickle unless it got as far as naming something.
                if report.globals == known.globals && report.findings == known.findings { report = known }
                report.trailingBytes = bytes.count - end
                return
            }
        }
    }

    /// Reads one pickle from `position` to behind its STOP; its value.
    mutating func readOne() throws(PickleError) -> PickleValue {
        while true {
            start = position
            guard position < bytes.count else { throw fault(.truncated) }
            let opcode = bytes[position]
            position += 1
            if opcode == UInt8(ascii: ".") {
                if let damage = machine.damage { throw damage }
                return try pop()
            }
            try execute(opcode)
        }
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
        case .text: return "builtins.str"
        default: return nil
        }
    }
}

// MARK: Reading arguments

extension PickleReader {
    mutating func take(_ count: Int) throws(PickleError) -> Range<Int> {
        guard count >= 0, count <= bytes.count - position else { throw fault(.truncated) }
        let range = position..<position + count
        position += count
        return range
    }

    mutating func takeByte() throws(PickleError) -> Int {
        guard position < bytes.count else { throw fault(.truncated) }
        position += 1
        return Int(bytes[position - 1])
    }

    /// A little-endian unsigned number of `width` bytes.
    mutating func takeUnsigned(_ width: Int) throws(PickleError) -> Int {
        let range = try take(width)
        var value: UInt64 = 0
        for index in range.reversed() { value = value << 8 | UInt64(bytes[index]) }
        guard let value = Int(exactly: value) else { throw fault(.badArgument("a length beyond 63 bits")) }
        return value
    }

    /// Everything up to the next newline, which is passed over.
    mutating func takeLine() throws(PickleError) -> Range<Int> {
        let from = position
        while position < bytes.count {
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\n") { return from..<position - 1 }
        }
        throw fault(.truncated)
    }

    /// A line of decimal digits with an optional minus; nothing else that Python's `int` would take.
    mutating func takeDecimalLine() throws(PickleError) -> Int {
        let line = try takeLine()
        guard let value = decimal(line) else { throw fault(.badArgument("a number is expected")) }
        return value
    }

    func decimal(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 19 else { return nil }
        let digits = bytes[range.lowerBound] == UInt8(ascii: "-") ? range.dropFirst() : range
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains(bytes[$0]) }) else { return nil }
        return Int(String(decoding: bytes[range], as: UTF8.self))
    }

    mutating func takeText(_ count: Int, _ encoding: PickleText.Encoding) throws(PickleError) -> PickleValue {
        .text(makeText(try take(count), encoding))
    }

    func makeText(_ range: Range<Int>, _ encoding: PickleText.Encoding) -> PickleText {
        PickleText(offset: UInt32(range.lowerBound), length: UInt32(range.count), encoding: encoding)
    }
}

// MARK: Stack and memo

extension PickleReader {
    /// The first stack index above the innermost mark: instructions can't reach below it.
    private var fence: Int { machine.marks.last ?? 0 }

    mutating func push(_ value: PickleValue) throws(PickleError) {
        guard machine.stack.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        machine.stack.append(value)
    }

    mutating func pop() throws(PickleError) -> PickleValue {
        guard machine.stack.count > fence, let value = machine.stack.popLast() else { throw fault(.stackUnderflow) }
        return value
    }

    func top() throws(PickleError) -> PickleValue {
        guard machine.stack.count > fence, let value = machine.stack.last else { throw fault(.stackUnderflow) }
        return value
    }

    mutating func replaceTop(_ value: PickleValue) throws(PickleError) {
        _ = try pop()
        try push(value)
    }

    mutating func mark() throws(PickleError) {
        guard machine.marks.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        machine.marks.append(machine.stack.count)
    }

    /// Drops the innermost mark; the index of the first value above it. The values stay on the stack.
    mutating func popMark() throws(PickleError) -> Int {
        guard let mark = machine.marks.popLast() else { throw fault(.stackUnderflow) }
        return mark
    }

    mutating func put(_ index: Int) throws(PickleError) {
        let value = try top()
        guard index >= 0 else { throw fault(.badArgument("a negative memo index")) }
        guard machine.memoCount < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        if index < machine.memo.count {
            if machine.memo[index] == nil { machine.memoCount += 1 }
            machine.memo[index] = value
        } else if index <= machine.memo.count + 1024 {
            if machine.sparseMemo.removeValue(forKey: index) == nil { machine.memoCount += 1 }
            while machine.memo.count < index {
                machine.memo.append(machine.sparseMemo.removeValue(forKey: machine.memo.count))
            }
            machine.memo.append(value)
        } else if machine.sparseMemo.updateValue(value, forKey: index) == nil {
            machine.memoCount += 1
        }
    }

    func get(_ index: Int) throws(PickleError) -> PickleValue {
        if machine.memo.indices.contains(index), let value = machine.memo[index] { return value }
        guard let value = machine.sparseMemo[index] else { throw fault(.missingMemo(index)) }
        return value
    }
}
