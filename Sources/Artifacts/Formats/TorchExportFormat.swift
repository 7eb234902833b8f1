import JSON

/// An exported program, `torch.export.save`: a graph in JSON with its weights, in a zip archive.
///
/// From PyTorch 2.8 on the PT2 archive (`torch/export/pt2_archive`), before that four files without a folder
/// (`torch/_export/serde`, schema versions 1 to 8).
enum TorchExportFormat: ArtifactFormat {
    static let name = "torch-export"

    static func noun(_ head: FileHead) -> String { "an exported PyTorch program (.pt2)" }

    static func recognise(_ head: FileHead) -> Recognition? {
        TorchContent.layout(head) == .exported ? .certain : nil
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var content = TorchFile(kind: .exported)
        var program: ExportedProgram?
        var fault: String?
        do throws(ZipError) {
            let archive = try TorchArchive(file.source)
            content.archiveProblems = archive.problems + strangers(archive)
            // What is refused anyway need not be unpacked.
            if content.archiveProblems.isEmpty {
                (program, fault) = try readPrograms(archive, into: &content)
                fault = try readPickles(archive, into: &content) ?? fault
            }
        } catch {
            fault = "the archive can't be read: \(error)"
        }
        var description = file.description(format: name, content: .torch(content))
        if let version = program?.torchVersion { description.producers = [.init(framework: "torch", version: version)] }
        description.inputs = program?.inputs ?? []
        description.outputs = program?.outputs ?? []
        description.preload = ["torch"]
        description.requiredPackages = [RequiredPackage(module: "torch")]
        description.fault = fault
        return description
    }

    /// A member by its path below the archive's folder; PyTorch finds members without regard to case.
    private static func part(_ member: ZipArchive.Member, of archive: TorchArchive) -> (path: String, ExportedMember?) {
        let path = member.name.dropFirst(archive.root.count).lowercased()
        return (path, ExportedMember(path, hasFolder: !archive.root.isEmpty))
    }

    /// What a load would run, and what is there for another loader, to which the file would be something else.
    private static func strangers(_ archive: TorchArchive) -> [String] {
        let strangers = archive.zip.members.compactMap { member -> String? in
            let name = ZipAudit.printable(member.name)
            switch part(member, of: archive).1 {
            case .nativeCode: return "'\(name)' is native code, which a load would run"
            case nil: return "'\(name)' is no part of an exported program"
            default: return nil
            }
        }
        return Array(strangers.prefix(20))
    }

    /// Every program in the archive, of which the one named `model` is described.
    private static func readPrograms(
        _ archive: TorchArchive, into content: inout TorchFile
    ) throws(ZipError) -> (ExportedProgram?, fault: String?) {
        var program: ExportedProgram?
        for member in archive.zip.members {
            guard case (let path, .program?) = part(member, of: archive) else { continue }
            do throws(JSONError) {
                let bytes = (try? archive.zip.contents(of: member, limit: TorchArchive.jsonLimit)) ?? []
                let json = try JSONValue(parsing: bytes, limit: ZipArchive.valueLimit)
                if program == nil || path == "models/model.json" { program = ExportedProgram(json) }
                let risks = ExportedGraph(json).risks
                content.graphRisks += risks.filter { !content.graphRisks.contains($0) }
            } catch {
                return (program, "the program's JSON '\(ZipAudit.printable(member.name))' can't be read: \(error)")
            }
        }
        return (program, nil)
    }

    /// Everything in the archive that a load reads as a pickle, also what its lists of weights and constants say is one.
    private static func readPickles(
        _ archive: TorchArchive, into content: inout TorchFile
    ) throws(ZipError) -> String? {
        let named = try pickledPayloads(archive)
        var fault = named.fault
        for member in archive.zip.members {
            let (path, kind) = part(member, of: archive)
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            let isObject = name.hasPrefix("custom_obj_") || name.hasPrefix("opaque_obj_")
            guard kind == .pickle || kind == .payload && (isObject || named.files.contains(name)) else { continue }
            let source = try archive.zip.content(of: member, limit: TorchArchive.memberLimit)
            if kind == .pickle, source.count == 0 { continue }
            let pickle: TorchPickle
            if source.prefix(2).elementsEqual([0x50, 0x4B]) {
                let inner = try TorchArchive(source)
                content.archiveProblems += inner.problems
                if inner.has("constants.pkl") {
                    content.archiveProblems.append("'\(ZipAudit.printable(member.name))' is TorchScript")
                }
                guard let data = try inner.stream("data.pkl") else {
                    fault = fault ?? "'\(ZipAudit.printable(member.name))' holds no data.pkl"
                    continue
                }
                pickle = PickleReader.readTorch(data)
                let short = inner.fault(in: pickle.storages, below: "data/")
                fault = fault ?? short.map { "'\(ZipAudit.printable(member.name))': \($0)" }
            } else if name.hasPrefix("opaque_obj_") {
                pickle = TorchPickle(report: PickleReader.read(ByteStream(source), by: .pickle).report)
            } else {
                if TarArchive.begins(source.prefix(512)) {
                    content.archiveProblems.append("'\(ZipAudit.printable(member.name))' is a tar archive to PyTorch")
                }
                pickle = PickleReader.readTorch(ByteStream(source), preface: 3)
            }
            // The keys and texts among the inputs that a program was made with become Python source.
            if pickle.mayEndText, path.hasPrefix("data/sample_inputs/") || path == "serialized_example_inputs.pt" {
                content.archiveProblems.append(
                    "'\(ZipAudit.printable(member.name))' holds a text that would end one in Python source")
            }
            content.pickles.append(.init(member: member.name, report: pickle.report))
            content.devices += pickle.devices.filter { !content.devices.contains($0) }
            fault = fault ?? pickle.report.error.map { "'\(ZipAudit.printable(member.name))': \($0)" }
        }
        return fault
    }

    /// `weight_0`, `constant_1`
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0.isWord || "-.".utf8.contains($0) }
    }

    /// The files that the lists of weights and constants call pickles, in lower case.
    private static func pickledPayloads(
        _ archive: TorchArchive
    ) throws(ZipError) -> (files: Set<String>, fault: String?) {
        var files: Set<String> = []
        for member in archive.zip.members {
            guard part(member, of: archive).1 == .list else { continue }
            let bytes = try archive.zip.contents(of: member, limit: TorchArchive.jsonLimit)
            do throws(JSONError) {
                let list = try JSONValue(parsing: bytes, limit: ZipArchive.valueLimit)["config"]
                for (_, entry) in list?.object?.members ?? [] {
                    guard let name = entry["path_name"]?.string else { continue }
                    // PyTorch's reader ends names at a NUL, and minds no case.
                    guard isPlain(name) else {
                        return (files, "'\(ScanResult.printable(name))' is no file's name there")
                    }
                    // Whatever Python takes for true.
                    if let isPickled = entry["use_pickle"], isPickled != .bool(false) {
                        files.insert(name.lowercased())
                    }
                }
            } catch {
                return (files, "'\(ZipAudit.printable(member.name))' can't be read: \(error)")
            }
        }
        return (files, nil)
    }
}

/// The signature and producer of an exported program (`torch/_export/serde/schema.py`).
private struct ExportedProgram {
    let torchVersion: String?
    var inputs: [GraphValue] = []
    var outputs: [GraphValue] = []

    init(_ json: JSONValue) {
        // A local part names the build: 2.8.0+cpu.
        torchVersion = json["torch_version"]?.string.map { String($0.prefix { $0 != "+" }) }
        let module = json["graph_module"]
        let values = module?["graph"]?["tensor_values"]
        func names(_ specifications: String, _ kind: String) -> [GraphValue] {
            (module?["signature"]?[specifications]?.array ?? []).compactMap { specification in
                let argument = specification[kind]?["arg"]
                guard let name = argument?["as_tensor"]?["name"]?.string else {
                    return argument?["as_int"] == nil ? nil : GraphValue(name: "", type: "int", shape: [])
                }
                let value = values?[name]
                let type = value?["dtype"]?.int.flatMap { Self.dtypes[$0] } ?? "tensor"
                return GraphValue(name: name, type: type, shape: value?["sizes"]?.array?.map(Self.dimension))
            }
        }
        inputs = names("input_specs", "user_input")
        outputs = names("output_specs", "user_output")
    }

    private static func dimension(_ size: JSONValue) -> GraphValue.Dimension {
        if let length = size["as_int"]?.int { return .fixed(length) }
        return .dynamic(size["as_expr"]?["expr_str"]?.string ?? "")
    }

    /// `ScalarType` of the schema.
    private static let dtypes: [Int: String] = [
        1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
        10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16", 28: "uint16",
    ]
}
