import JSON
import Synchronization
import Testing

@testable import Environments

/// What is made of an engine's words while it builds.
@Suite("Engine steps")
struct EngineStepsTests {
    @Test("A build's log has no colours, and what is no colour stays")
    func colours() {
        let steps = EngineSteps(step: { _ in })
        for text in ["\u{1B}[91mred\u{1B}[0m\n", "plain [0m\n", "\u{1B}[2Kcleared\n"] {
            steps.take(["stream": .string(text)])
        }
        #expect(steps.log == "red\nplain [0m\n\u{1B}[2Kcleared\n")
    }

    @Test("A pull's layers are added up, and told of when a hundredth more has come")
    func layers() throws {
        let told = Mutex<[String]>([])
        let steps = EngineSteps(
            step: { _ in }, bytes: { done, total in told.withLock { $0.append("\(done)/\(total)") } })
        func say(_ layer: String, _ status: String, _ done: Int64 = 0, of total: Int64 = 0) {
            steps.take([
                "id": .string(layer), "status": .string(status),
                "progressDetail": total == 0 ? .object([:]) : ["current": .int(done), "total": .int(total)],
            ])
        }
        say("a", "Pulling fs layer")
        say("a", "Downloading", 100, of: 1000)
        say("a", "Downloading", 101, of: 1000)
        say("a", "Downloading", 500, of: 1000)
        say("b", "Downloading", 0, of: 1000)
        say("a", "Extracting", 10, of: 1000)
        say("a", "Download complete")
        say("c", "Already exists")
        say("b", "Download complete")
        #expect(told.withLock { $0 } == ["100/1000", "500/1000", "500/2000", "1000/2000", "2000/2000"])
    }

    @Test("An engine that counts no bytes is followed by its layers")
    func parts() {
        let told = Mutex<[String]>([])
        let steps = EngineSteps(
            step: { _ in }, layers: { done, total in told.withLock { $0.append("\(done)/\(total)") } })
        for (layer, status) in [
            ("a", "Pulling fs layer"), ("b", "Pulling fs layer"), ("a", "Download complete"),
            ("a", "Download complete"), ("c", "Download complete"), ("b", "Download complete"),
        ] {
            steps.take(["id": .string(layer), "status": .string(status), "progressDetail": .object([:])])
        }
        #expect(told.withLock { $0 } == ["1/2", "2/2"])
    }

    @Test(
        "A build that fails names its step, and the disk where a program of the step found it full",
        arguments: [
            (
                "STEP 1/2: FROM scratch\nSTEP 2/2: RUN fill\nfill: No space left on device\n",
                ": building at STEP \"RUN fill\": while running runtime: exit status 1",
                ProvisionError.Code.diskFull, "disk is full while building '/b' at STEP 2/2: RUN fill"
            ),
            (
                "Step 1/2 : FROM scratch\nStep 2/2 : RUN fill\nfill: no space left on device\n",
                "The command 'fill' returned a non-zero code: 1", .diskFull, "at Step 2/2 : RUN fill"
            ),
            (
                "STEP 1/2: RUN say\nno space left on device, they say\nSTEP 2/2: RUN no\nno\n",
                ": building at STEP \"RUN no\": while running runtime: exit status 1",
                .buildFailed, "building '/b' failed at STEP 2/2: RUN no: exit status 1"
            ),
            (
                "[1/2] STEP 1/1: FROM scratch AS first\n[2/2] STEP 2/2: RUN no\nno\n",
                ": building at STEP \"RUN no\": while running runtime: exit status 1",
                .buildFailed, "building '/b' failed at [2/2] STEP 2/2: RUN no: exit status 1"
            ),
            ("", "", .buildFailed, "building '/b' failed: it gives no reason"),
        ])
    func failure(log: String, error: String, code: ProvisionError.Code, words: String) {
        let failure = ImageSource.failure(error, log: log, folder: "/b")
        #expect(failure.code == code)
        #expect(failure.message.contains(words), "\(failure.message)")
        #expect(failure.log == log)
    }
}
