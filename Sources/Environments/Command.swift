import Glibc
import Subprocess
import SystemPackage

/// A program to run to its end: in a process group of its own that a timeout or a cancelled task kills at once.
struct Command: Sendable {
    var executable: String
    var arguments: [String] = []
    var variables: [String: String]
    var directory: String?
    /// Seconds until the whole process group is killed.
    var timeout: Double

    struct Output: Sendable {
        /// Exit code; 128 + signal number for a death by signal.
        let status: Int32
        /// Standard output and error as they came, mixed.
        let text: String
    }

    enum Failure: Error, Sendable {
        case notStarted(String)
        case timedOut
        case cancelled
    }

    private enum Outcome: Sendable {
        case finished(Output)
        case failed(Failure)
    }

    func run() async throws(Failure) -> Output {
        if Task.isCancelled { throw .cancelled }
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await execute() }
            group.addTask {
                // A cancelled sleep means that the program ended first.
                guard (try? await Task.sleep(for: .seconds(timeout))) != nil else { return nil }
                return .failed(.timedOut)
            }
            var outcome: Outcome?
            while let next = await group.next() {
                guard let next else { continue }
                outcome = outcome ?? next
                group.cancelAll()
            }
            return outcome
        }
        switch outcome {
        case .finished(let output)?: return output
        case .failed(let failure)?: throw failure
        case nil: throw .cancelled
        }
    }

    private func execute() async -> Outcome {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(arguments),
                // The bytes are handed to exec as they are: each string must end in a zero.
                environment: .custom(variables.map { Array("\($0.key)=\($0.value)\0".utf8) }),
                workingDirectory: directory.map { FilePath($0) },
                platformOptions: options,
                output: .string(limit: 32 << 20),
                error: .combinedWithOutput,
            )
            if Task.isCancelled { return .failed(.cancelled) }
            let status: Int32 =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            return .finished(Output(status: status, text: result.standardOutput))
        } catch {
            return .failed(Task.isCancelled ? .cancelled : .notStarted("\(error)"))
        }
    }
}
