import JSON

/// The header of a GGUF file (ggml's `docs/gguf.md`): the texts of its metadata, and that its tensors lie in the file.
struct GGUFHeader {
    /// Metadata and tensors at most; real models have hundreds.
    private static let countLimit = 1 << 20
    /// Dimensions of a tensor, as ggml's `GGML_MAX_DIMS`.
    private static let rankLimit = 4
    private static let depthLimit = 4
    /// The most bytes of a name or text that are kept.
    private static let textLimit = 1024

    private(set) var version = 0
    /// Metadata that are texts, by key.
    private(set) var texts: [String: String] = [:]
    private(set) var tensorCount = 0
    private let window: ByteWindow
    private var position = 4

    init(_ source: ByteSource) throws(GGUFError) {
        window = ByteWindow(source)
        version = Int(try u32())
        guard version == 2 || version == 3 else { throw fault("is of version \(version), which is not known") }
        tensorCount = try count("tensors")
        let pairs = try count("metadata")
        var alignment = 32
        for _ in 0..<pairs {
            let key = try text()
            let type = try u32()
            if type == 8 {
                let value = try text()
                if key.hasPrefix("general."), texts.count < 100 { texts[key] = value }
            } else if type == 4, key == "general.alignment" {
                alignment = Int(try u32())
            } else {
                try skip(type, depth: 0)
            }
        }
        guard alignment > 0, alignment <= 1 << 20, alignment.nonzeroBitCount == 1 else {
            throw fault("aligns to \(alignment) bytes")
        }
        try readTensors(alignment)
    }

    private mutating func readTensors(_ alignment: Int) throws(GGUFError) {
        var names: Set<String> = []
        var offsets: [(offset: UInt64, size: UInt64)] = []
        for _ in 0..<tensorCount {
            let name = try text()
            guard names.insert(name).inserted else { throw fault("has a tensor twice") }
            let rank = Int(try u32())
            guard rank <= Self.rankLimit else { throw fault("has a tensor of \(rank) dimensions") }
            var elements: UInt64 = 1
            for _ in 0..<rank {
                let (product, overflow) = elements.multipliedReportingOverflow(by: try u64())
                guard !overflow else { throw fault("has a tensor larger than any file") }
                elements = product
            }
            _ = try u32()
            // No type takes less than one bit for an element.
            offsets.append((try u64(), elements / 8))
        }
        let start = (position + alignment - 1) / alignment * alignment
        for (offset, size) in offsets {
            let (end, overflow) = offset.addingReportingOverflow(size)
            guard !overflow, end <= UInt64(max(0, window.count - start)) else {
                throw fault("has a tensor beyond the file's end; it is truncated, get it again")
            }
            guard offset % UInt64(alignment) == 0 else { throw fault("has a tensor off its alignment") }
        }
    }

    // MARK: Values

    /// Passes over a value of a type (`gguf_metadata_value_type`).
    private mutating func skip(_ type: UInt32, depth: Int) throws(GGUFError) {
        switch type {
        case 0, 1, 7: try skip(1)
        case 2, 3: try skip(2)
        case 4, 5, 6: try skip(4)
        case 10, 11, 12: try skip(8)
        case 8: try skip(try u64())
        case 9:
            guard depth < Self.depthLimit else { throw fault("nests lists too deeply") }
            let element = try u32()
            let count = try u64()
            switch element {
            case 8, 9:
                // Each takes 8 bytes at least, so that the file's end bounds the loop.
                guard count <= UInt64(window.count) / 8 else { throw fault("is truncated; get it again") }
                for _ in 0..<count { try skip(element, depth: depth + 1) }
            default:
                let width: UInt64
                switch element {
                case 0, 1, 7: width = 1
                case 2, 3: width = 2
                case 4, 5, 6: width = 4
                case 10, 11, 12: width = 8
                default: throw fault("has a value of the unknown type \(element)")
                }
                let (total, overflow) = count.multipliedReportingOverflow(by: width)
                guard !overflow else { throw fault("is truncated; get it again") }
                try skip(total)
            }
        default: throw fault("has a value of the unknown type \(type)")
        }
    }

    private mutating func skip(_ count: UInt64) throws(GGUFError) {
        guard count <= UInt64(window.count - position) else { throw fault("is truncated; get it again") }
        position += Int(count)
    }

    private mutating func count(_ what: String) throws(GGUFError) -> Int {
        let count = try u64()
        guard count <= UInt64(Self.countLimit) else { throw fault("claims \(count) \(what)") }
        return Int(count)
    }

    private mutating func text() throws(GGUFError) -> String {
        let length = try u64()
        let start = position
        try skip(length)
        return MarkRun.bounded(
            String(decoding: window.bytes(start..<start + min(Int(length), Self.textLimit)), as: UTF8.self))
    }

    private mutating func u32() throws(GGUFError) -> UInt32 {
        guard window.has(4, at: position) else { throw fault("is truncated; get it again") }
        position += 4
        return window.u32(position - 4)
    }

    private mutating func u64() throws(GGUFError) -> UInt64 {
        guard window.has(8, at: position) else { throw fault("is truncated; get it again") }
        position += 8
        return window.u64(position - 8)
    }

    private func fault(_ reason: String) -> GGUFError { GGUFError(reason: reason, offset: position) }
}

/// What is wrong with a GGUF file, with the place.
struct GGUFError: Error, CustomStringConvertible {
    let reason: String
    let offset: Int

    var description: String { "the GGUF file, at byte \(offset), \(reason)" }
}
