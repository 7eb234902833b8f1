/// Names, containers, calls and state.
extension PickleReader {
    enum CallKind {
        /// `callee(*arguments)`
        case reduce
        /// `callee.__new__(callee, *arguments)`
        case new
        /// Either, as INST and OBJ decide while loading.
        case instance
    }

    mutating func find(_ kind: PickleFinding.Kind) {
        remarks += 1
        // One of each kind is enough to refuse; a million would only take memory.
        guard report.findings.count < 1000, seenFindings.insert(kind).inserted else { return }
        report.findings.append(PickleFinding(kind: kind, offset: start))
    }

    // MARK: Names

    mutating func pushGlobal(module: String, name: String) throws(PickleError) {
        try push(try globalValue(module: module, name: name))
    }

    mutating func globalValue(module: String, name: String) throws(PickleError) -> PickleValue {
        remarks += 1
        let key = GlobalKey(module: module, name: name)
        if let index = globalIndex[key] {
            report.globals[Int(index)].count += 1
            return .global(index)
        }
        guard report.globals.count < Self.globalLimit else { throw fault(.tooLarge(limit: Self.globalLimit)) }
        let index = Int32(report.globals.count)
        if module == "xgboost.core", name == "Booster" { watchesBooster = true }
        globalIndex[key] = index
        roles.append(GlobalRole(module: module, name: name))
        constructors.append(ConstructorArguments(module: module, name: name))
        report.globals.append(
            PickleGlobal(module: module, name: name, count: 1, offset: start, calls: 0, firstCall: nil)
        )
        return .global(index)
    }

    // MARK: Containers

    /// Takes everything from a stack index on into a tuple.
    mutating func makeTuple(from first: Int) -> PickleValue {
        let count = machine.stack.count - first
        let bytes = MemoryLayout<PickleTuple>.stride + count * MemoryLayout<PickleValue>.stride
        let isKnown =
            elements.count + count <= Self.valueLimit && tuples.count < Self.valueLimit
            && spent + bytes <= memoryLimit
        guard isKnown else {
            machine.stack.removeSubrange(first...)
            return .unknown
        }
        spent += bytes
        tuples.append(PickleTuple(start: Int32(elements.count), count: Int32(count)))
        elements.append(contentsOf: machine.stack[first...])
        machine.stack.removeSubrange(first...)
        return .tuple(Int32(tuples.count - 1))
    }

    /// The elements of a tuple; `nil` where they are not known.
    func members(_ value: PickleValue) -> ArraySlice<PickleValue>? {
        guard case .tuple(let index) = value else { return nil }
        let tuple = tuples[Int(index)]
        return elements[Int(tuple.start)..<Int(tuple.start + tuple.count)]
    }

    func member(_ value: PickleValue, _ index: Int) -> PickleValue? {
        guard let members = members(value), index < members.count else { return nil }
        return members[members.startIndex + index]
    }

    mutating func makeDictionary() throws(PickleError) -> PickleValue {
        guard dictionaries.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        try spend(MemoryLayout<PickleDictionary>.stride)
        dictionaries.append(PickleDictionary())
        return .dictionary(Int32(dictionaries.count - 1))
    }

    /// Moves the key-value pairs from a stack index on into a container.
    mutating func setItems(from first: Int, in container: PickleValue) throws(PickleError) {
        guard (machine.stack.count - first).isMultiple(of: 2) else {
            throw fault(.badArgument("a dictionary with a key that has no value"))
        }
        for key in stride(from: first, to: machine.stack.count, by: 2) {
            try hold(machine.stack[key])
            if !isSubclass(machine.stack[key], machine.stack[key + 1]) { try hold(machine.stack[key + 1]) }
        }
        let known = entryCount
        if case .dictionary(let index) = container {
            for key in stride(from: first, to: machine.stack.count, by: 2) {
                insert(machine.stack[key], machine.stack[key + 1], in: Int(index))
            }
        } else if case .object(let index) = container, isOrderedDictionary(objects[Int(index)]) {
            for key in stride(from: first, to: machine.stack.count, by: 2) {
                entryCount += Self.insert(
                    machine.stack[key], machine.stack[key + 1],
                    in: &attributes[Int(index), default: PickleDictionary()], entryCount)
            }
        } else {
            noteChange(of: container)
        }
        machine.stack.removeSubrange(first...)
        try spend((entryCount - known) * MemoryLayout<(key: PickleText, value: PickleValue)>.stride)
    }

    /// Whether an entry is that by which joblib's wrapper says what to make of an array.
    private func isSubclass(_ key: PickleValue, _ value: PickleValue) -> Bool {
        guard case .text(let name) = key, case .global(let index) = value else { return false }
        return roles[Int(index)] == .array && matches(name, "subclass")
    }

    func isOrderedDictionary(_ object: PickleObject) -> Bool {
        object.callee >= 0 && roles[Int(object.callee)] == .orderedDictionary
    }

    private mutating func insert(_ key: PickleValue, _ value: PickleValue, in index: Int) {
        if case .text(let name) = key, case .text(let version) = value, matches(name, "_sklearn_version") {
            dictionaries[index].sklearnVersion = version
        }
        // A class may keep the dictionary itself as its objects' attributes.
        if dictionaries[index].isState {
            if case .text(let name) = key { noteAttribute(name, value) } else { find(.computedState) }
        }
        if dictionaries[index].holdsNumbers, !isNumber(value) {
            find(.unusualArguments(callee: "functools.partial"))
        }
        entryCount += Self.insert(key, value, in: &dictionaries[index], entryCount)
    }

    /// How many entries were added: one, or none where the key is no text or there are too many.
    private static func insert(
        _ key: PickleValue, _ value: PickleValue, in dictionary: inout PickleDictionary, _ total: Int
    ) -> Int {
        guard case .text(let text) = key, dictionary.entries.count < dictionaryLimit, total < entryLimit else {
            dictionary.isPartial = true
            return 0
        }
        dictionary.entries.append((text, value))
        return 1
    }

    /// The value of a key, the last one where it was set twice.
    func lookup(_ key: StaticString, in dictionary: PickleDictionary) -> PickleValue? {
        dictionary.entries.last { matches($0.key, key) }?.value
    }

    mutating func noteChange(of value: PickleValue) {
        if case .global(let index) = value { find(.changesGlobal(report.globals[Int(index)].dotted)) }
    }

    // MARK: Calls

    /// - Parameter keywords: the arguments that have names; `nil` for calls that have none.
    mutating func call(
        _ callee: PickleValue, _ arguments: PickleValue, _ keywords: PickleValue? = nil, by kind: CallKind
    ) throws(PickleError) -> PickleValue {
        if let keywords { try hold(keywords) }
        guard case .global(let calleeIndex) = callee else {
            find(.computedCall)
            try hold(callee)
            try hold(arguments)
            return try makeObject(callee: -1, arguments, isOpaque: true)
        }
        let index = Int(calleeIndex)
        let isEmpty = (members(arguments)?.isEmpty ?? false) && isEmpty(keywords)
        noteCall(of: index, hasArguments: kind == .reduce || !isEmpty)
        try handOver(arguments, to: index, by: kind)
        func unusual() -> PickleFinding.Kind { .unusualArguments(callee: report.globals[index].dotted) }
        switch roles[index] {
        case .reconstructor:
            // They make an object of their first argument.
            guard kind == .reduce, let made = member(arguments, 0), case .global(let made) = made else {
                find(unusual())
                return try makeObject(callee: -1, arguments, isOpaque: true)
            }
            let isOrdinary = report.globals[index].name == "_reconstructor"
            let count = members(arguments)?.count ?? 0
            let hasArguments = !isOrdinary && count > 1
            if roles[Int(made)] == .array, report.globals[index].name == "__newobj_ex__" || count > 3 {
                find(unusual())
            }
            noteCall(of: Int(made), hasArguments: hasArguments)
            // The class that the object is made by: `dict` for a subclass of it.
            if isOrdinary, case .global(let base)? = member(arguments, 1) {
                noteCall(of: Int(base), hasArguments: false)
            }
            // A base that is a dictionary fills one with what it is given.
            let isFilled = roles[Int(made)] == .orderedDictionary
            return try makeObject(callee: made, isFilled ? arguments : .none, isOpaque: false)
        case .codec:
            // Protocols 0–2 write bytes as Latin-1 text.
            guard let members = members(arguments), members.count == 2, let data = members.first, isText(data),
                case .text(let codec)? = member(arguments, 1), ["latin1", "latin-1"].contains(text(codec))
            else {
                find(unusual())
                break
            }
        // The arguments to keep come in the state.
        case .partial: if kind != .reduce || members(arguments)?.count != 1 { find(unusual()) }
        case .factoryDictionary:
            if let factory = member(arguments, 0), !isFactory(factory) { find(unusual()) }
        case .mappingCopy, .orderedDictionary:
            if let mapping = member(arguments, 0), isComputedMapping(mapping) { find(unusual()) }
        case .scalar:
            // With an object dtype it returns its second argument as it is, whatever that is.
            guard let data = member(arguments, 1), isByteLike(data) else {
                find(unusual())
                break
            }
        case .array:
            // More than a shape and a type would have it take other memory for its elements.
            let isClass = report.globals[index].name == "ndarray"
            if isClass, (members(arguments)?.count ?? 3) > 2 || !self.isEmpty(keywords) { find(unusual()) }
        case .identity:
            // The argument by another name, of which nothing may be lost.
            guard kind == .reduce, let value = member(arguments, 0) else {
                find(unusual())
                break
            }
            return value
        case .number:
            switch member(arguments, 0) {
            case .int?, .bool?: return member(arguments, 0) ?? .none
            case .object?, .unknown?, nil: return .unknown
            default: return .none
            }
        case .attribute:
            // The attribute is a global by another name, and judged as such.
            guard case .global(let owner)? = member(arguments, 0), case .text(let name)? = member(arguments, 1),
                members(arguments)?.count == 2, kind == .reduce,
                report.globals[Int(owner)].name.utf8.count + Int(name.length) <= Self.nameLimit
            else {
                find(unusual())
                break
            }
            let global = report.globals[Int(owner)]
            return try globalValue(module: global.module, name: global.name + "." + text(name))
        case .functionByName:
            // It imports the module and takes the attribute: a global by another name.
            guard case .text(let module)? = member(arguments, 0), case .text(let name)? = member(arguments, 1) else {
                find(unusual())
                break
            }
            // The ufuncs that the list knows are those of two packages; what else it knows is none.
            let isUfunc = text(module).isBelow("numpy") || text(module).isBelow("scipy")
            if !isUfunc, AllowList.known.use(module: text(module), name: text(name)) != nil { find(unusual()) }
            return try globalValue(module: text(module), name: text(name))
        default: break
        }
        return try makeObject(callee: calleeIndex, arguments, isOpaque: kind == .reduce || !isEmpty)
    }

    /// Whether a value makes what a dictionary lacks: a type or a function by its name, or one with some arguments.
    private func isFactory(_ value: PickleValue) -> Bool {
        switch value {
        case .none, .global: true
        case .object(let index):
            objects[Int(index)].callee >= 0 && roles[Int(objects[Int(index)].callee)] == .partial
        default: false
        }
    }

    /// Whether a value is an object whose entries come from calls, as those of a chain of dictionaries may.
    private func isComputedMapping(_ value: PickleValue) -> Bool {
        switch value {
        case .object(let index):
            objects[Int(index)].callee < 0 || !isOrderedDictionary(objects[Int(index)])
        case .global, .unknown: true
        default: false
        }
    }

    private func isEmpty(_ keywords: PickleValue?) -> Bool {
        switch keywords {
        case nil: true
        case .dictionary(let index)?:
            dictionaries[Int(index)].entries.isEmpty && !dictionaries[Int(index)].isPartial
        default: false
        }
    }

    private mutating func noteCall(of index: Int, hasArguments: Bool) {
        report.globals[index].calls += 1
        if hasArguments { report.globals[index].hasArguments = true }
        if report.globals[index].firstCall == nil { report.globals[index].firstCall = start }
    }

    func isText(_ value: PickleValue) -> Bool {
        switch value {
        case .text, .longText: true
        default: false
        }
    }

    private func isByteLike(_ value: PickleValue) -> Bool {
        switch value {
        case .bytes, .text, .longText: return true
        case .object(let index):
            let callee = objects[Int(index)].callee
            return callee >= 0 && [.codec, .byteString].contains(roles[Int(callee)])
        default: return false
        }
    }

    mutating func makeObject(callee: Int32, _ arguments: PickleValue, isOpaque: Bool) throws(PickleError)
        -> PickleValue
    {
        guard objects.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        try spend(MemoryLayout<PickleObject>.stride)
        objects.append(PickleObject(callee: callee, arguments: arguments, isOpaque: isOpaque))
        return .object(Int32(objects.count - 1))
    }
}
