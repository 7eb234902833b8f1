import CPython
import JSON
import Probe
import Tensors

/// `.keras` files, by the Keras of the environment: 2 or 3, whatever its backend.
struct KerasRuntime: HostedRuntime, ResettableRuntime {
    static let format = "keras"
    static let packages = ["keras"]

    private let model: KerasSession

    init(loading job: Job, in python: Python) throws { model = try KerasSession(loading: job, in: python) }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}

/// Whole models in HDF5.
struct KerasH5Runtime: HostedRuntime, ResettableRuntime {
    static let format = "keras-h5"
    static let packages = ["keras"]

    private let model: KerasSession

    init(loading job: Job, in python: Python) throws { model = try KerasSession(loading: job, in: python) }

    var description: ModelDescription { model.description }

    func infer(_ inputs: [NamedTensor]) throws -> Outcome { try model.infer(inputs) }

    func reset() throws { try model.reset() }
}
