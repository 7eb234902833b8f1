import Files
import Probe
import Tensors

/// The inputs of a job, cut into inferences.
struct InputBatches {
    private let inputs: [NamedTensor]
    private let rows: Int?

    /// Reads the job's `.npy` files.
    init(_ job: Job) throws(Failure) {
        var inputs: [NamedTensor] = []
        for input in job.inputs {
            do {
                inputs.append(NamedTensor(name: input.name, tensor: try NPY.decode(try File.read(input.path))))
            } catch {
                throw Failure(type: "InputError", message: "input '\(input.name)' (\(input.path)): \(error)")
            }
        }
        try self.init(inputs, rows: job.batch)
    }

    /// - Parameter rows: rows for each inference; `nil` gives each inference one element of the first axis, without it.
    init(_ inputs: [NamedTensor], rows: Int?) throws(Failure) {
        for input in inputs where input.tensor.shape.first == 0 {
            throw Failure(type: "InputError", message: "input '\(input.name)' has no rows; give at least one")
        }
        self.inputs = inputs
        self.rows = rows
    }

    /// The inputs of one inference: rows i·n to i·n + n, starting again at the end; scalars go to every inference whole.
    func batch(_ index: Int) -> [NamedTensor] {
        inputs.map { input in
            guard let extent = input.tensor.shape.first else { return input }
            let count = rows ?? 1
            let indices = (0..<count).map { (index * count + $0) % extent }
            let inner = Array(input.tensor.shape.dropFirst())
            return NamedTensor(
                name: input.name,
                tensor: input.tensor.rows(indices, shape: rows == nil ? inner : [count] + inner),
            )
        }
    }
}

extension Tensor {
    /// Copies elements of the first axis, in the order given, into a tensor of the given shape.
    func rows(_ indices: [Int], shape: [Int]) -> Tensor {
        let stride = self.shape.dropFirst().reduce(1, *)
        guard dtype != .string else {
            return Tensor(shape: shape, strings: indices.flatMap { strings[$0 * stride..<($0 + 1) * stride] })
        }
        let size = stride * dtype.size
        var rows: [UInt8] = []
        rows.reserveCapacity(indices.count * size)
        for index in indices { rows.append(contentsOf: bytes[index * size..<(index + 1) * size]) }
        return Tensor(dtype: dtype, shape: shape, bytes: rows)
    }
}
