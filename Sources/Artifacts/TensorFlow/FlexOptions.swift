import JSON

/// The options of an operator of TensorFlow in a TensorFlow Lite model: its name and its `NodeDef`, which is what runs.
///
/// Source: `tensorflow/lite/delegates/flex/kernel.cc`; "FlexBuffers", flatbuffers.dev: a vector of two texts.
struct FlexOptions {
    private(set) var name = ""
    private(set) var node: [UInt8] = []

    private static let stringType = 5
    private static let vectorType = 10

    private let bytes: [UInt8]

    /// `nil` for options of any other form.
    init?(_ options: ArraySlice<UInt8>) {
        bytes = Array(options)
        // Behind everything are the root's own bytes, its type, and how many bytes it has.
        guard bytes.count >= 3, let rootWidth = bytes.last.map(Int.init), [1, 2, 4, 8].contains(rootWidth) else {
            return nil
        }
        let kind = Int(bytes[bytes.count - 2])
        guard kind >> 2 == Self.vectorType, let vector = follow(bytes.count - 2 - rootWidth, width: rootWidth) else {
            return nil
        }
        let width = 1 << (kind & 3)
        guard let count = number(at: vector - width, width), count == 2 else { return nil }
        var texts: [ArraySlice<UInt8>] = []
        for index in 0..<2 {
            let place = vector + 2 * width + index
            guard bytes.indices.contains(place), Int(bytes[place]) >> 2 == Self.stringType,
                let text = text(at: vector + index * width, width, ownWidth: 1 << (Int(bytes[place]) & 3))
            else { return nil }
            texts.append(text)
        }
        name = MarkRun.bounded(String(decoding: texts[0], as: UTF8.self))
        node = Array(texts[1])
    }

    private func number(at place: Int, _ width: Int) -> Int? {
        guard place >= 0, place <= bytes.count - width else { return nil }
        return Int(exactly: (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) })
    }

    /// Where an offset leads, which counts backwards.
    private func follow(_ place: Int, width: Int) -> Int? {
        guard let offset = number(at: place, width), offset <= place else { return nil }
        return place - offset
    }

    private func text(at place: Int, _ width: Int, ownWidth: Int) -> ArraySlice<UInt8>? {
        guard let start = follow(place, width: width), let count = number(at: start - ownWidth, ownWidth),
            count <= bytes.count - start
        else { return nil }
        return bytes[start..<start + count]
    }
}
