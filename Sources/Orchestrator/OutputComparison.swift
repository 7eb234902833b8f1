import Artifacts
import Crypto
import Files
import Matrix
import Probe
import Tensors

/// Reads a cell's outputs back and compares them with what is expected of them.
enum OutputComparison {
    /// An output file that is missing or broken: the model or its runtime tampered with the cell's directory.
    struct Unreadable: Error {
        let message: String
    }

    /// The most bytes of outputs that one cell's comparison takes.
    private static let limit = 1 << 30

    private static var tooLarge: Unreadable {
        Unreadable(
            message: "the outputs are larger than \(limit >> 20) MiB; give smaller inputs, or fewer 'inferences'")
    }

    /// The most strings: each takes many times its bytes.
    private static let stringLimit = 1 << 22

    private static var tooMany: Unreadable {
        Unreadable(
            message: "the outputs are more than \(stringLimit) strings; give smaller inputs, or fewer 'inferences'")
    }

    /// Reads every output that a cell's events name, from below its directory.
    static func read(_ record: CellRecord, directory: String, inferences: Int) throws(Unreadable) -> RecordedOutputs {
        var rows: [[NamedTensor]] = []
        var repeated: [NamedTensor]?
        var (room, strings) = (Self.limit, 0)
        for inference in record.inferences {
            var outputs: [NamedTensor] = []
            for output in inference.outputs {
                let path = Path.absolute(output.path, from: directory)
                guard path.hasPrefix(directory + "/") else {
                    throw Unreadable(message: "an output was announced outside the cell's directory")
                }
                do {
                    let name = String(path.dropFirst(directory.count + 1))
                    let file = try File.readPlain(name, in: directory, limit: room, isWhole: true)
                    guard file.size <= room else { throw tooLarge }
                    room -= file.size
                    let header = try NPYHeader(parsing: file.bytes)
                    if header.dtype == .string { strings += header.shape.reduce(1, *) }
                    guard strings <= stringLimit else { throw tooMany }
                    outputs.append(NamedTensor(name: output.name, tensor: try NPY.decode(file.bytes)))
                } catch let error as Unreadable {
                    throw error
                } catch {
                    throw Unreadable(message: "output '\(output.name)' cannot be read back: \(error)")
                }
            }
            if inference.index < inferences { rows.append(outputs) } else { repeated = outputs }
        }
        return RecordedOutputs(inferences: rows, repeated: repeated)
    }

    /// SHA-256 over dtype, shape and bytes of every output in order: equal digests mean equal bits.
    static func digest(_ outputs: RecordedOutputs) -> String {
        var hash = SHA256()
        for output in outputs.inferences.joined() {
            hash.update(data: Array("\(output.name) \(output.tensor.dtype) \(output.tensor.shape)\n".utf8))
            hash.update(data: output.tensor.bytes)
            for string in output.tensor.strings { hash.update(data: Array((string + "\0").utf8)) }
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Compares outputs, inference by inference, with what `expected` gives for each.
    static func compare(
        _ outputs: RecordedOutputs,
        expected: (Int) throws(InputError) -> [NamedTensor],
        options: CompareOptions,
        tolerance: Tolerance?,
    ) -> ComparedOutputs {
        var compared = ComparedOutputs()
        for (inference, got) in outputs.inferences.enumerated() {
            let want: [NamedTensor]
            do throws(InputError) {
                want = try expected(inference)
            } catch {
                compared.fail("\(error)", inference: inference)
                continue
            }
            for pair in pairs(got: got, want: want, options: options) {
                compared.add(pair, inference: inference, metric: options.metric, tolerance: tolerance)
            }
        }
        return compared
    }

    /// The first input's outputs at the end against those at the start; `nil` where they agree.
    static func nondeterminism(
        _ outputs: RecordedOutputs,
        options: CompareOptions,
        tolerance: Tolerance?,
    ) -> ComparedOutputs.Difference? {
        guard let repeated = outputs.repeated, let first = outputs.inferences.first else { return nil }
        var same = CompareOptions()
        same.metric = options.metric
        return compare(
            RecordedOutputs(inferences: [repeated], repeated: nil),
            expected: { _ in first },
            options: same,
            tolerance: tolerance,
        ).worst
    }

    /// One output and its reference; either may be missing.
    struct Pair {
        let name: String
        let got: Tensor?
        let want: Tensor?
        let missing: String
    }

    static func pairs(got: [NamedTensor], want: [NamedTensor], options: CompareOptions) -> [Pair] {
        if !options.outputs.isEmpty {
            return options.outputs.map { pair in
                let mine = got.first { $0.name == pair.mine }
                let theirs = want.first { $0.name == pair.theirs } ?? only(want, named: pair.theirs)
                return Pair(
                    name: pair.mine,
                    got: mine?.tensor,
                    want: theirs?.tensor,
                    missing: mine == nil
                        ? "no output '\(pair.mine)': the model gives \(names(got))"
                        : "the reference has no '\(pair.theirs)': it has \(names(want))",
                )
            }
        }
        // A single unnamed array has no name to go by; it stands for the only output.
        if got.count == 1, want.count == 1, want[0].name.isEmpty {
            return [Pair(name: got[0].name, got: got[0].tensor, want: want[0].tensor, missing: "")]
        }
        return want.map { theirs in
            let mine = got.first { $0.name == theirs.name }
            return Pair(
                name: theirs.name,
                got: mine?.tensor,
                want: theirs.tensor,
                missing: "no output '\(theirs.name)': the model gives \(names(got)); "
                    + "map the names with 'compare: {outputs: {MINE: THEIRS}}'",
            )
        }
    }

    private static func only(_ tensors: [NamedTensor], named name: String) -> NamedTensor? {
        tensors.count == 1 && tensors[0].name.isEmpty ? tensors[0] : nil
    }

    private static func names(_ tensors: [NamedTensor]) -> String {
        tensors.isEmpty ? "none" : tensors.map { "'\($0.name)'" }.joined(separator: ", ")
    }
}

extension ComparedOutputs {
    fileprivate mutating func add(
        _ pair: OutputComparison.Pair,
        inference: Int,
        metric: Metric,
        tolerance: Tolerance?,
    ) {
        guard let got = pair.got, let reference = pair.want else {
            identical = false
            keep(
                Difference(
                    output: pair.name, inference: inference, index: [], got: "", want: "",
                    explanation: pair.missing, magnitude: .infinity,
                )
            )
            return
        }
        // A model without a batch axis gives [3] where the reference's row is [1, 3]: the same values.
        let lacksBatch = reference.shape.first == 1 && Array(reference.shape.dropFirst()) == got.shape
        let want = lacksBatch ? reference.element(0) : reference
        let result = Comparison.compare(got: got, want: want, metric: metric, tolerance: tolerance)
        total += result.count
        if got != want { identical = false }
        if let maximum = result.maximumAbsolute { maximumDifference = max(maximumDifference ?? 0, maximum) }
        guard !result.passed else { return }
        differing += result.incomparable == nil ? result.differing : got.count
        keep(
            Difference(
                output: pair.name,
                inference: inference,
                index: result.worst?.index ?? [],
                got: result.worst?.got ?? "",
                want: result.worst?.want ?? "",
                explanation: result.incomparable.map { "\(pair.name): \($0)" }
                    ?? (metric == .allclose || result.worst == nil ? nil : "\(pair.name): \(result.summary)") ?? "",
                magnitude: result.incomparable == nil ? result.maximumAbsolute ?? .infinity : .infinity,
            )
        )
    }

    /// An inference whose reference cannot be had.
    fileprivate mutating func fail(_ explanation: String, inference: Int) {
        identical = false
        keep(
            Difference(
                output: "", inference: inference, index: [], got: "", want: "",
                explanation: explanation, magnitude: .infinity,
            )
        )
    }

    private mutating func keep(_ difference: Difference) {
        if let worst, worst.magnitude >= difference.magnitude { return }
        worst = difference
    }
}
