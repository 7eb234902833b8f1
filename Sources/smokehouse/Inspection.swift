import Artifacts
import Files
import JSON
import Matrix

/// Everything that is known about an artifact without loading it.
struct Inspection {
    let path: String
    let artifact: ArtifactDescription
    let scan: ScanResult
    let sidecar: Sidecar?
    /// What is wrong with the sidecar, or how it compares.
    let agreement: String?
    /// Whether the sidecar can be read and says nothing else than the file.
    let agrees: Bool
    let signature: String?

    /// Reads an artifact; what no runtime loads is described as well.
    init(_ path: String, policy: Policy) throws(ArtifactError) {
        self.path = path
        artifact = try ArtifactReader.read(path: path, forLoading: false)
        scan = artifact.scan(policy)
        signature = ModelSignature.find(for: path)
        do throws(Sidecar.ReadError) {
            sidecar = try Sidecar.load(for: path)
        } catch {
            (sidecar, agreement, agrees) = (nil, error.reason, false)
            return
        }
        switch sidecar?.compare(with: artifact) {
        case nil: (agreement, agrees) = (nil, true)
        case .agrees(let what): (agreement, agrees) = (what, true)
        case .disagrees(let what): (agreement, agrees) = (what, false)
        }
    }

    /// Where what is said about the file stands: the sidecar's name, `MLmodel`, `config.json`.
    private var sidecarName: String? {
        if let sidecar, !sidecar.isOwn { return sidecar.origin }
        return sidecar == nil && agreement == nil ? nil : Sidecar.find(beside: path).map(Path.name)
    }

    // MARK: For people

    /// What there is to say, in order; facts that are not known are left out.
    var facts: [(label: String, values: [String])] {
        var facts: [(String, [String])] = []
        func add(_ label: String, _ values: String?...) {
            let known = values.compactMap(\.self).filter { !$0.isEmpty }
            if !known.isEmpty { facts.append((label, known)) }
        }
        let pickle = artifact.format == "pickle" ? "" : "pickle "
        add(
            "format", artifact.format, artifact.formatVersion,
            artifact.pickleProtocol.map { "\(pickle)protocol \($0)" }, artifact.compressionName)
        let files = artifact.files.isEmpty ? nil : "\(artifact.files.count) files"
        let rounded = artifact.size < 1024 ? nil : ByteCount.text(artifact.size)
        add("size", "\(artifact.size) bytes", rounded, files)
        add("sha256", artifact.sha256)
        facts.append(("made by", producers))
        add("model", artifact.modelClass)
        for (label, values) in [("inputs", inputs), ("outputs", outputs)] where !values.isEmpty {
            facts.append((label, values.map { $0.name.isEmpty ? String($0.description.dropFirst(2)) : $0.description }))
        }
        facts.append(("needs", artifact.requiredPackages.map(\.distribution)))
        if artifact.native != nil { add("runs", "without Python by its own library, or in Python") }
        add("damage", artifact.fault)
        if let sidecarName { add("metadata", "\(sidecarName): \(agreement ?? "")") } else { add("metadata", "none") }
        add("trained", sidecar?.created, sidecar?.dataset.map { "on \($0)" }, metrics)
        add("signature", signature.map { "\(Path.name($0)), not checked here ('smokehouse verify')" } ?? "none")
        facts.append(("imports", artifact.globals.filter { $0.calls == 0 }.map(\.dotted)))
        facts.append(("calls", artifact.globals.filter { $0.calls > 0 }.map(\.dotted)))
        return facts.filter { !$0.1.isEmpty }
    }

    /// The scan's judgement, one line for each finding and note.
    var judgement: [String] {
        switch scan.verdict {
        case .clean: ["clean: \(scan.summary)"] + scan.notes
        case .notApplicable: ["nothing to judge: it \(scan.summary)"] + scan.notes
        case .refused, .unreadable:
            scan.findings.map { finding in
                "\(scan.verdict.rawValue): \(finding.message)" + (finding.remedy.map { "; \($0)" } ?? "")
            } + scan.notes
        }
    }

    private var producers: [String] {
        var names = artifact.producers.map { "\($0.framework) \($0.version)" }
        let known = Set(artifact.producers.map(\.framework))
        for (name, version) in (sidecar?.versions ?? [:]).sorted(by: { $0.key < $1.key }) where !known.contains(name) {
            names.append("\(name) \(version)")
        }
        if let python = sidecar?.python { names.append("Python \(python)") }
        return names
    }

    private var inputs: [GraphValue] { artifact.inputs.isEmpty ? sidecar?.inputs ?? [] : artifact.inputs }
    private var outputs: [GraphValue] { artifact.outputs.isEmpty ? sidecar?.outputs ?? [] : artifact.outputs }

    private var metrics: String? {
        sidecar.map { $0.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
    }

    // MARK: For programs

    var json: JSONValue {
        func list(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        var object: JSONObject = [
            "path": .string(path),
            "format": .string(artifact.format),
            "format-version": JSONValue(artifact.formatVersion),
            "pickle-protocol": JSONValue(artifact.pickleProtocol),
            "compression": JSONValue(artifact.compressionName),
            "size": JSONValue(artifact.size),
            "sha256": .string(artifact.sha256),
            "producers": .array(
                artifact.producers.map { ["framework": .string($0.framework), "version": .string($0.version)] }),
            "class": JSONValue(artifact.modelClass),
            "inputs": .array(artifact.inputs.map(Self.value)),
            "outputs": .array(artifact.outputs.map(Self.value)),
            "needs": list(artifact.requiredPackages.map(\.distribution)),
            "native": .bool(artifact.native != nil),
            "fault": JSONValue(artifact.fault),
            "imports": list(artifact.globals.map(\.dotted)),
            "calls": list(artifact.globals.filter { $0.calls > 0 }.map(\.dotted)),
            "signature": JSONValue(signature),
            "scan": [
                "verdict": .string(scan.verdict.rawValue),
                "findings": .array(
                    scan.findings.map {
                        [
                            "message": .string($0.message), "global": JSONValue($0.global),
                            "remedy": JSONValue($0.remedy),
                        ]
                    }),
                "notes": list(scan.notes),
            ],
        ]
        if !artifact.files.isEmpty {
            object["files"] = .array(
                artifact.files.map {
                    ["path": .string($0.path), "size": JSONValue($0.size), "sha256": .string($0.sha256)]
                })
        }
        object["metadata"] =
            sidecarName.map { name in
                [
                    "file": .string(name), "agrees": .bool(agrees), "message": JSONValue(agreement),
                    "framework": JSONValue(sidecar?.framework), "python": JSONValue(sidecar?.python),
                    "created": JSONValue(sidecar?.created), "dataset": JSONValue(sidecar?.dataset),
                    "versions": .object(
                        JSONObject(
                            (sidecar?.versions ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                ]
            } ?? .null
        return .object(object)
    }

    private static func value(_ value: GraphValue) -> JSONValue {
        [
            "name": .string(value.name), "dtype": .string(value.type),
            "shape": value.shape.map { shape in
                .array(
                    shape.map { dimension in
                        switch dimension {
                        case .fixed(let length): JSONValue(length)
                        case .dynamic(let name): name.isEmpty ? .null : .string(name)
                        }
                    })
            } ?? .null,
        ]
    }
}
