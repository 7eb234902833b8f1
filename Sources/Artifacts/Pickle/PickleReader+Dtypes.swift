/// The state of NumPy's dtypes: a false one has NumPy take numbers for the addresses of objects.
///
/// `(3, '|', subarray, names, fields, size, alignment, flags)` as `dtype.__reduce__` writes it, with metadata as a ninth.
extension PickleReader {
    struct DtypeLayout {
        var size: Int
        var holdsObjects = false
    }

    /// The most dtypes with a state of one pickle.
    private static let dtypeLimit = 1 << 20
    /// NPY_ITEM_REFCOUNT, NPY_LIST_PICKLE, NPY_NEEDS_INIT and NPY_NEEDS_PYAPI: what objects among the elements need.
    private static let objectFlags: Int64 = 0x1B

    mutating func buildDtype(_ index: Int, _ state: PickleValue) throws(PickleError) {
        guard dtypes.count < Self.dtypeLimit else { throw fault(.tooLarge(limit: Self.dtypeLimit)) }
        // NumPy keeps a dtype's fields by reference: one that changes afterwards would belie what they were judged by.
        guard dtypes[index] == nil else { return find(.oddDtype("it has one already")) }
        if let names = member(state, 3), let names = members(names) { try visit(names.count) }
        if let part = member(state, 2), let shape = member(part, 1), let shape = members(shape) {
            try visit(shape.count)
        }
        if case .dictionary(let fields)? = member(state, 4) { try visit(dictionaries[Int(fields)].entries.count) }
        let layout = layout(of: objects[index], state)
        dtypes[index] = layout ?? DtypeLayout(size: 0)
        if layout == nil { find(.oddDtype("it is none that NumPy writes")) }
    }

    private mutating func layout(of object: PickleObject, _ state: PickleValue) -> DtypeLayout? {
        guard let natural = naturalLayout(of: object), isOwnCopy(object), let members = members(state),
            members.count == 8 || members.count == 9, case .int(3...4)? = member(state, 0),
            case .int(let stated)? = member(state, 5), (-1...Int64(Int32.max)).contains(stated),
            case .int(let flags)? = member(state, 7)
        else { return nil }
        let size = Int(stated)
        let hasParts = [2, 3, 4].contains { if case PickleValue.none? = member(state, $0) { false } else { true } }
        var layout = natural.layout
        switch natural.kind {
        case "S", "a", "U", "V":
            guard size >= 0, natural.kind == "V" || !hasParts else { return nil }
            layout.size = size
            if hasParts {
                guard let holdsObjects = self.holdsObjects(state, size: size) else { return nil }
                layout.holdsObjects = holdsObjects
            }
        default:
            guard !hasParts else { return nil }
        }
        // The first two say that elements are objects, and that they are pickled as such.
        guard layout.holdsObjects ? flags & Self.objectFlags == Self.objectFlags : flags & 3 == 0 else { return nil }
        return layout
    }

    /// Whether the parts of a structure, which all lie in it, hold objects; `nil` where they are none that NumPy writes.
    private mutating func holdsObjects(_ state: PickleValue, size: Int) -> Bool? {
        switch (member(state, 2), member(state, 3), member(state, 4)) {
        case (.tuple?, PickleValue.none?, PickleValue.none?):
            guard let subarray = member(state, 2), let base = member(subarray, 0), let layout = layoutInUse(base),
                let shape = member(subarray, 1)
            else { return nil }
            let lengths = members(shape).map(Array.init) ?? [shape]
            var total = layout.size
            for length in lengths {
                guard case .int(let length) = length, length >= 0, length <= Int64(Int32.max) else { return nil }
                total = total.multipliedReportingOverflow(by: Int(length)).partialValue
                guard (0...Int(Int32.max)).contains(total) else { return nil }
            }
            return total == size ? layout.holdsObjects : nil
        case (PickleValue.none?, .tuple?, .dictionary(let fields)?):
            return holdsObjects(names: member(state, 3), in: dictionaries[Int(fields)], size: size)
        default: return nil
        }
    }

    private mutating func holdsObjects(names: PickleValue?, in fields: PickleDictionary, size: Int) -> Bool? {
        guard !fields.isPartial, let names, let members = members(names) else { return nil }
        var known: Set<String> = []
        var parts: [(range: Range<Int>, dtype: Int32, holdsObjects: Bool)] = []
        for (key, field) in fields.entries {
            known.insert(text(key))
            guard let dtype = member(field, 0), case .object(let index) = dtype, let layout = layoutInUse(dtype),
                case .int(let offset)? = member(field, 1), offset >= 0, offset <= Int64(size), layout.size >= 0,
                Int(offset) + layout.size <= size
            else { return nil }
            parts.append((Int(offset)..<Int(offset) + layout.size, index, layout.holdsObjects))
        }
        for name in members {
            guard case .text(let name) = name, known.contains(text(name)) else { return nil }
        }
        guard parts.contains(where: \.holdsObjects) else { return false }
        parts.sort { $0.range.lowerBound < $1.range.lowerBound }
        var end = 0
        for (place, part) in parts.enumerated() {
            // A field with a title is there twice.
            let isSame = place > 0 && parts[place - 1].range == part.range && parts[place - 1].dtype == part.dtype
            guard isSame || part.range.lowerBound >= end else { return nil }
            end = max(end, part.range.upperBound)
        }
        return true
    }

    /// The layout of a dtype that is part of another, which keeps it from changing.
    private mutating func layoutInUse(_ value: PickleValue) -> DtypeLayout? {
        guard case .object(let index) = value else { return nil }
        let object = objects[Int(index)]
        guard object.callee >= 0, roles[Int(object.callee)] == .dtype else { return nil }
        if let layout = dtypes[Int(index)] { return layout }
        guard dtypes.count < Self.dtypeLimit, let natural = naturalLayout(of: object) else { return nil }
        dtypes[Int(index)] = natural.layout
        return natural.layout
    }

    /// Whether elements of a dtype may be objects.
    func mayHoldObjects(_ dtype: PickleValue?) -> Bool {
        guard case .object(let index)? = dtype, let natural = naturalLayout(of: objects[Int(index)]) else {
            return true
        }
        return natural.layout.holdsObjects || natural.kind == "V"
    }

    /// What `dtype('f8')` is by its code.
    private func naturalLayout(of object: PickleObject) -> (kind: Character, layout: DtypeLayout)? {
        switch member(object.arguments, 0) {
        case .text(let code)?:
            var letters = Substring(text(code))
            if let order = letters.first, "<>=|".contains(order) { letters.removeFirst() }
            guard let kind = letters.popFirst(), letters.utf8.count <= 9,
                letters.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            let width = Int(letters) ?? 0
            switch kind {
            case "b", "i", "u", "f", "c", "?", "M", "m":
                return width <= 32 ? (kind, DtypeLayout(size: max(width, 1))) : nil
            case "O": return (kind, DtypeLayout(size: 8, holdsObjects: true))
            case "S", "a", "V": return (kind, DtypeLayout(size: width))
            case "U": return (kind, DtypeLayout(size: 4 * width))
            default: return nil
            }
        case .global(let index)?:
            let global = report.globals[Int(index)]
            let isStructure = ["record", "void"].contains(global.name) && global.module == "numpy"
            return isStructure ? ("V", DtypeLayout(size: 0)) : nil
        default: return nil
        }
    }

    /// Whether it was made to be changed, which NumPy's own dtype of a kind is not.
    private func isOwnCopy(_ object: PickleObject) -> Bool {
        switch member(object.arguments, 2) {
        case .bool(true)?, .int(1)?: true
        default: false
        }
    }
}
