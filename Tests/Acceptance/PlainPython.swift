import Crypto
import Files
import Foundation
import JSON
import Tensors
import Testing

/// `Truth/plain_python.py` with an environment's own interpreter: no code of ours takes part.
enum PlainPython {
    private static let artifacts = Places.repository + "matrices/artifacts/"

    /// Runs the artifacts of some demo cells one after the other; the script's report on each.
    static func run(_ cells: [String], interpreter: String, in place: Workplace) throws -> [JSONValue] {
        let jobs = cells.map { id -> [String] in
            let name = String(id.prefix { $0 != "@" })
            let isONNX = name.hasSuffix("-onnx")
            return [
                artifacts + name + (isONNX ? ".onnx" : ".joblib"),
                artifacts + name + ".inputs" + (name.hasPrefix("reviews") ? ".json" : ".npz"),
                isONNX ? "-" : "predict_proba", place.directory + "/\(name).npz",
            ]
        }
        let script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            import plain_python
            words = sys.argv[2:]
            for index in range(0, len(words), 4):
                sys.argv[1:] = words[index:index + 4]
                plain_python.main()
            """
        // One thread each, as our cells have it: sums then come in the same order.
        let threads = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map { ($0, "1") }
        let python = try ChildProcess(
            interpreter,
            ["-B", "-c", script, Places.truth] + jobs.flatMap { $0 },
            in: place.directory,
            variables: ["PATH": "/usr/bin:/bin", "HOME": place.directory].merging(threads) { $1 },
            output: place.directory + "/stdout",
            errors: place.directory + "/stderr",
        )
        let end = try python.wait()
        let complaints = try File.readText(python.errors)
        try #require(end == .exited(0), "\(complaints)")
        let lines = try File.readText(python.output).split(separator: "\n")
        try #require(lines.count == cells.count)
        return try lines.map { try JSONValue(parsing: String($0)) }
    }
}

/// The arrays that a cell of a run with `--keep` left: `NNNN-NAME.npy` for each inference and output.
struct KeptOutputs {
    /// The outputs of the inferences in order, by name.
    private let tensors: [String: [Tensor]]

    init(directory: String, inferences: Int) throws {
        var tensors: [String: [Tensor]] = [:]
        for file in try Directory.list(directory).sorted() where file.hasSuffix(".npy") {
            let parts = file.dropLast(4).split(separator: "-", maxSplits: 1)
            // One more than was asked for is the first input again, for determinism.
            guard parts.count == 2, let index = Int(parts[0]), index < inferences else { continue }
            tensors[String(parts[1]), default: []].append(try NPY.decode(try File.read(Path.join(directory, file))))
        }
        for (name, all) in tensors { try #require(all.count == inferences, "\(name) of \(directory)") }
        self.tensors = tensors
    }

    var names: [String] { tensors.keys.sorted() }

    /// The digest of an output's elements, inference after inference; text as fixed-width UTF-32, as numpy has it.
    func sha256(_ name: String) throws -> String {
        let all = try #require(tensors[name])
        var bytes = all.flatMap(\.bytes)
        let strings = all.flatMap(\.strings)
        let width = strings.map(\.unicodeScalars.count).max() ?? 0
        for string in strings {
            let scalars = string.unicodeScalars.map(\.value)
            for value in scalars + Array(repeating: 0, count: width - scalars.count) {
                withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
