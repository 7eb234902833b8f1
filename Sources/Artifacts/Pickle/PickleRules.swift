/// The loaders that take the same bytes for different instructions.
public enum PickleRules: String, Sendable, Hashable {
    /// joblib, for which an array's bytes follow its wrapper.
    case joblib
    /// joblib before 1.2, which knows no padding before the bytes.
    case oldJoblib = "joblib before 1.2"
    /// Python's own, for which they are instructions.
    case pickle = "plain pickle"
}

extension PickleReport {
    /// Reads a stream anew as the other loaders would that may be given a file with joblib's arrays.
    ///
    /// To them an array's bytes are instructions, of which numbers make none that go far.
    mutating func readOtherwise(_ open: () -> ByteStream) {
        guard hasJoblibWrappers else { return }
        for rules in hasPadding ? [PickleRules.pickle, .oldJoblib] : [.pickle] {
            let (report, _) = PickleReader.read(open(), by: rules, isReadOtherwise: true)
            readings.append(Reading(rules: rules, report: report))
        }
    }

    /// What another loader would read.
    public struct Reading: Sendable, Hashable {
        public let rules: PickleRules
        public let report: PickleReport
    }
}

extension PickleReader {
    /// Fails where Python is sure to on values that only numbers taken for instructions bring together.
    ///
    /// What the reader can't tell is refused otherwise; here it would refuse an array for its first element. Where
    /// Python may go on, so does the reader: what follows is what it looks for.
    func checkPlausible(_ opcode: UInt8) throws(PickleError) {
        switch opcode {
        case 0x82, 0x83, 0x84, 0x97, UInt8(ascii: "P"), UInt8(ascii: "Q"):
            throw fault(.badArgument("nothing that this loader resolves"))
        case UInt8(ascii: "R"), 0x81: try checkCall(depth: 2)
        case 0x92: try checkCall(depth: 3)
        case UInt8(ascii: "b"):
            guard machine.stack.count > 1, let state = machine.stack.last else { return }
            let target = machine.stack[machine.stack.count - 2]
            guard isLiteral(target), isTrue(state) else { return }
            throw fault(.badArgument("a state of what has none"))
        case UInt8(ascii: "o"):
            guard let mark = machine.marks.last, mark < machine.stack.count, isPlain(machine.stack[mark]) else {
                return
            }
            throw fault(.badArgument("a call of what is no function"))
        case 0x93:
            for value in machine.stack.suffix(2) where !mayBeText(value) {
                throw fault(.badArgument("a name that is no text"))
            }
        default: break
        }
    }

    /// Whether a state is what arrays become to another loader: nothing takes one, and what ignores it keeps none.
    func isIgnored(state: PickleValue) -> Bool { isReadOtherwise && isWrapper(state) }

    private func checkCall(depth: Int) throws(PickleError) {
        guard machine.stack.count >= depth, let argument = machine.stack.last else { return }
        // Python's own unpickler in Python, which joblib's is made of, takes arguments from an array as well.
        guard !isPlain(machine.stack[machine.stack.count - depth]), !isWrapper(argument) else {
            throw fault(.badArgument("a call of what is no function"))
        }
    }

    /// Whether a value may be a text and nothing more; of objects only what these make, for subclasses are none.
    private func mayBeText(_ value: PickleValue) -> Bool {
        switch value {
        case .text, .longText, .unknown: return true
        case .object(let index):
            let object = objects[Int(index)]
            guard object.callee >= 0 else { return true }
            let global = report.globals[Int(object.callee)]
            if ["builtins", "__builtin__"].contains(global.module) { return true }
            // NumPy's scalar of objects is what it was made of.
            if roles[Int(object.callee)] == .scalar { return mayHoldObjects(member(object.arguments, 0)) }
            // By these names, too, NumPy has had Python's own class.
            if ["str", "unicode"].contains(global.name) { return true }
            // What a class makes of nothing is no text that names something.
            return object.isOpaque && AllowList.known.use(module: global.module, name: global.name) == nil
        default: return false
        }
    }

    /// Whether a value is one that nothing can be called of: a literal, an array, a dtype, or a wrapper of an array.
    private func isPlain(_ value: PickleValue) -> Bool {
        switch value {
        case .object(let index):
            let callee = objects[Int(index)].callee
            return callee >= 0 && [.array, .arrayWrapper, .dtype].contains(roles[Int(callee)])
        default: return isLiteral(value)
        }
    }

    private func isLiteral(_ value: PickleValue) -> Bool {
        switch value {
        case .object, .global, .unknown, .storage: false
        default: true
        }
    }

    private func isWrapper(_ value: PickleValue) -> Bool {
        guard case .object(let index) = value else { return false }
        let callee = objects[Int(index)].callee
        return callee >= 0 && roles[Int(callee)] == .arrayWrapper
    }

    /// Whether Python is sure to take a value for true; of a state that is none it sets nothing, nor of two of them.
    private func isTrue(_ value: PickleValue) -> Bool {
        switch value {
        case .bool(let value): value
        case .int(let value): value != 0
        case .text(let text): text.length > 0
        case .longText, .global: true
        case .tuple: members(value).map { !$0.isEmpty && $0.count != 2 } ?? false
        default: isWrapper(value)
        }
    }
}
