import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("TorchScript")
struct TorchScriptTests {
    @Test(
        "TorchScript code that reaches files is found, whatever stands between its words",
        arguments: [
            "torch.save(x, 'f')", "torch . save (x, 'f')", "torch.\\\n  save(x, 'f')", "y = '#'; torch.save(x, 'f')",
            "torch.# a\n save(x)", "ops.aten.from_file( 'x')", "getattr(torch, \"save\")(x)",
            "g = getattr; g(torch, 'save')",
            #"getattr(torch, "\163ave")(x)"#, #"getattr(torch, 'sa\166e')(x)"#, "getattr(torch, \"sa\" # a\n 've')(x)",
            "getattr(torch, \"\"\"save\"\"\")(x)", #"y = "it's"; getattr(torch, 'from_file')('x')"#,
            "getattr(torch, ''\(String(repeating: " ", count: 80))'save')",
        ])
    func fileFunctions(code: String) {
        #expect(TorchScriptCode.fileFunctions(in: Array("def forward(self):\n  \(code)\n".utf8)).count == 1)
    }

    @Test(
        "TorchScript as PyTorch writes it calls nothing of files",
        arguments: [
            "_0 = getattr(self, \"0\")", "_1 = getattr(self.layers, \"1\")", "x = torch.add(x, 1)",
            "ops.prim.RaiseException(\"\", \"save\")", "x.savedata", "# save",
            "getattr(self, \"\"); y = ['', 'a', \" \"]",
            "getattr(self, \"saved\")", "y = getattr(self, \"\\303\\251\")", "torch.\"save\"", "save.x", "torch.()save",
        ])
    func ordinaryCode(code: String) {
        #expect(TorchScriptCode.fileFunctions(in: Array(code.utf8)).isEmpty)
    }

    private func script(_ more: [(String, String)]) throws -> ScanResult {
        let fine = PickleWriter.make { $0.op("}") }
        let members = [("a/data.pkl", "pickle"), ("a/constants.pkl", "pickle"), ("a/version", "3")] + more
        let zip = ZipWriter.zip(
            members.map { .init(name: $0, data: $1 == "pickle" ? fine : Array($1.utf8)) })
        return try ArtifactReader.describe(path: "a.pt", bytes: zip, sha256: "", statedFormat: nil).scan(Policy())
    }

    /// A tensor of so many numbers.
    private func tensor(of count: UInt8) -> [UInt8] {
        PickleWriter.make {
            $0.op("}")
            $0.text("w")
            $0.global("torch._utils", "_rebuild_tensor_v2")
            $0.op("((")
            $0.text("storage")
            $0.global("torch", "FloatStorage")
            $0.text("0")
            $0.text("cpu")
            $0.int(count)
            $0.op("tQK")
            $0.op(0)
            $0.int(count)
            $0.op(0x85)
            $0.int(1)
            $0.op(0x85, 0x89)
            $0.global("collections", "OrderedDict")
            $0.op(")RtRs")
        }
    }

    @Test(
        "A storage with fewer bytes than its pickle says is unreadable: PyTorch would go on into other memory",
        arguments: ["a/data", "a/constants"])
    func shortStorage(folder: String) throws {
        for (count, isWhole) in [(4 as UInt8, true), (5, false)] {
            for isScript in [false, true] where isScript || folder == "a/data" {
                var members = [folder + ".pkl": tensor(of: count), folder + "/0": [UInt8](repeating: 0, count: 16)]
                members["a/version"] = [0x33]
                for name in ["a/data.pkl", "a/constants.pkl"] where isScript && members[name] == nil {
                    members[name] = PickleWriter.make { $0.op("}") }
                }
                let zip = ZipWriter.zip(members.sorted { $0.key < $1.key }.map { .init(name: $0, data: $1) })
                let artifact = try ArtifactReader.describe(path: "a.pt", bytes: zip, sha256: "", statedFormat: nil)
                let scan = artifact.scan(Policy())
                #expect(scan.verdict == (isWhole ? .clean : .unreadable), "\(scan.summary)")
                guard !isWhole else { continue }
                #expect(scan.summary.contains("has 16 bytes where its pickle says 5 elements; it is damaged"))
            }
        }
    }

    @Test("Members of TorchScript are judged whatever the case of their names")
    func caseOfMembers() throws {
        #expect(try script([("a/code/__torch__.py", "x = 1")]).verdict == .clean)
        for name in ["code/__torch__.py", "code/__torch__.PY", "CODE/__torch__.py"] {
            #expect(try script([("a/" + name, "torch.save(x, 'f')")]).summary.contains("torch.save"))
        }
        #expect(try script([("a/bytecode.PKL", "cos\nsystem\n(S'x'\ntR.")]).verdict == .refused)
        #expect(try script([("a/Model.json", "{}")]).verdict == .refused)
    }
}
