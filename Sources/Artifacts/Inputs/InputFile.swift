import Compression
import Files
import JSON
import Tensors

/// Input files, recognised from their content, and from their ending only where that is all there is.
enum InputFile {
    static func load(_ path: String, limit: Int) throws(InputError) -> InputSet {
        if Directory.exists(path) {
            return InputSet(try ONNXTestData.load(path, kind: .input, limit: limit), isStacked: true)
        }
        let bytes = try read(path, limit: limit)
        if let arrays = try arrays(bytes, path: path, limit: limit) { return InputSet(arrays) }
        if bytes.starts(with: "PAR1".utf8) { return try ParquetInput.decode(bytes, path: path, limit: limit) }
        if SafetensorsInput.recognises(bytes) { return InputSet(try SafetensorsInput.decode(bytes, path: path)) }
        switch Path.ending(path).lowercased() {
        case "json": return try JSONInput.decode(bytes, path: path)
        case "csv": return try CSVInput.decode(bytes, path: path)
        case "pb": return InputSet(ONNXTestData.stacked([try ONNXTestData.tensor(bytes, path: path)]), isStacked: true)
        case "parquet": return try ParquetInput.decode(bytes, path: path, limit: limit)
        case "safetensors": return InputSet(try SafetensorsInput.decode(bytes, path: path))
        case "npy", "npz":
            guard !bytes.isEmpty else { throw InputError("the file is empty; get it again", file: path) }
            throw InputError(
                "it does not begin as a .npy or .npz file does; write it with numpy.save or numpy.savez", file: path)
        default:
            if let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
                first == 0x5B || first == 0x7B
            {
                return try JSONInput.decode(bytes, path: path)
            }
            throw InputError(
                "no input format that we know; use .npy, .npz, .json, .csv, .parquet, .safetensors or a folder test_data_set_0",
                file: path)
        }
    }

    /// The arrays of a `.npy` or `.npz` file; `nil` where the content is neither.
    static func arrays(_ bytes: [UInt8], path: String, limit: Int) throws(InputError) -> [NamedTensor]? {
        if bytes.starts(with: NPYLayout.magic) {
            return [NamedTensor(name: "", tensor: try array(bytes, path: path, member: nil))]
        }
        // A member's header or, of an empty archive, the end record.
        guard bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) else { return nil }
        let archive: ZipArchive
        do throws(ZipError) { archive = try ZipArchive(bytes) } catch { throw InputError("\(error)", file: path) }
        guard !archive.members.isEmpty else {
            throw InputError("the archive holds no array; write it with numpy.savez", file: path)
        }
        var tensors: [NamedTensor] = []
        var names: Set<String> = []
        var rest = limit
        for member in archive.members {
            guard member.name.hasSuffix(".npy") else {
                throw InputError(
                    "member '\(member.name)' is not a .npy array; write the file with numpy.savez", file: path)
            }
            let name = String(member.name.dropLast(4))
            guard names.insert(name).inserted else {
                throw InputError("'\(name)' is there twice; write the file with numpy.savez", file: path)
            }
            let contents: [UInt8]
            do throws(ZipError) {
                contents = try archive.contents(of: member, limit: rest)
            } catch {
                throw InputError("\(error)", file: path)
            }
            rest -= contents.count
            tensors.append(NamedTensor(name: name, tensor: try array(contents, path: path, member: name)))
        }
        // numpy.savez(file, X) names the only array so: it has no name then.
        if tensors.count == 1, tensors[0].name == "arr_0" { return [NamedTensor(name: "", tensor: tensors[0].tensor)] }
        return tensors
    }

    /// The outputs of a reference file, and whether their first axis counts inferences.
    static func loadReference(_ path: String, limit: Int) throws(InputError) -> ([NamedTensor], isStacked: Bool) {
        if Directory.exists(path) { return (try ONNXTestData.load(path, kind: .output, limit: limit), true) }
        let bytes = try read(path, limit: limit)
        if let arrays = try arrays(bytes, path: path, limit: limit) { return (arrays, false) }
        if Path.ending(path) == "pb" {
            return (ONNXTestData.stacked([try ONNXTestData.tensor(bytes, path: path)]), true)
        }
        throw InputError("no recorded outputs; a reference is .npz, .npy or a folder test_data_set_0", file: path)
    }

    static func read(_ path: String, limit: Int) throws(InputError) -> [UInt8] {
        do throws(FileError) {
            // One byte more shows that there is more.
            let bytes = try File.read(path, limit: limit == .max ? limit : limit + 1)
            if bytes.count <= limit { return bytes }
        } catch {
            throw InputError("\(error)")
        }
        throw InputError("the file has more than the limit of \(limit) bytes; use fewer rows", file: path)
    }

    private static func array(_ bytes: [UInt8], path: String, member: String?) throws(InputError) -> Tensor {
        do throws(NPYError) {
            return try NPY.decode(bytes)
        } catch {
            throw InputError("\(error)", file: path, position: member.map { "array '\($0)'" })
        }
    }
}
