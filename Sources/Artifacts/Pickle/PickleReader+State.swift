/// BUILD: the state that an object is given.
extension PickleReader {
    mutating func executeBuild() throws(PickleError) {
        let state = try pop()
        let target = try top()
        if isIgnored(state: state) { return }
        noteVersion(in: state)
        if case .unknown = target { find(.changesUnknown) }
        guard case .object(let index) = target else {
            noteChange(of: target)
            return try noteState(state)
        }
        objects[Int(index)].state = state
        let callee = objects[Int(index)].callee
        let role = callee < 0 ? .plain : roles[Int(callee)]
        switch role {
        case .arrayWrapper:
            report.hasJoblibWrappers = true
            try noteState(state)
            try buildArray(Int(index), state)
        case .companionWrapper:
            report.hasJoblibWrappers = true
            try buildCompanion(state)
        case .vectorizer:
            for part in members(state) ?? [state] {
                guard let entries = entries(of: part) else { continue }
                try visit(entries.entries.count)
                noteInput(of: Int(callee), in: entries)
            }
            try noteState(state)
        case .partial:
            if !isPartial(state) { find(.unusualArguments(callee: "functools.partial")) }
            try noteState(state)
        case .dtype:
            // Its fields' names are no attributes.
            try hold(state)
            try buildDtype(Int(index), state)
        default:
            // A dictionary takes attributes from a table of two columns as well; rotations are none of these.
            if isArray(state), callee < 0 || !report.globals[Int(callee)].module.isBelow("scipy.spatial.transform") {
                find(.computedState)
            }
            try noteState(state)
            if callee >= 0, report.globals[Int(callee)].module.isBelow("scipy") { try noteForeignParts(state) }
        }
    }

    /// Whether a state is one of `functools.partial`: a function by its name, a tuple, a dictionary and attributes.
    ///
    /// Python's own functions get numbers alone: of texts and objects `min` and `max` would make functions that return
    /// these whatever they are given.
    private mutating func isPartial(_ state: PickleValue) -> Bool {
        guard case .global(let function)? = member(state, 0), let arguments = member(state, 1),
            case .dictionary(let keywords)? = member(state, 2)
        else { return false }
        let global = report.globals[Int(function)]
        guard ["builtins", "__builtin__"].contains(global.module), !global.name.contains(".") else { return true }
        guard let values = members(arguments), values.count <= 16 else { return false }
        // The function keeps the dictionary itself, which may get more later.
        dictionaries[Int(keywords)].holdsNumbers = true
        let entries = dictionaries[Int(keywords)]
        guard !entries.isPartial, entries.entries.count <= 16 else { return false }
        for value in values where !isNumber(value) { return false }
        for entry in entries.entries where !isNumber(entry.value) { return false }
        return true
    }

    func isNumber(_ value: PickleValue) -> Bool {
        switch value {
        case .none, .bool, .int, .number: true
        default: false
        }
    }

    /// Notes what SciPy's objects never hold, and what would take the place of a method of theirs.
    private mutating func noteForeignParts(_ state: PickleValue) throws(PickleError) {
        for part in members(state) ?? [state] {
            guard let entries = entries(of: part)?.entries else { continue }
            try visit(entries.count)
            for entry in entries where isForeign(entry.value, as: entry.key) {
                find(.replacedMethod(String(text(entry.key).prefix(64))))
            }
        }
    }

    private func isForeign(_ value: PickleValue, as key: PickleText) -> Bool {
        let isPrivate = key.length > 0 && texts[Int(key.offset)] == UInt8(ascii: "_")
        switch value {
        case .global(let global):
            return isPrivate && ![.array, .dtype].contains(roles[Int(global)])
                && !["_call", "_function"].contains(text(key))
        case .object(let object):
            let callee = objects[Int(object)].callee
            guard callee >= 0 else { return false }
            return report.globals[Int(callee)].module.isBelow("pandas") || isPrivate && roles[Int(callee)] == .partial
        default: return false
        }
    }

    private func isArray(_ value: PickleValue) -> Bool {
        guard case .object(let index) = value else { return false }
        return objects[Int(index)].callee >= 0 && roles[Int(objects[Int(index)].callee)] == .array
    }

    /// Notes what a state holds, and refuses attributes that take the place of what a load or a method calls.
    mutating func noteState(_ state: PickleValue) throws(PickleError) {
        try hold(state)
        switch state {
        case .dictionary(let index): noteAttributes(Int(index))
        case .tuple:
            let members = members(state) ?? []
            if members.count > 16 { try visit(members.count) }
            for case .dictionary(let index) in members { noteAttributes(Int(index)) }
            // Two of them: the second one's are set as by `setattr`, which runs what a class has for it.
            guard members.count == 2, let first = members.first, let last = members.last,
                mayBeAttributes(first), hasEntries(last)
            else { return }
            find(.slotState)
        case .object(let index):
            let object = objects[Int(index)]
            if isOrderedDictionary(object) {
                guard let attributes = entries(of: state) else { return find(.computedState) }
                for entry in attributes.entries {
                    try visit(1 + effort(of: entry.key))
                    noteAttribute(entry.key, entry.value)
                }
                if attributes.isPartial { find(.computedState) }
            } else if object.callee < 0 || roles[Int(object.callee)] != .array {
                find(.computedState)
            }
        case .unknown, .storage: find(.computedState)
        default: break
        }
    }

    /// How many times as long a key with escapes takes to be read.
    private func effort(of key: PickleText) -> Int {
        key.encoding == .utf8 || key.encoding == .latin1 ? 0 : Int(key.length) / 16
    }

    /// The entries of a dictionary that sets attributes; `nil` where they can't be told from the file.
    private func entries(of state: PickleValue) -> PickleDictionary? {
        switch state {
        case .dictionary(let index): return dictionaries[Int(index)]
        case .object(let index):
            let object = objects[Int(index)]
            // One that was made of something has that, too.
            var isMadeEmpty = members(object.arguments)?.isEmpty ?? false
            if case .none = object.arguments { isMadeEmpty = true }
            guard isOrderedDictionary(object), isMadeEmpty else { return nil }
            return attributes[Int(index)] ?? PickleDictionary()
        default: return nil
        }
    }

    /// Whether the first half of a state may set attributes, or is one that Python passes over.
    private func mayBeAttributes(_ value: PickleValue) -> Bool {
        switch value {
        case .object(let index):
            let callee = objects[Int(index)].callee
            return callee < 0 || isOrderedDictionary(objects[Int(index)])
        case .global, .storage, .longText: return false
        case .bool(let value): return !value
        case .int(let value): return value == 0
        case .text(let text): return text.length == 0
        case .tuple: return members(value)?.isEmpty ?? true
        default: return true
        }
    }

    private func hasEntries(_ value: PickleValue) -> Bool {
        switch value {
        case .dictionary(let index):
            return !dictionaries[Int(index)].entries.isEmpty || dictionaries[Int(index)].isPartial
        case .object(let index):
            guard isOrderedDictionary(objects[Int(index)]) else { return false }
            return entries(of: value).map { !$0.entries.isEmpty || $0.isPartial } ?? true
        default: return false
        }
    }

    private mutating func noteAttributes(_ index: Int) {
        // A state is built into many objects.
        guard !dictionaries[index].isState else { return }
        dictionaries[index].isState = true
        if dictionaries[index].isPartial { find(.computedState) }
        for entry in dictionaries[index].entries { noteAttribute(entry.key, entry.value) }
    }

    /// Notes an attribute that is set, or may be as its dictionary has been a state before.
    mutating func noteAttribute(_ key: PickleText, _ value: PickleValue) {
        noteMethod(key, value)
        guard isReserved(key, isCallable: isCallable(value)) else { return }
        find(.replacedMethod(String(text(key).prefix(64))))
    }

    /// Whether an attribute has one of the names that Python, `pickle` or a permitted function looks up to call it.
    private func isReserved(_ key: PickleText, isCallable: Bool) -> Bool {
        // No name of this length, in escapes of ten bytes even, is one that Python looks up.
        guard key.length <= Self.nameLimit else { return false }
        let raw = texts[Int(key.offset)..<Int(key.offset) + Int(key.length)]
        let isPlain = key.encoding == .utf8 || key.encoding == .latin1 || !raw.contains(UInt8(ascii: "\\"))
        guard !isPlain || raw.first == UInt8(ascii: "_") || raw.count <= 12 else { return false }
        let name = text(key)
        if name.hasPrefix("__"), name.hasSuffix("__") { return !Self.describing.contains(name) }
        return isCallable && Self.called.contains(name)
    }

    /// Whether a value may be one that can be called, which literals and arrays can't.
    private func isCallable(_ value: PickleValue) -> Bool {
        switch value {
        case .global, .unknown: true
        case .object(let index):
            objects[Int(index)].callee < 0 || roles[Int(objects[Int(index)].callee)] != .array
        default: false
        }
    }

    /// Attributes that only describe.
    private static let describing: Set<String> = ["__doc__", "__module__", "__name__", "__qualname__"]

    /// Methods that a load calls on objects, which an attribute would take the place of.
    private static let called: Set<String> = [
        "_simple_new", "add", "append", "extend", "from_arrays", "items", "keys",
    ]

    /// A vectorizer that is told so takes texts for the names of files, and reads these.
    private mutating func noteInput(of callee: Int, in state: PickleDictionary) {
        for (key, value) in state.entries where matches(key, "input") {
            if case .text(let name) = value, matches(name, "content") { continue }
            find(.readsFiles(report.globals[callee].dotted))
        }
    }

    /// Notes the version that `BaseEstimator.__getstate__` puts into each estimator's state.
    private mutating func noteVersion(in state: PickleValue) {
        var state = state
        if let first = member(state, 0) { state = first }
        guard case .dictionary(let index) = state, let version = dictionaries[Int(index)].sklearnVersion else { return }
        let text = text(version)
        guard report.sklearnVersions.count < 16, !report.sklearnVersions.contains(text) else { return }
        report.sklearnVersions.append(text)
    }

    private mutating func buildCompanion(_ state: PickleValue) throws(PickleError) {
        var name: String?
        if case .dictionary(let index) = state, case .text(let file)? = lookup("filename", in: dictionaries[Int(index)])
        {
            name = text(file)
        }
        find(.companionFile(name ?? "?"))
        if report.companionFiles.count <= CompanionLinks.limit { report.companionFiles.append(name) }
        guard machine.consumesArrays else { return }
        try replaceTop(try makeObject(callee: -1, .none, isOpaque: true))
    }
}
