import Files
import Glibc
import JSON
import Probe
import Tensors

/// One cell from load to the repeat of the first input, inside the cell's own process.
struct CellRun {
    let job: Job
    let host: any Host
    let report: CellReport

    /// Runs the job and reports every step; true if it came to its end.
    func run() -> Bool {
        var inference: Int?
        do {
            let runtime = try load()
            inference = 0
            report.begin(.inference)
            let batches = try InputBatches(job)
            var total = 0.0
            for index in 0..<job.inferences {
                inference = index
                total += try infer(runtime, batches.batch(index), index)
            }
            report.finish(.inference, seconds: total)
            if job.checkDeterminism {
                inference = job.inferences
                report.begin(.determinism)
                let seconds = try infer(runtime, batches.batch(0), job.inferences)
                report.finish(.determinism, seconds: seconds)
            }
            report.end(complete: true, outOfMemory: false)
            return true
        } catch {
            CellSandbox.liftMemoryLimit()
            let explanation = host.explain(error)
            report.raise(fullDisk(error) ?? explanation.failure, inference: inference)
            report.end(complete: false, outOfMemory: explanation.isOutOfMemory)
            return false
        }
    }

    private func load() throws -> any Runtime {
        report.begin(.load)
        let start = monotonicSeconds()
        let runtime = try host.load(job)
        if job.options["reset"] != nil { try Resetting.require(runtime, job.format) }
        report.finish(.load, seconds: monotonicSeconds() - start)
        var description = runtime.description
        let found = Surroundings.ofProcess().merging(host.surroundings()) { $1 }
        description.surroundings.merge(found) { own, _ in own }
        report.describe(description)
        return runtime
    }

    /// The failure where the disk below the run's folder has no room for outputs, which is nobody's fault in the cell.
    private func fullDisk(_ error: any Error) -> Failure? {
        guard let error = error as? FileError, [ENOSPC, EDQUOT, EFBIG].contains(error.code),
            error.path == Self.outputs || error.path.hasPrefix(Path.join(job.directory, Self.outputs))
        else { return nil }
        if error.code == EFBIG {
            // What a file may grow to is half of what is free; outputs that pass the standing limit are the artifact's.
            guard Self.lacksDisk(job) else { return nil }
        }
        return Failure(
            type: Self.loaderError,
            message: "the disk has no room for the outputs; free space, or let TMPDIR name a folder elsewhere",
            isEnvironment: true,
        )
    }

    /// Whether less is free below the run's folder than a file may grow to.
    static func lacksDisk(_ job: Job) -> Bool {
        var status = statvfs()
        return statvfs(job.directory, &status) == 0
            && Int(status.f_bavail) * Int(status.f_frsize) < CellLimits().fileSize
    }

    /// What the loader's own failures are called.
    static let loaderError = "LoaderError"

    private static let outputs = "outputs"

    /// Writes a new file in place: nobody looks before the event that names it.
    private func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = open(path, SyscallFilter.ownFlags, 0o644 | mode_t(SyscallFilter.ownMode))
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
        defer { close(descriptor) }
        try File.writeAll(bytes, to: descriptor, path: path)
    }

    private func infer(_ runtime: any Runtime, _ inputs: [NamedTensor], _ index: Int) throws -> Double {
        try (runtime as? any ResettableRuntime)?.reset()
        let outcome = try runtime.infer(inputs)
        var names = OutputFileNames(inference: index)
        var outputs: [InferenceOutput] = []
        for output in outcome.outputs {
            let path = "\(Self.outputs)/" + names.next(for: output.name)
            // The model may have changed the working directory.
            try write(NPY.encode(output.tensor), to: Path.join(job.directory, path))
            outputs.append(InferenceOutput(name: output.name, path: path))
        }
        report.infer(Inference(index: index, seconds: outcome.seconds, outputs: outputs))
        return outcome.seconds
    }
}
