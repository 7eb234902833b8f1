import Probe

/// The check that a model which is to be reset can be.
enum Resetting {
    static func require(_ runtime: any Runtime, _ format: String) throws(Failure) {
        guard !(runtime is any ResettableRuntime) else { return }
        throw Failure(
            type: "ResetError",
            message: "'reset' calls a method of a Python object, and a model of the format '\(format)' is none here; "
                + "leave it out",
        )
    }
}
