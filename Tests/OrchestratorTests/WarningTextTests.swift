import Testing

@testable import Orchestrator

@Suite("Warning text")
struct WarningTextTests {
    @Test(
        "What changes from run to run is taken out, what matters stays",
        arguments: [
            ("Trying to unpickle estimator X from version 1.3.2", "Trying to unpickle estimator X from version 1.3.2"),
            ("cannot read /tmp/smokehouse-a1b2/cell/model.bin now", "cannot read model.bin now"),
            ("<object at 0x7f66c4aa1d50> is odd", "<object at 0x…> is odd"),
            ("2026-11-24 21:55:06.123 W device.cc:12 no GPU", "… … W device.cc:12 no GPU"),
            ("2026-11-24T21:55:06Z started pid=123", "… started pid=…"),
            ("process 3074 at 1795559895.879443: too old", "process … at …: too old"),
            ("takes 4096 items in process order", "takes 4096 items in process order"),
            ("use a/b or /x", "use a/b or /x"),
            ("line one\nline two", "line one line two"),
            ("ratio 0x12 of 12:30", "ratio 0x12 of 12:30"),
        ]
    )
    func normalises(text: String, expected: String) {
        #expect(WarningText.normalised(text) == expected)
    }
}
