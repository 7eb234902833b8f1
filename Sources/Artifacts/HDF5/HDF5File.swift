/// What an HDF5 file of Keras' tells: the texts at its root, and which other files it would have the library read.
struct HDF5File {
    /// The attributes whose text is read.
    private static let texts: Set<String> = ["model_config", "training_config", "keras_version"]

    /// The root's attributes by name with their text; `nil` for those that hold something else or are not read.
    private(set) var attributes: [String: [UInt8]?] = [:]
    /// The names at the root, in the file's order.
    private(set) var names: [String] = []
    /// Other files that reading it would open: by external links, external storage and virtual datasets.
    private(set) var outsideFiles: [String] = []

    init(_ source: ByteSource) throws(HDF5Error) {
        var reader = try HDF5Reader(source)
        let root = try reader.messages(of: reader.rootAddress)
        attributes = try reader.attributes(of: root, texts: Self.texts)
        var seen: Set<Int> = [reader.rootAddress]
        var open: [(path: String, messages: [HDF5Reader.Message])] = [("", root)]
        while let (path, messages) = open.popLast() {
            noteStorage(messages, path, reader)
            for (name, target) in try reader.links(of: messages) {
                if path.isEmpty { names.append(name) }
                switch target {
                case .soft: break
                case .outside(let file): note("'\(path)/\(name)' is a link into the file '\(file)'")
                case .object(let address):
                    guard seen.insert(address).inserted else { continue }
                    // A path is for the message alone; deep ones are cut.
                    let inner = path.utf8.count < 1024 ? "\(path)/\(name)" : path
                    open.append((inner, try reader.messages(of: address)))
                }
            }
        }
    }

    /// An attribute's text; `nil` where it is not there, an error where it is no text.
    func text(_ name: String) throws(HDF5Error) -> [UInt8]? {
        guard let value = attributes[name] else { return nil }
        guard let text = value else { throw .unknown("the attribute '\(name)' in a form other than one text", at: 0) }
        return text
    }

    private mutating func note(_ what: String) {
        if outsideFiles.count < 20 { outsideFiles.append(what) }
    }

    private mutating func noteStorage(_ messages: [HDF5Reader.Message], _ path: String, _ reader: HDF5Reader) {
        for message in messages {
            let start = message.range.lowerBound
            if message.type == 0x07 { note("'\(path)' keeps its data in another file") }
            // Layout, version 4, class 3.
            if message.type == 0x08, message.range.count >= 2, reader.window[start] >= 4, reader.window[start + 1] == 3
            {
                note("'\(path)' is put together from other files")
            }
        }
    }
}
