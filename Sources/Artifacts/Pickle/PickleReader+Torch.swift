/// Pickles as `torch.save` writes them: tensors' bytes are persistent objects (`torch/serialization.py`, 0.1.10 to 2.13).
extension PickleReader {
    /// Reads the pickle behind `preface` others; faults are in the report's `error`.
    ///
    /// - Parameter preface: 3 for files from before 1.6: magic number, protocol version and system information.
    static func readTorch(_ bytes: [UInt8], preface: Int = 0) -> TorchPickle {
        readTorch(ByteStream(ByteSource(bytes)), preface: preface)
    }

    static func readTorch(_ stream: consuming ByteStream, preface: Int = 0) -> TorchPickle {
        var reader = PickleReader(stream, by: .pickle, resolvesStorages: true)
        var pickle = TorchPickle()
        do throws(PickleError) {
            for _ in 0..<preface {
                _ = try reader.readOne()
                reader.restart()
            }
            let top = try reader.readOne()
            reader.report.topLevel = reader.className(of: top)
            reader.report.pickles = 1
            var budget = torchEntryLimit
            pickle.object = reader.torchObject(top, depth: 0, &budget)
            pickle.mayEndText = reader.hasPayloads || reader.texts.contains(where: ExportedName.endsText)
            // What lies behind: the list of storages, a pickle of its own that a load reads, then their bytes.
            if preface > 0 {
                reader.restart()
                _ = try reader.readOne()
            } else {
                let end = reader.position
                while !reader.stream.isAtEnd() { _ = reader.stream.skip(reader.stream.peek(1 << 16).count) }
                reader.report.trailingBytes = reader.position - end
            }
        } catch {
            reader.report.error = error
        }
        pickle.report = reader.report
        pickle.storages = reader.storages
        return pickle
    }

    /// What PyTorch's `persistent_load` returns: a storage, or the class itself for a class saved with its source.
    mutating func persistentObject(_ id: PickleValue) -> PickleValue {
        guard resolvesStorages else {
            find(.persistentID)
            return .unknown
        }
        guard case .text(let kind)? = member(id, 0) else {
            find(.unusualPersistentID)
            return .unknown
        }
        if matches(kind, "module"), case .global(let index)? = member(id, 1) { return .global(index) }
        guard matches(kind, "storage"), case .global(let type)? = member(id, 1),
            case .text(let key)? = member(id, 2), case .text(let location)? = member(id, 3),
            case .int(let count)? = member(id, 4), storages.count < Self.storageLimit
        else {
            find(.unusualPersistentID)
            return .unknown
        }
        storages.append(
            TorchStorage(
                type: report.globals[Int(type)].name,
                key: text(key),
                location: text(location),
                count: Int(count),
            )
        )
        return .storage(Int32(storages.count - 1))
    }

    /// The most entries of all mappings that are told of.
    private static let torchEntryLimit = 1 << 17
    /// The most storages that are noted.
    private static let storageLimit = 1 << 20

    // MARK: What was read

    private func torchObject(_ value: PickleValue, depth: Int, _ budget: inout Int) -> TorchPickle.Object {
        if let tensor = tensor(value, depth: 0) { return .tensor(tensor) }
        guard depth < 4 else { return .other }
        let dictionary: PickleDictionary
        switch value {
        case .dictionary(let index): dictionary = dictionaries[Int(index)]
        case .object(let index) where isOrderedDictionary(objects[Int(index)]):
            dictionary = attributes[Int(index)] ?? PickleDictionary()
        case .object:
            guard let name = className(of: value) else { return .other }
            return .object(name)
        default: return .other
        }
        var entries: [(key: String, value: TorchPickle.Object)] = []
        // A dictionary may lie in itself a thousand times.
        guard budget >= dictionary.entries.count else { return .mapping([], isPartial: true) }
        budget -= dictionary.entries.count
        for entry in dictionary.entries {
            entries.append((text(entry.key), torchObject(entry.value, depth: depth + 1, &budget)))
        }
        return .mapping(entries, isPartial: dictionary.isPartial)
    }

    private func tensor(_ value: PickleValue, depth: Int) -> TorchTensor? {
        guard depth < 4, case .object(let index) = value else { return nil }
        let object = objects[Int(index)]
        guard object.callee >= 0 else { return nil }
        switch roles[Int(object.callee)] {
        case .tensorWrapper:
            guard let inner = member(object.arguments, 0) else { return nil }
            return tensor(inner, depth: depth + 1)
        case .tensorOfStorage:
            guard case .storage(let storage)? = member(object.arguments, 0) else { return nil }
            var dtype = storages[Int(storage)].dtype
            // `_rebuild_tensor_v3`, for dtypes that have no storage class of their own, gives the dtype seventh.
            if dtype == nil, case .global(let name)? = member(object.arguments, 6) {
                dtype = report.globals[Int(name)].name
            }
            var shape: [Int] = []
            if let size = member(object.arguments, 2), let lengths = members(size) {
                for case .int(let length) in lengths { shape.append(Int(length)) }
            }
            return TorchTensor(dtype: dtype ?? "unknown", shape: shape)
        default: return nil
        }
    }
}
