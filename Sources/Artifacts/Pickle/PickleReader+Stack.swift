/// The stack and the memo.
extension PickleReader {
    /// The first stack index above the innermost mark: instructions can't reach below it.
    private var fence: Int { machine.marks.last ?? 0 }

    mutating func push(_ value: PickleValue) throws(PickleError) {
        guard machine.stack.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        if machine.stack.count == machine.height {
            machine.height += 1
            try spend(MemoryLayout<PickleValue>.stride)
        }
        machine.stack.append(value)
    }

    /// Takes some of the memory that there is for a pickle.
    mutating func spend(_ bytes: Int) throws(PickleError) {
        spent += bytes
        guard spent <= memoryLimit else { throw fault(.tooLarge(limit: memoryLimit)) }
    }

    /// Counts the parts of a state that is looked at again for each of its objects.
    mutating func visit(_ count: Int) throws(PickleError) {
        parts += count
        guard parts <= Self.partsLimit else { throw fault(.tooLarge(limit: Self.partsLimit)) }
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
        guard machine.memoCount < Self.memoLimit else { throw fault(.tooLarge(limit: Self.memoLimit)) }
        let known = machine.memoCount
        defer { spent += (machine.memoCount - known) * MemoryLayout<PickleValue?>.stride }
        try spend(0)
        if index < machine.memo.count {
            if machine.memo[index] == nil { machine.memoCount += 1 }
            machine.memo[index] = value
        } else if index <= 2 * machine.memoCount + 1024 {
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
