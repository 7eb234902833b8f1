/// Texts in an HDF5 file, found without walking its structure.
///
/// Strings of variable length, as h5py writes the attributes of Keras' root group, lie in global heap collections
/// ("HDF5 File Format Specification Version 3.0", III.E): `GCOL`, version 1, three zero bytes, the collection's size,
/// then objects of index, references, four zero bytes, size and content in steps of eight bytes. Collections are found by
/// their signature, and which text is which attribute is told by its look alone: a heuristic, good enough to say what a
/// file is and to refuse it, since every text is looked at.
struct HDF5Texts {
    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The contents of all global heaps, in the file's order.
    var heapObjects: [ArraySlice<UInt8>] {
        var objects: [ArraySlice<UInt8>] = []
        let reader = ByteWindow(ByteSource(bytes))
        for start in occurrences(of: Array("GCOL".utf8)) where reader.has(16, at: start) && bytes[start + 4] == 1 {
            let size = reader.u64(start + 8)
            guard size <= UInt64(bytes.count - start) else { continue }
            let end = start + Int(size)
            var offset = start + 16
            // Object 0 is the free space at the end.
            while offset + 16 <= end, reader.u16(offset) != 0 {
                let length = reader.u64(offset + 8)
                guard length <= UInt64(end - offset - 16) else { break }
                let from = offset + 16
                objects.append(bytes[from..<(from + Int(length))])
                offset = from + (Int(length) + 7) / 8 * 8
            }
        }
        return objects
    }

    /// JSON texts that stand in object headers, as fixed-length strings: each from a brace to the one that closes it.
    func inlineObjects(startingWith start: String) -> [ArraySlice<UInt8>] {
        occurrences(of: Array(start.utf8)).compactMap { closedObject(at: $0) }
    }

    /// A version number within 200 bytes behind the name of an attribute.
    func version(behind name: String) -> String? {
        for start in occurrences(of: Array(name.utf8)) {
            let area = bytes[start...].dropFirst(name.utf8.count).prefix(200)
            for index in area.indices {
                if let version = Self.version(area[index...].prefix(20)) { return version }
            }
        }
        return nil
    }

    /// The bytes as a version of three numbers and what may follow them: `2.15.0`, `3.0.0.dev2024`.
    static func version(_ text: ArraySlice<UInt8>) -> String? {
        let word = text.prefix {
            (0x30...0x39).contains($0) || $0 == 0x2E || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x2D
        }
        let parts = String(decoding: word, as: UTF8.self).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.prefix(2).allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }),
            parts[2].first?.isNumber == true
        else { return nil }
        return String(decoding: word, as: UTF8.self)
    }

    private func closedObject(at start: Int) -> ArraySlice<UInt8>? {
        var depth = 0
        var isText = false
        var isEscaped = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isText = false
                }
                continue
            }
            switch byte {
            case 0x22: isText = true
            case 0x7B: depth += 1
            case 0x7D:
                depth -= 1
                if depth == 0 { return bytes[start...index] }
            case 0: return nil
            default: break
            }
        }
        return nil
    }

    private func occurrences(of pattern: [UInt8]) -> [Int] {
        guard let first = pattern.first, bytes.count >= pattern.count else { return [] }
        var found: [Int] = []
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            let last = buffer.count - pattern.count
            while index <= last {
                if buffer[index] == first, (1..<pattern.count).allSatisfy({ buffer[index + $0] == pattern[$0] }) {
                    found.append(index)
                }
                index += 1
            }
        }
        return found
    }
}
