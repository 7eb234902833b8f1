import Files
import Foundation
import JSON
import Probe
import Tensors
import Testing

extension Tag {
    /// Needs real environments: seconds, not milliseconds.
    @Tag static var environment: Self
}

/// Places in the repository and of the products that `swift build` puts beside the tests.
enum Places {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)
    static let fixtures = repository + "Tests/Fixtures/"
    static let badModels = fixtures + "badmodels/"
    static let demo = repository + "matrices/artifacts/"

    /// `.build/debug`: where the test bundle itself lies.
    static let products: String = {
        var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        while directory.path.count > 1 {
            if FileManager.default.fileExists(atPath: directory.appending(path: "libSmokeLoader.so").path) { break }
            directory.deleteLastPathComponent()
        }
        return directory.path(percentEncoded: false)
    }()
    static let library = Path.join(products, "libSmokeLoader.so")
    static let native = Path.join(products, "smoke-loader")
}

/// One session, run in a directory of its own that is removed with the value.
final class LoaderRun {
    let directory: String
    private(set) var events: [Event] = []
    private(set) var status: Int32 = -1
    private(set) var signal: Int32?

    /// What is done with the running process once a cell's first inference has begun.
    enum Intervention {
        case closeInput, terminate
    }

    /// - Parameter python: the interpreter; `nil` runs the native loader.
    init(
        _ python: String?,
        _ jobs: [Job],
        preload: [String] = [],
        parallel: Int = 1,
        sitePackages: [String] = [],
        variables: [String: String] = [:],
        intervention: Intervention? = nil,
        sandbox: SandboxRules? = nil,
    ) throws {
        directory = try Directory.createTemporary(in: NSTemporaryDirectory(), prefix: "loader-tests-")
        Interpreters.removeAtExit(directory)
        let jobs = try jobs.enumerated().map { index, job in
            var job = job
            job.directory = "\(directory)/cell\(index)"
            if job.preload.isEmpty { job.preload = preload }
            for name in ["home", "tmp", "outputs"] { try Directory.create("\(job.directory)/\(name)") }
            return job
        }
        let session = Session(
            events: "-", log: "\(directory)/log", preload: preload, parallel: parallel, jobs: jobs,
            sitePackages: sitePackages, sandbox: sandbox)
        let path = "\(directory)/session.json"
        try File.write(session.encode().compact, to: path)
        let process = Process()
        if let python {
            process.executableURL = URL(filePath: python)
            process.arguments = ["-c", "import ctypes;ctypes.PyDLL('\(Places.library)').smokehouse_host(b'\(path)')"]
        } else {
            process.executableURL = URL(filePath: Places.native)
            process.arguments = [path]
        }
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory].merging(variables) { $1 }
        process.currentDirectoryURL = URL(filePath: directory)
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForReading.close()
        var bytes = Data()
        var intervention = intervention
        while case let chunk = output.fileHandleForReading.availableData, !chunk.isEmpty {
            bytes += chunk
            guard let action = intervention, String(decoding: bytes, as: UTF8.self).contains(#""stage":"inference""#)
            else {
                continue
            }
            intervention = nil
            switch action {
            case .closeInput: try input.fileHandleForWriting.close()
            case .terminate: process.terminate()
            }
        }
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : -1
        signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        for line in bytes.split(separator: UInt8(ascii: "\n")) { events.append(try Event.decode(line: line)) }
    }

    deinit { try? Directory.removeTree(directory) }

    func cell(_ index: Int, _ name: String) -> CellRecord {
        CellRecord(cell: name, directory: "\(directory)/cell\(index)", run: self)
    }

    var log: String { (try? File.readText("\(directory)/log")) ?? "" }
}

/// What the events say of one cell.
struct CellRecord {
    let directory: String
    /// Keeps the directory.
    private let run: LoaderRun
    var inferences: [Inference] = []
    var stages: [Event.Stage] = []
    var warnings: [CapturedWarning] = []
    var description: ModelDescription?
    var raised: (stage: Event.Stage, inference: Int?, failure: Failure)?
    var timedOut: (stage: Event.Stage, inference: Int?, limit: Double)?
    var exit: Exit?
    var stageSeconds = 0.0

    init(cell: String, directory: String, run: LoaderRun) {
        self.directory = directory
        self.run = run
        for event in run.events {
            switch event {
            case .stageStarted(cell, let stage): stages.append(stage)
            case .stageFinished(cell, _, let seconds): stageSeconds += seconds
            case .described(cell, let description): self.description = description
            case .warned(cell, _, let warning): warnings.append(warning)
            case .inferred(cell, let inference): inferences.append(inference)
            case .raised(cell, let stage, let inference, let failure): raised = (stage, inference, failure)
            case .timedOut(cell, let stage, let inference, let limit): timedOut = (stage, inference, limit)
            case .cellFinished(cell, let exit): self.exit = exit
            default: break
            }
        }
    }

    /// The outputs of one inference, by name.
    func outputs(_ index: Int) throws -> [String: Tensor] {
        let inference = try #require(inferences.first { $0.index == index })
        return try Dictionary(
            uniqueKeysWithValues: inference.outputs.map { output in
                (output.name, try NPY.decode(try File.read(Path.join(directory, output.path))))
            })
    }

    func text(_ name: String) -> String { (try? File.readText(Path.join(directory, name))) ?? "" }
}

extension Job {
    /// A job for the tests; the directory is the run's to fill in.
    static func test(
        _ cell: String,
        _ format: String,
        _ artifact: String,
        _ inputs: [JobInput] = [JobInput(name: "", path: Places.fixtures + "inputs/rows.npy")],
        _ change: (inout Job) -> Void = { _ in },
    ) -> Job {
        var job = Job(cell: cell, directory: "", format: format, artifact: artifact)
        job.inputs = inputs
        job.loadTimeout = 60
        job.inferenceTimeout = 30
        change(&job)
        return job
    }
}

extension Tensor {
    /// The elements as doubles; for float64 and int64 only.
    var numbers: [Double] {
        bytes.withUnsafeBytes { buffer in
            (0..<count).map { index in
                dtype == .float64
                    ? buffer.loadUnaligned(fromByteOffset: index * 8, as: Double.self)
                    : Double(buffer.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
            }
        }
    }
}
