import Files
import JSON
import Matrix
import Testing

@testable import Artifacts

@Suite("Persistent objects in PyTorch's pickles")
struct TorchPersistentTests {
    private func scan(_ build: (inout PickleWriter) -> Void) -> ScanResult {
        PickleScan.judge(PickleReader.readTorch(PickleWriter.make(build)).report, policy: Policy())
    }

    /// `('module', X, '', '')` as an id, of what `build` writes.
    private func module(_ writer: inout PickleWriter, _ build: (inout PickleWriter) -> Void) {
        writer.op("(")
        writer.text("module")
        build(&writer)
        writer.text("")
        writer.text("")
        writer.op("t")
    }

    @Test("A class that is saved with its source is one of the file's names")
    func classes() {
        let linear = scan {
            module(&$0) { $0.global("torch.nn.modules.linear", "Linear") }
            $0.op("Q)")
            $0.op(0x81)
        }
        #expect(linear.verdict == .clean)
        let other = scan {
            module(&$0) { $0.global("os", "system") }
            $0.op("Q")
        }
        #expect(other.findings.map(\.global) == ["os.system"])
    }

    @Test("A name that is hidden in an id within an id is refused, as is changing it")
    func nested() {
        let scan = scan { writer in
            module(&writer) { writer in
                module(&writer) { $0.global("torch._utils", "_rebuild_tensor_v2") }
            }
            writer.op("QQ}b")
        }
        #expect(scan.verdict == .refused)
        #expect(
            scan.findings.map(\.message) == [
                "refers to a persistent object that is neither a storage nor a class (byte 65)",
                "changes something that can't be told from the file (byte 68)",
            ])
    }

    @Test(
        "Ids that PyTorch does not write are refused",
        arguments: ["NQ", "]Q", "Pabc\n", "(K\u{1}tQ", "(U\u{7}storageNtQ"])
    func ids(operations: String) { #expect(scan { $0.op(operations) }.verdict == .refused) }

    @Test("In a plain pickle an id only makes a load fail, but what it stands for can't be changed")
    func plain() {
        let report = PickleReader.read(PickleWriter.make { $0.op("NQ") })
        #expect(PickleScan.judge(report, policy: Policy()).verdict == .clean)
        let changed = PickleReader.read(PickleWriter.make { $0.op("NQ}b") })
        #expect(PickleScan.judge(changed, policy: Policy()).verdict == .refused)
    }
}
