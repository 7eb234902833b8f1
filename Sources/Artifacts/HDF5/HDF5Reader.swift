import JSON

/// Addresses, lengths and object headers of an HDF5 file ("HDF5 File Format Specification Version 3.0", II and IV.A).
///
/// A structure that is not understood is an error, never left out: what it holds could be what a load acts on.
struct HDF5Reader {
    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The most messages, links and nodes that are read of one file.
    private static let stepLimit = 2_000_000
    /// The most bytes of names, of which many links may share one.
    private static let nameLimit = 64 << 20

    let window: ByteWindow
    /// Bytes of an address, and of a length.
    private(set) var offsetSize = 8
    private(set) var lengthSize = 8
    private(set) var rootAddress = 0
    private var steps = 0
    private var nameBytes = 0

    /// A message of an object's header.
    struct Message {
        let type: Int
        let flags: UInt8
        /// Where its data lie.
        let range: Range<Int>
    }

    /// Reads the superblock (II.A).
    init(_ source: ByteSource) throws(HDF5Error) {
        window = ByteWindow(source)
        guard window.has(48, at: 0), window.bytes(0..<8).elementsEqual(Self.signature) else { throw .damaged(at: 0) }
        let version = window[8]
        var position: Int
        switch version {
        case 0, 1:
            (offsetSize, lengthSize) = (Int(window[13]), Int(window[14]))
            position = version == 0 ? 24 : 28
        case 2, 3:
            (offsetSize, lengthSize) = (Int(window[9]), Int(window[10]))
            position = 12
        default: throw .unknown("a superblock of version \(version)", at: 8)
        }
        guard [4, 8].contains(offsetSize), [4, 8].contains(lengthSize) else {
            throw .unknown("addresses of \(offsetSize) bytes", at: 8)
        }
        guard try number(at: position, offsetSize) == 0 else { throw .unknown("a base address", at: position) }
        // Base, free space or extension, end of file, then a driver's block in the old form.
        let more = position + offsetSize * (version < 2 ? 3 : 1)
        position += offsetSize * (version < 2 ? 4 : 3)
        // The root's entry in the old form begins with the offset of its name.
        if version < 2 { position += offsetSize }
        guard let root = try address(at: position) else { throw .damaged(at: position) }
        rootAddress = root
        guard let more = try address(at: more) else { return }
        guard version > 1 else { throw .unknown("a driver's block", at: more) }
        try checkExtension(at: more)
    }

    /// Refuses a superblock's extension that would have the library read the file's parts elsewhere than where they are:
    /// an image of its cache holds other headers for the same addresses (IV.A.2.y).
    private mutating func checkExtension(at address: Int) throws(HDF5Error) {
        // Nothing, the table of shared messages, the sizes of trees and how free space is kept.
        let known: Set<Int> = [0x00, 0x0F, 0x13, 0x17]
        for message in try messages(of: address) where !known.contains(message.type) {
            let kind = message.type == 0x18 ? "an image of a cache" : "a message of type \(message.type)"
            throw .unknown("\(kind) in its superblock's extension", at: message.range.lowerBound)
        }
    }

    // MARK: Numbers

    /// A little-endian number of 1 to 8 bytes.
    func number(at offset: Int, _ size: Int) throws(HDF5Error) -> Int {
        guard window.has(size, at: offset) else { throw .damaged(at: offset) }
        let value = (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(window[offset + $1]) }
        guard let value = Int(exactly: value) else { throw .damaged(at: offset) }
        return value
    }

    func length(at offset: Int) throws(HDF5Error) -> Int { try number(at: offset, lengthSize) }

    /// An address in the file; `nil` for the undefined one, all bits of which are set.
    func address(at offset: Int) throws(HDF5Error) -> Int? {
        guard window.has(offsetSize, at: offset) else { throw .damaged(at: offset) }
        if window.bytes(offset..<offset + offsetSize).allSatisfy({ $0 == 0xFF }) { return nil }
        let address = try number(at: offset, offsetSize)
        guard address < window.count else { throw .damaged(at: offset) }
        return address
    }

    func isSigned(_ signature: StaticString, at offset: Int) -> Bool {
        window.has(4, at: offset)
            && window.bytes(offset..<offset + 4).elementsEqual(
                UnsafeBufferPointer(start: signature.utf8Start, count: 4))
    }

    mutating func step(at offset: Int) throws(HDF5Error) {
        steps += 1
        guard steps <= Self.stepLimit else { throw HDF5Error("has too many parts", at: offset) }
    }

    /// A name, which counts towards the limit of all.
    mutating func name(_ range: Range<Int>) throws(HDF5Error) -> String {
        nameBytes += range.count
        guard nameBytes <= Self.nameLimit else {
            throw HDF5Error("has more than \(Self.nameLimit) bytes of names", at: range.lowerBound)
        }
        return MarkRun.bounded(String(decoding: window.bytes(range), as: UTF8.self))
    }

    // MARK: Object headers

    /// The messages of an object's header, continuations included.
    mutating func messages(of address: Int) throws(HDF5Error) -> [Message] {
        if isSigned("OHDR", at: address) { return try newMessages(of: address) }
        guard window.has(16, at: address), window[address] == 1 else { throw .damaged(at: address) }
        var messages: [Message] = []
        var blocks = [address + 16..<address + 16 + Int(window.u32(address + 8))]
        var starts: Set<Int> = [address + 16]
        while let block = blocks.popLast() {
            guard window.has(block.count, at: block.lowerBound) else { throw .damaged(at: block.lowerBound) }
            var position = block.lowerBound
            while position + 8 <= block.upperBound {
                try step(at: position)
                let start = position + 8
                let end = start + Int(window.u16(position + 2))
                guard end <= block.upperBound else { throw .damaged(at: position) }
                let type = Int(window.u16(position))
                let message = Message(type: type, flags: window[position + 4], range: start..<end)
                position = end
                guard type == 0x10 else {
                    messages.append(message)
                    continue
                }
                blocks.append(try continuation(message, &starts))
            }
        }
        return messages
    }

    private mutating func newMessages(of address: Int) throws(HDF5Error) -> [Message] {
        guard window.has(6, at: address), window[address + 4] == 2 else {
            throw .unknown("an object header of another version", at: address)
        }
        let flags = window[address + 5]
        var position = address + 6
        if flags & 0x20 != 0 { position += 16 }
        if flags & 0x10 != 0 { position += 4 }
        let width = 1 << Int(flags & 3)
        let size = try number(at: position, width)
        position += width
        guard window.has(size, at: position) else { throw .damaged(at: position) }
        let headSize = flags & 4 != 0 ? 6 : 4
        var messages: [Message] = []
        var blocks = [position..<position + size]
        var starts: Set<Int> = []
        while let block = blocks.popLast() {
            var position = block.lowerBound
            while position + headSize <= block.upperBound {
                try step(at: position)
                let start = position + headSize
                let end = start + Int(window.u16(position + 1))
                guard end <= block.upperBound else { throw .damaged(at: position) }
                let message = Message(type: Int(window[position]), flags: window[position + 3], range: start..<end)
                position = end
                guard message.type == 0x10 else {
                    messages.append(message)
                    continue
                }
                let next = try continuation(message, &starts)
                guard isSigned("OCHK", at: next.lowerBound), next.count >= 8,
                    window.has(next.count, at: next.lowerBound)
                else { throw .damaged(at: next.lowerBound) }
                blocks.append(next.lowerBound + 4..<next.upperBound - 4)
            }
        }
        return messages
    }

    /// - Parameter starts: of the header's blocks so far: one that goes on in itself would be read until the limit of steps.
    private func continuation(_ message: Message, _ starts: inout Set<Int>) throws(HDF5Error) -> Range<Int> {
        guard message.range.count >= offsetSize + lengthSize, let start = try address(at: message.range.lowerBound)
        else {
            throw .damaged(at: message.range.lowerBound)
        }
        let length = try length(at: message.range.lowerBound + offsetSize)
        guard length <= window.count - start, starts.insert(start).inserted else { throw .damaged(at: start) }
        return start..<start + length
    }
}
