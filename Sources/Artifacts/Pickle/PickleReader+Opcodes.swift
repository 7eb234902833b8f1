/// The opcodes of CPython's `pickletools`, by their code.
extension PickleReader {
    /// What protocol 1 brought; it has no PROTO to say so.
    private static let binaryOpcodes = Set("JKMTUXG]e)}u1hjqroQ".utf8)

    mutating func execute(_ opcode: UInt8) throws(PickleError) {
        if report.protocolVersion == 0, Self.binaryOpcodes.contains(opcode) { report.protocolVersion = 1 }
        switch opcode {
        // Numbers and constants
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "I"): try executeInt()
        case UInt8(ascii: "J"): try push(.int(Int64(Int32(truncatingIfNeeded: try takeUnsigned(4)))))
        case UInt8(ascii: "K"): try push(.int(Int64(try takeByte())))
        case UInt8(ascii: "M"): try push(.int(Int64(try takeUnsigned(2))))
        case UInt8(ascii: "L"): try executeLongLine()
        case 0x8A: try pushLong(width: try takeByte())
        case 0x8B:
            let width = try takeUnsigned(4)
            guard width <= Int(Int32.max) else { throw fault(.badArgument("a negative length")) }
            try pushLong(width: width)
        case UInt8(ascii: "F"):
            _ = try takeLine()
            try push(.number)
        case UInt8(ascii: "G"):
            try skip(8)
            try push(.number)
        // Texts and bytes
        case UInt8(ascii: "S"): try executeString()
        case UInt8(ascii: "T"):
            let count = try takeUnsigned(4)
            guard count <= Int(Int32.max) else { throw fault(.badArgument("a negative length")) }
            try push(try takeText(count, .latin1))
        case UInt8(ascii: "U"): try push(try takeText(try takeByte(), .latin1))
        case UInt8(ascii: "V"):
            let line = try takeLine()
            try push(try keep(line, line.head[...], .rawUnicodeEscape))
        case 0x8C: try push(try takeText(try takeByte(), .utf8))
        case UInt8(ascii: "X"): try push(try takeText(try takeUnsigned(4), .utf8))
        case 0x8D: try push(try takeText(try takeUnsigned(8), .utf8))
        case UInt8(ascii: "C"): try pushBytes(try takeByte())
        case UInt8(ascii: "B"): try pushBytes(try takeUnsigned(4))
        case 0x8E, 0x96: try pushBytes(try takeUnsigned(8))
        case 0x97:
            find(.outOfBandBuffer)
            try push(.unknown)
        case 0x98: _ = try top()
        default: try executeContainer(opcode)
        }
    }

    private mutating func executeContainer(_ opcode: UInt8) throws(PickleError) {
        switch opcode {
        case UInt8(ascii: "("): try mark()
        case UInt8(ascii: "0"):
            if machine.stack.count > (machine.marks.last ?? 0) { _ = try pop() } else { _ = try popMark() }
        case UInt8(ascii: "1"): machine.stack.removeSubrange(try popMark()...)
        case UInt8(ascii: "2"): try push(try top())
        case UInt8(ascii: "]"): try push(try makeList())
        case UInt8(ascii: "l"):
            try holdStack(from: machine.marks.last ?? 0)
            let mark = try popMark()
            let list = try makeList()
            noteElements(machine.stack[mark...], of: list)
            machine.stack.removeSubrange(mark...)
            try push(list)
        case UInt8(ascii: "a"):
            let element = try pop()
            try hold(element)
            let list = try top()
            noteElement(element, of: list)
            noteChange(of: list)
        case UInt8(ascii: "e"), 0x90:
            try holdStack(from: machine.marks.last ?? 0)
            let mark = try popMark()
            guard mark > (machine.marks.last ?? 0) else { throw fault(.stackUnderflow) }
            noteElements(machine.stack[mark...], of: machine.stack[mark - 1])
            machine.stack.removeSubrange(mark...)
            noteChange(of: try top())
        case UInt8(ascii: ")"): try push(makeTuple(from: machine.stack.count))
        case UInt8(ascii: "t"):
            let mark = try popMark()
            try push(makeTuple(from: mark))
        case 0x85: try executeTuple(1)
        case 0x86: try executeTuple(2)
        case 0x87: try executeTuple(3)
        case UInt8(ascii: "}"): try push(try makeDictionary())
        case UInt8(ascii: "d"):
            let mark = try popMark()
            let dictionary = try makeDictionary()
            try setItems(from: mark, in: dictionary)
            try push(dictionary)
        case UInt8(ascii: "s"):
            guard machine.stack.count - (machine.marks.last ?? 0) >= 3 else { throw fault(.stackUnderflow) }
            try setItems(from: machine.stack.count - 2, in: machine.stack[machine.stack.count - 3])
        case UInt8(ascii: "u"):
            let mark = try popMark()
            guard mark > (machine.marks.last ?? 0) else { throw fault(.stackUnderflow) }
            try setItems(from: mark, in: machine.stack[mark - 1])
        case 0x8F: try push(.set)
        case 0x91:
            try holdStack(from: machine.marks.last ?? 0)
            machine.stack.removeSubrange(try popMark()...)
            try push(.set)
        default: try executeObject(opcode)
        }
    }

    private mutating func executeObject(_ opcode: UInt8) throws(PickleError) {
        switch opcode {
        // Names and calls
        case UInt8(ascii: "c"):
            let module = try takeName()
            try pushGlobal(module: module, name: try takeName())
        case 0x93: try executeStackGlobal()
        case UInt8(ascii: "i"): try executeInst()
        case UInt8(ascii: "o"): try executeObj()
        case UInt8(ascii: "R"):
            let arguments = try pop()
            try push(try call(try pop(), arguments, by: .reduce))
        case 0x81:
            let arguments = try pop()
            try push(try call(try pop(), arguments, by: .new))
        case 0x92:
            let keywords = try pop()
            let arguments = try pop()
            try push(try call(try pop(), arguments, keywords, by: .new))
        case UInt8(ascii: "b"): try executeBuild()
        case 0x82: try pushExtension(try takeByte())
        case 0x83: try pushExtension(try takeUnsigned(2))
        case 0x84: try pushExtension(try takeUnsigned(4))
        case UInt8(ascii: "P"):
            _ = try takeLine()
            find(resolvesStorages ? .unusualPersistentID : .persistentID)
            try push(.unknown)
        case UInt8(ascii: "Q"): try push(persistentObject(try pop()))
        // Memo
        case UInt8(ascii: "p"): try put(try takeIndex())
        case UInt8(ascii: "q"): try put(try takeByte())
        case UInt8(ascii: "r"): try put(try takeUnsigned(4))
        case 0x94: try put(machine.memoCount)
        case UInt8(ascii: "g"): try push(try get(try takeIndex()))
        case UInt8(ascii: "h"): try push(try get(try takeByte()))
        case UInt8(ascii: "j"): try push(try get(try takeUnsigned(4)))
        // Framing
        case 0x80:
            let version = try takeByte()
            guard version <= Self.highestProtocol else { throw fault(.unknownProtocol(version)) }
            report.protocolVersion = max(report.protocolVersion, version)
        case 0x95: beginFrame(try takeUnsigned(8))
        default: throw fault(.unknownOpcode(opcode))
        }
    }

    private mutating func executeInt() throws(PickleError) {
        let line = try takeLine()
        if line.head == Array("00".utf8) { return try push(.bool(false)) }
        if line.head == Array("01".utf8) { return try push(.bool(true)) }
        try push(Self.decimal(line.head[...]).map { .int(Int64($0)) } ?? .number)
    }

    private mutating func executeLongLine() throws(PickleError) {
        var digits = try takeLine().head[...]
        if digits.last == UInt8(ascii: "L") { digits.removeLast() }
        try push(Self.decimal(digits).map { .int(Int64($0)) } ?? .number)
    }

    /// A little-endian two's-complement integer.
    private mutating func pushLong(width: Int) throws(PickleError) {
        guard width <= 8 else {
            try skip(width)
            return try push(.number)
        }
        guard let bytes = stream.take(width) else { throw fault(.truncated) }
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let shift = UInt64(64 - 8 * width)
        try push(.int(width == 0 ? 0 : Int64(bitPattern: value << shift) >> Int64(shift)))
    }

    private mutating func pushBytes(_ count: Int) throws(PickleError) {
        try skipPayload(count)
        try push(.bytes)
    }

    private mutating func executeString() throws(PickleError) {
        let line = try takeLine()
        guard line.count >= 2, let last = line.last, line.head.first == last,
            last == UInt8(ascii: "'") || last == UInt8(ascii: "\"")
        else { throw fault(.badArgument("a string without quotes")) }
        try push(try keep(line, line.head.dropFirst().dropLast(), .escaped))
    }

    private mutating func executeTuple(_ count: Int) throws(PickleError) {
        guard machine.stack.count - (machine.marks.last ?? 0) >= count else { throw fault(.stackUnderflow) }
        try push(makeTuple(from: machine.stack.count - count))
    }

    private mutating func executeStackGlobal() throws(PickleError) {
        let name = try pop()
        let module = try pop()
        guard case .text(let moduleText) = module, case .text(let nameText) = name,
            moduleText.length <= Self.nameLimit, nameText.length <= Self.nameLimit
        else {
            find(.unresolvedGlobal)
            return try push(.unknown)
        }
        let place = UInt64(moduleText.offset) << 32 | UInt64(nameText.offset)
        if let index = globalsByText[place] {
            remarks += 1
            report.globals[Int(index)].count += 1
            return try push(.global(index))
        }
        nameBytes += Int(moduleText.length) + Int(nameText.length)
        guard nameBytes <= Self.namesLimit else { throw fault(.tooLarge(limit: Self.namesLimit)) }
        let global = try globalValue(module: text(moduleText), name: text(nameText))
        if case .global(let index) = global, globalsByText.count < Self.globalLimit { globalsByText[place] = index }
        try push(global)
    }

    private mutating func executeInst() throws(PickleError) {
        let module = try takeName()
        let name = try takeName()
        let arguments = makeTuple(from: try popMark())
        let callee = try globalValue(module: module, name: name)
        try push(try call(callee, arguments, by: .instance))
    }

    private mutating func executeObj() throws(PickleError) {
        let mark = try popMark()
        guard machine.stack.count > mark else { throw fault(.stackUnderflow) }
        let callee = machine.stack[mark]
        let arguments = makeTuple(from: mark + 1)
        machine.stack.removeLast()
        try push(try call(callee, arguments, by: .instance))
    }

    private mutating func pushExtension(_ code: Int) throws(PickleError) {
        find(.extensionCode(code))
        try push(.unknown)
    }
}
