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

    /// The graph's JSON from 2.8 on, and before.
    private static let newMember = "models/model.json"
    private static let oldMember = "serialized_exported_program.json"

    private static func parse(_ json: [UInt8]) -> (ExportedProgram?, fault: String?) {
        do throws(JSONError) {
            return (ExportedProgram(try JSONValue(parsing: json)), nil)
        } catch {
            return (nil, "the program's JSON can't be read: \(error)")
        }
    }

    static func describe(_ file: ArtifactFile) throws(ArtifactError) -> ArtifactDescription {
        var content = TorchFile(kind: .exported)
        var program: ExportedProgram?
        var fault: String?
        do throws(ZipError) {
            let archive = try TorchArchive(file.source)
            content.archiveProblems = archive.problems
            let member = archive.has(newMember) ? newMember : oldMember
            (program, fault) = parse(try archive.contents(member) ?? [])
            for member in archive.zip.members where member.name.lowercased().hasSuffix(".pt") {
                // What is refused anyway need not be unpacked.
                guard content.archiveProblems.isEmpty else { break }
                let inner = try TorchArchive(try archive.zip.content(of: member, limit: TorchArchive.memberLimit))
                content.archiveProblems += inner.problems
                guard let data = try inner.stream("data.pkl") else {
                    fault = fault ?? "'\(member.name)' holds no data.pkl"
                    continue
                }
                let pickle = PickleReader.readTorch(data)
                content.pickles.append(.init(member: member.name, report: pickle.report))
                content.devices += pickle.devices.filter { !content.devices.contains($0) }
                fault = fault ?? pickle.report.error.map { "'\(member.name)': \($0)" }
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
