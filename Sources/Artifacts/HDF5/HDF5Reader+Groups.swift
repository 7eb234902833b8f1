/// The links of groups: symbol tables, and link messages (III.A, III.B, III.D, IV.A.2.c, g and m).
extension HDF5Reader {
    /// What a link leads to.
    enum Target {
        case object(Int)
        /// A path in the same file.
        case soft
        /// Another file.
        case outside(String)
    }

    /// The links in a group; none for what is no group.
    mutating func links(of messages: [Message]) throws(HDF5Error) -> [(name: String, target: Target)] {
        var links: [(name: String, target: Target)] = []
        for message in messages {
            let start = message.range.lowerBound
            switch message.type {
            case 0x02:
                let flags = window.has(2, at: start) ? window[start + 1] : 0
                guard try address(at: start + 2 + (flags & 1 != 0 ? 8 : 0)) == nil else {
                    throw .unknown("a group in dense form", at: start)
                }
            case 0x06: links.append(try link(message))
            case 0x11:
                guard message.range.count >= 2 * offsetSize, let tree = try address(at: start),
                    let heap = try address(at: start + offsetSize)
                else { throw .damaged(at: start) }
                links += try symbols(tree: tree, names: try nameSegment(heap))
            default: break
            }
        }
        return links
    }

    private mutating func link(_ message: Message) throws(HDF5Error) -> (name: String, target: Target) {
        var position = message.range.lowerBound
        guard message.flags & 2 == 0, message.range.count >= 3, window[position] == 1 else {
            throw .unknown("a link of another version", at: position)
        }
        let flags = window[position + 1]
        position += 2
        var kind = 0
        if flags & 8 != 0 {
            kind = try number(at: position, 1)
            position += 1
        }
        if flags & 4 != 0 { position += 8 }
        if flags & 16 != 0 { position += 1 }
        let width = 1 << Int(flags & 3)
        let length = try number(at: position, width)
        position += width
        let name = try text(at: position, length, within: message.range)
        position += length
        switch kind {
        case 0:
            guard let address = try address(at: position) else { throw .damaged(at: position) }
            return (name, .object(address))
        case 1: return (name, .soft)
        case 64:
            let size = try number(at: position, 2)
            let value = try text(at: position + 2, size, within: message.range)
            // A byte of flags, the file, a zero, the path in it.
            return (name, .outside(String(value.unicodeScalars.dropFirst().prefix { $0 != "\0" })))
        default: throw .unknown("a link of kind \(kind)", at: position)
        }
    }

    private mutating func text(at start: Int, _ length: Int, within range: Range<Int>) throws(HDF5Error) -> String {
        guard start <= range.upperBound, length <= range.upperBound - start else { throw .damaged(at: start) }
        return try name(start..<start + length)
    }

    // MARK: Symbol tables

    private func nameSegment(_ heap: Int) throws(HDF5Error) -> Range<Int> {
        guard isSigned("HEAP", at: heap) else { throw .damaged(at: heap) }
        let size = try length(at: heap + 8)
        guard let start = try address(at: heap + 8 + 2 * lengthSize), size <= window.count - start else {
            throw .damaged(at: heap)
        }
        return start..<start + size
    }

    private mutating func symbols(tree: Int, names: Range<Int>) throws(HDF5Error) -> [(name: String, target: Target)] {
        var links: [(name: String, target: Target)] = []
        var nodes = [tree]
        var seen: Set<Int> = [tree]
        while let node = nodes.popLast() {
            try step(at: node)
            if isSigned("SNOD", at: node) {
                links += try entries(of: node, names: names)
                continue
            }
            guard isSigned("TREE", at: node), window.has(8, at: node), window[node + 4] == 0 else {
                throw .damaged(at: node)
            }
            var position = node + 8 + 2 * offsetSize
            for _ in 0..<Int(window.u16(node + 6)) {
                try step(at: position)
                // A node that is there again would be read as often as it is named, or for ever.
                guard let child = try address(at: position + lengthSize), seen.insert(child).inserted else {
                    throw .damaged(at: position)
                }
                nodes.append(child)
                position += lengthSize + offsetSize
            }
        }
        return links
    }

    private mutating func entries(of node: Int, names: Range<Int>) throws(HDF5Error) -> [(name: String, target: Target)]
    {
        guard window.has(8, at: node) else { throw .damaged(at: node) }
        var links: [(name: String, target: Target)] = []
        var position = node + 8
        for _ in 0..<Int(window.u16(node + 6)) {
            try step(at: position)
            let offset = try number(at: position, offsetSize)
            guard offset < names.count else { throw .damaged(at: position) }
            let start = names.lowerBound + offset
            let area = window.bytes(start..<min(start + 4096, names.upperBound))
            guard let end = area.firstIndex(of: 0) else { throw .damaged(at: start) }
            let text = try name(start..<start + end - area.startIndex)
            // The cache of kind 2 is a soft link's.
            if try number(at: position + 2 * offsetSize, 4) == 2 {
                links.append((text, .soft))
            } else {
                guard let address = try address(at: position + offsetSize) else { throw .damaged(at: position) }
                links.append((text, .object(address)))
            }
            position += 2 * offsetSize + 24
        }
        return links
    }
}
