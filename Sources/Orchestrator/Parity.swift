import Tensors

/// How a cell's outputs compare with what is expected of them.
enum Parity: Sendable {
    /// There is nothing to compare with, and why.
    case notCompared(String)
    case compared(ComparedOutputs)
}

/// Every output of every inference against its reference.
struct ComparedOutputs: Sendable {
    /// The first output that left its tolerance, the worst element of the worst inference; `nil` where all agree.
    var worst: Difference?
    /// Elements outside tolerance and elements in all, over all inferences and outputs.
    var differing = 0
    var total = 0
    var maximumDifference: Double?
    /// Whether not a single bit differs.
    var identical = true

    struct Difference: Sendable {
        let output: String
        let inference: Int
        let index: [Int]
        let got: String
        let want: String
        /// In words, where it is more than a number: a shape, a dtype, a missing output.
        let explanation: String
        let magnitude: Double
    }
}

/// The outputs of one cell, inference by inference, as they were written.
struct RecordedOutputs: Sendable {
    let inferences: [[NamedTensor]]
    /// The outputs of the first input run again at the end.
    let repeated: [NamedTensor]?
}
