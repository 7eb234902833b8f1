import Glibc
import Probe

/// The process that cells are forked from: a Python interpreter, or our own executable with libraries opened.
protocol Host {
    /// Forks; 0 in the child.
    func fork() throws -> pid_t

    /// In the child, once its descriptors, directory and limits are set: takes the job's environment on.
    func enter(_ job: Job, _ report: CellReport)

    /// Loads the job's artifact.
    func load(_ job: Job) throws -> any Runtime

    /// Puts an error that `load` or `infer` threw into the protocol's words.
    func explain(_ error: any Error) -> Explanation

    /// In the parent: whether a failure that a cell puts down to the environment can be due to it. The artifact's code may
    /// have said it, for which the environment stays what it is.
    func confirms(_ failure: Failure, of job: Job) -> Bool

    /// In the child, with the artifact loaded: what decides how the process' frameworks compute, by name.
    func surroundings() -> [String: String]

    /// In the child, before its exit: flushes what is buffered.
    func leave()
}

/// A failure and whether memory ran out.
struct Explanation {
    var failure: Failure
    var isOutOfMemory = false
}
