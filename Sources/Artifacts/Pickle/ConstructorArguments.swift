/// What a function that a load may call can be given without calling, importing or replacing anything by it.
struct ConstructorArguments {
    enum Argument {
        /// Anything that is no function; what it holds is judged where it is held.
        case any
        /// A text, a number, bytes or none of them, as it stands in the file.
        case constant
        /// A class, by its name.
        case type
        /// A function that is on the list of those that a load may call, by its name.
        case function
        /// What objects may hold on to, by its name.
        case held
        /// A text, a class by its name, or an object.
        case generator
        /// A dictionary with texts as keys, as it stands in the file.
        case keywords
        /// What an object's attributes are set from.
        case state
    }

    let arguments: [Argument]

    /// The one for a function; `nil` for classes and functions that no load may call.
    init?(module: String, name: String) {
        guard AllowList.known.use(module: module, name: name) == .construct,
            let arguments = Self.named[name] ?? Self.ofFamily(name, in: module)
        else { return nil }
        self.arguments = arguments
    }

    private static let named: [String: [Argument]] = [
        "_reconstructor": [.type, .type, .any], "__newobj__": [.type] + many(.any),
        "__newobj_ex__": [.type, .any, .any], "encode": [.constant, .constant],
        "getattr": [.type, .constant], "partial": [.held] + many(.any),
        // NumPy
        "_reconstruct": [.type, .any, .any], "scalar": [.any, .any], "_frombuffer": many(.any, 5),
        "_ufunc_reconstruct": [.constant, .constant], "_DType_reconstruct": [.type],
        "_mareconstruct": [.type, .type, .any, .any], "__bit_generator_ctor": [.generator],
        "__generator_ctor": [.generator, .function], "__randomstate_ctor": [.generator, .function],
        "__RandomState_ctor": [],
        // scikit-learn
        "newObj": [.type],
        // pandas
        "_unpickle_block": [.any, .any, .constant], "__nat_unpickle": many(.constant),
        "_nat_unpickle": many(.constant), "_timedelta_unpickle": [.constant, .constant],
        "_unpickle_timestamp": [.constant, .any, .any, .constant], "_new_Index": [.type, .keywords],
        "_new_DatetimeIndex": [.type, .keywords], "_new_IntervalIndex": [.type, .keywords],
        "decimal128": many(.constant), "decimal256": many(.constant), "duration": [.constant],
        "time32": [.constant], "time64": [.constant], "timestamp": [.constant, .constant],
        "list_": [.any, .constant], "large_list": [.any], "field": [.constant, .any, .constant, .any],
        "struct": [.any], "dictionary": [.any, .any, .constant], "map_": [.any, .any, .constant],
        "_restore_array": [.any], "py_buffer": [.any], "type_for_alias": [.constant], "_UTC": [],
        // Python
        "_compile": [.constant, .constant],
        "_p": many(.constant), "ZoneInfo._unpickle": [.constant, .constant],
        // PyTorch
        "_rebuild_parameter_with_state": [.any, .any, .any, .state],
        "_rebuild_from_type_v2": [.function, .type, .any, .state], "_get_layout": [.constant],
    ]

    private static func ofFamily(_ name: String, in module: String) -> [Argument]? {
        if name.hasPrefix("__pyx_unpickle_") { return [.type, .constant, .any] }
        if module == "torch._utils" || module == "torch.jit._pickle" { return many(.any, 12) }
        return nil
    }

    private static func many(_ argument: Argument, _ count: Int = 8) -> [Argument] {
        Array(repeating: argument, count: count)
    }
}

extension PickleReader {
    /// Notes what a call hands over: by their places for functions that may be called, as held for all others.
    mutating func handOver(_ arguments: PickleValue, to callee: Int, by kind: CallKind) throws(PickleError) {
        guard let expected = constructors[callee]?.arguments else { return try hold(arguments) }
        guard let members = members(arguments) else { return noteHandover(of: nil, to: callee, at: 0) }
        // `__new__` of a function makes none of what the function does.
        guard kind != .new, members.count <= expected.count else { return findUnusual(callee) }
        for (place, (value, argument)) in zip(members, expected).enumerated() {
            switch (argument, value) {
            case (.type, .global(let index)), (.function, .global(let index)), (.generator, .global(let index)):
                try holdWrapper(value, unless: roles[callee] == .reconstructor && place == 0)
                noteHandover(of: Int(index), to: callee, at: place)
            case (.held, .global): try hold(value)
            case (.type, _), (.function, _), (.held, _): findUnusual(callee)
            case (.generator, .object), (.generator, .text): try hold(value)
            case (.generator, _): findUnusual(callee)
            case (.constant, let value): if !isConstant(value) { findUnusual(callee) }
            case (.keywords, .dictionary(let index)): if dictionaries[Int(index)].isPartial { findUnusual(callee) }
            case (.keywords, _): findUnusual(callee)
            case (.state, _): try noteState(value)
            case (.any, _): try hold(value)
            }
        }
    }

    private mutating func findUnusual(_ callee: Int) { find(.unusualArguments(callee: report.globals[callee].dotted)) }

    private mutating func noteHandover(of argument: Int?, to callee: Int, at place: Int) {
        let handover = PickleReport.Handover(callee: callee, argument: argument, place: place)
        guard report.handovers[handover] == nil else { return }
        // Files name few globals; where there are more pairs than this, the rest counts as untold.
        let isFull = report.handovers.count >= Self.dictionaryLimit
        report.handovers[isFull ? .init(callee: callee, argument: nil, place: 0) : handover] = start
    }

    private func isConstant(_ value: PickleValue) -> Bool {
        switch value {
        case .none, .bool, .int, .number, .text, .longText, .bytes: true
        // Protocols 0–2 write bytes by a call, and Python 2's texts' encoding is one of its own.
        case .object(let index):
            objects[Int(index)].callee >= 0 && roles[Int(objects[Int(index)].callee)] == .codec
        default: false
        }
    }

    /// Notes that an object, a container or the loading process keeps a value: what is in it is no more only called.
    mutating func hold(_ value: PickleValue) throws(PickleError) {
        switch value {
        case .global(let index):
            if report.globals[Int(index)].firstHeld == nil { report.globals[Int(index)].firstHeld = start }
            try holdWrapper(value)
        case .object: try holdWrapper(value)
        case .tuple(let index):
            var pending = [index]
            while let next = pending.popLast() {
                // Each once: tuples lie in each other many times.
                guard !tuples[Int(next)].isHeld else { continue }
                tuples[Int(next)].isHeld = true
                for member in members(.tuple(next)) ?? [] {
                    if case .tuple(let inner) = member { pending.append(inner) } else { try hold(member) }
                }
            }
        default: break
        }
    }

    /// Holds everything from a stack index on.
    mutating func holdStack(from first: Int) throws(PickleError) {
        for index in first..<max(first, machine.stack.count) { try hold(machine.stack[index]) }
    }

    /// Refuses joblib's wrappers where something else than their state could turn them into arrays.
    private mutating func holdWrapper(_ value: PickleValue, unless isMade: Bool = false) throws(PickleError) {
        guard machine.consumesArrays, !isMade else { return }
        let callee: Int32
        switch value {
        case .global(let index): callee = index
        case .object(let index): callee = objects[Int(index)].callee
        default: return
        }
        guard callee >= 0, roles[Int(callee)] == .arrayWrapper else { return }
        find(.strayWrapper)
        throw fault(.undecidableArray("its wrapper is handed to something else"))
    }
}
