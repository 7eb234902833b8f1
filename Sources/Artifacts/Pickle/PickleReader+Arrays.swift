/// Arrays as joblib writes them: a pickled wrapper, then the elements' bytes (`joblib/numpy_pickle.py`, 0.10 to 1.6).
///
/// An array's extent decides what is read as instructions after it, so that everything that is not exactly as joblib
/// writes it is an error: a reader that guessed could be shown another pickle than the one that gets loaded.
extension PickleReader {
    mutating func buildArray(_ index: Int, _ state: PickleValue) throws(PickleError) {
        guard machine.consumesArrays else { return }
        guard !objects[index].isOpaque else { throw undecidable("its wrapper was made with arguments") }
        guard case .dictionary(let stateIndex) = state, !dictionaries[Int(stateIndex)].isPartial else {
            throw undecidable("its state is no plain dictionary")
        }
        for entry in dictionaries[Int(stateIndex)].entries where !isWrapperKey(entry.key) {
            find(.wrapperAttribute(String(text(entry.key).prefix(64))))
            throw undecidable("its wrapper has an attribute that joblib doesn't write")
        }
        attributes[index, default: PickleDictionary()].entries += dictionaries[Int(stateIndex)].entries
        let attributes = attributes[index] ?? PickleDictionary()
        guard attributes.entries.count <= Self.dictionaryLimit else {
            throw undecidable("its wrapper has too many attributes")
        }
        // joblib reads the array from the file, behind the frame that Python reads instructions from.
        guard machine.frameEnd <= position else { throw undecidable("it lies inside a frame") }

        guard let shape = lookup("shape", in: attributes), let members = members(shape) else {
            throw undecidable("its shape is no tuple")
        }
        var count = 1
        for member in members {
            guard case .int(let length) = member, length >= 0 else {
                throw undecidable("its shape is no tuple of lengths")
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(length))
            guard !overflow else { throw undecidable("its shape is too large") }
            count = product
        }
        if let subclass = lookup("subclass", in: attributes) {
            guard case .global = subclass else { throw undecidable("its subclass is computed") }
        }
        guard let dtype = lookup("dtype", in: attributes) else { throw undecidable("it has no dtype") }
        switch try elementSize(of: dtype) {
        case nil:
            try replaceTop(try readNested())
        case let size?:
            try skipPadding(attributes)
            let (total, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw fault(.truncated) }
            try skip(total)
            report.arrays += 1
            report.arrayBytes += total
            let array = globalIndex[GlobalKey(module: "numpy", name: "ndarray")] ?? -1
            try replaceTop(try makeObject(callee: array, .none, isOpaque: true))
        }
    }

    /// Whether a wrapper has an attribute of this name; another could take the place of a method that joblib calls.
    private func isWrapperKey(_ key: PickleText) -> Bool {
        matches(key, "subclass") || matches(key, "shape") || matches(key, "order") || matches(key, "dtype")
            || matches(key, "allow_mmap") || matches(key, "numpy_array_alignment_bytes")
    }

    private func undecidable(_ why: String) -> PickleError { fault(.undecidableArray(why)) }

    /// From joblib 1.2 on one byte says how many more lie before the elements, each 0xFF.
    private mutating func skipPadding(_ attributes: PickleDictionary) throws(PickleError) {
        switch lookup("numpy_array_alignment_bytes", in: attributes) {
        case nil, PickleValue.none?: return
        case .int?:
            report.hasPadding = true
            guard rules != .oldJoblib else { return }
            let count = try takeByte()
            guard let padding = stream.take(count) else { throw fault(.truncated) }
            guard count <= 16, padding.allSatisfy({ $0 == 0xFF }) else {
                throw undecidable("what lies before its elements is none of joblib's padding")
            }
        default: throw undecidable("its alignment is computed")
        }
    }

    /// Reads the pickle that holds an array of objects; plain pickle reads it, so that no arrays follow in it.
    private mutating func readNested() throws(PickleError) -> PickleValue {
        let outer = machine
        machine = Machine()
        machine.consumesArrays = false
        let value = try readOne()
        machine = outer
        report.arrays += 1
        return value
    }

    /// The bytes of one element; `nil` where the elements are objects, in a pickle of their own.
    ///
    /// NumPy's `dtype.__reduce__`: `dtype('f8', False, True)` with the state `(3, '<', None, None, None, -1, -1, 0)`.
    private func elementSize(of dtype: PickleValue) throws(PickleError) -> Int? {
        guard case .object(let index) = dtype else { throw undecidable("its dtype is computed") }
        let object = objects[Int(index)]
        guard object.callee >= 0, roles[Int(object.callee)] == .dtype,
            case .text(let code)? = member(object.arguments, 0)
        else { throw undecidable("its dtype is none of numpy's") }
        var letters = Substring(text(code))
        if let order = letters.first, "<>=|".contains(order) { letters.removeFirst() }
        guard let kind = letters.popFirst(), letters.allSatisfy({ ("0"..."9").contains($0) }), letters.count <= 9 else {
            throw undecidable("its dtype '\(text(code))' is not known")
        }
        let width = Int(letters) ?? 0
        let state = try dtypeState(object.state)
        switch kind {
        case "b", "i", "u", "f", "c", "?", "M", "m":
            guard (1...32).contains(width), !state.hasFields, state.flags == 0 else { break }
            return width
        case "O":
            guard !state.hasFields, state.flags & 1 == 1 else { break }
            return nil
        case "S", "U", "V", "a":
            if kind == "V", state.flags & 1 == 1 { return nil }
            guard state.flags & 1 == 0 else { break }
            let size = state.size >= 0 ? state.size : kind == "U" ? 4 * width : width
            return size
        default: break
        }
        throw undecidable("its dtype '\(text(code))' has a state that numpy doesn't write")
    }

    private func dtypeState(_ state: PickleValue) throws(PickleError) -> (hasFields: Bool, size: Int, flags: Int64) {
        guard let members = members(state), members.count == 8 || members.count == 9,
            case .int(3...4)? = member(state, 0), case PickleValue.none? = member(state, 2),
            case .int(let size)? = member(state, 5), case .int(let flags)? = member(state, 7),
            (-1...Int64(Int32.max)).contains(size)
        else { throw undecidable("its dtype's state is not known") }
        if case PickleValue.none? = member(state, 4) { return (false, Int(size), flags) }
        return (true, Int(size), flags)
    }
}
