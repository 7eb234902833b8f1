import JSON

/// The texts among an object's attributes (IV.A.2.m, IV.A.2.d, III.E).
extension HDF5Reader {
    /// The longest text of one attribute.
    private static let textLimit = 64 << 20

    /// The attributes by name with their text; `nil` for those that hold something else or that are not asked for.
    mutating func attributes(of messages: [Message], texts: Set<String>) throws(HDF5Error) -> [String: [UInt8]?] {
        var attributes: [String: [UInt8]?] = [:]
        for message in messages {
            let start = message.range.lowerBound
            if message.type == 0x15 {
                let flags = window.has(2, at: start) ? window[start + 1] : 0
                guard try address(at: start + 2 + (flags & 1 != 0 ? 2 : 0)) == nil else {
                    throw .unknown("attributes in dense form", at: start)
                }
            }
            guard message.type == 0x0C else { continue }
            let (name, value) = try attribute(message, texts)
            guard attributes.updateValue(value, forKey: name) == nil else {
                throw HDF5Error("has the attribute '\(name)' twice", at: start)
            }
        }
        return attributes
    }

    private mutating func attribute(_ message: Message, _ texts: Set<String>) throws(HDF5Error) -> (String, [UInt8]?) {
        let start = message.range.lowerBound
        guard message.flags & 2 == 0 else { throw .unknown("a shared attribute", at: start) }
        guard message.range.count >= 8 else { throw .damaged(at: start) }
        let version = window[start]
        guard (1...3).contains(version) else { throw .unknown("an attribute of version \(version)", at: start) }
        // Flags of versions 2 and 3: bit 0, the type stands elsewhere; bit 1, the extent does.
        let isShared = version > 1 && window[start + 1] & 3 != 0
        func padded(_ size: Int) -> Int { version == 1 ? (size + 7) / 8 * 8 : size }
        let nameSize = Int(window.u16(start + 2))
        let name = start + (version == 3 ? 9 : 8)
        let type = name + padded(nameSize)
        let space = type + padded(Int(window.u16(start + 4)))
        let data = space + padded(Int(window.u16(start + 6)))
        guard data <= message.range.upperBound else { throw .damaged(at: start) }
        let text = MarkRun.bounded(
            String(decoding: window.bytes(name..<name + nameSize).prefix { $0 != 0 }, as: UTF8.self))
        guard texts.contains(text), !isShared, space - type >= 8, data - space >= 4, isScalar(space) else {
            return (text, nil)
        }
        return (text, try value(type: type, data: data, end: message.range.upperBound))
    }

    private func isScalar(_ space: Int) -> Bool {
        // Version, rank; in version 2 a kind as well, of which 2 is "null".
        window[space + 1] == 0 && (window[space] == 1 || window[space] == 2 && window[space + 3] == 0)
    }

    private mutating func value(type: Int, data: Int, end: Int) throws(HDF5Error) -> [UInt8]? {
        switch window[type] & 0x0F {
        case 3:
            let size = Int(window.u32(type + 4))
            guard size <= end - data else { throw .damaged(at: data) }
            return Array(window.bytes(data..<data + size).prefix { $0 != 0 })
        case 9 where window[type + 1] & 0x0F == 1:
            guard end - data >= 8 + offsetSize else { throw .damaged(at: data) }
            let size = try number(at: data, 4)
            guard let heap = try address(at: data + 4) else { return [] }
            let object = try heapObject(heap, try number(at: data + 4 + offsetSize, 4))
            guard size <= object.count, size <= Self.textLimit else { throw .damaged(at: data) }
            return Array(window.source.bytes(object.lowerBound..<object.lowerBound + size).prefix { $0 != 0 })
        default: return nil
        }
    }

    private mutating func heapObject(_ heap: Int, _ index: Int) throws(HDF5Error) -> Range<Int> {
        guard isSigned("GCOL", at: heap) else { throw .damaged(at: heap) }
        let size = try length(at: heap + 8)
        guard size <= window.count - heap else { throw .damaged(at: heap) }
        let head = 8 + lengthSize
        var position = heap + head
        var object: Range<Int>?
        while position + head <= heap + size {
            try step(at: position)
            let found = try number(at: position, 2)
            let length = try length(at: position + 8)
            // Object 0 is the free space, up to the end: behind a shorter one the library would read on.
            if found == 0 {
                guard length == heap + size - position else { throw .damaged(at: position) }
                break
            }
            guard length <= heap + size - position - head else { throw .damaged(at: position) }
            if found == index {
                // Of two with one number the library takes the last.
                guard object == nil else { throw HDF5Error("has an object of its heap twice", at: position) }
                object = position + head..<position + head + length
            }
            position += head + (length + 7) / 8 * 8
        }
        guard let object else { throw .damaged(at: heap) }
        return object
    }
}
