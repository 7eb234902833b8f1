import CLinux
import Glibc

/// Which layers a cell of this session can take on, found by taking them on in a process that is gone afterwards.
///
/// That the kernel knows them is not enough: it takes one listener and 16 rulesets at most for a process, those counted
/// that a container's engine or a service manager has put above.
struct LayerTrial {
    /// Whether a process can have mounts of its own.
    let ownMounts: Bool
    /// Landlock's ABI; 0 where it cannot be taken on.
    let landlock: Int
    let filtering: Filtering

    enum Filtering { case none, filter, listener }

    /// - Parameter mounts: whether own mounts are to be tried.
    /// - Parameter filters: a program that asks a listener, and one that does not; `nil` where none is wanted.
    init(mounts: Bool, filters: (listening: SyscallFilter, plain: SyscallFilter)?) {
        let version = Landlock.version
        var ruleset = Landlock.Attributes(version, holdsTCP: true)
        var trial = linux_trial()
        trial.mounts = mounts ? 1 : 0
        let size = ruleset.size
        ruleset.withPointer { ruleset in
            if version > 0 { (trial.ruleset, trial.ruleset_size) = (ruleset, size) }
            guard linux_audit_architecture != 0, let filters else { return linux_try(&trial) }
            filters.plain.withProgram { plain in
                trial.plain = plain
                filters.listening.withProgram { listening in
                    trial.listening = listening
                    linux_try(&trial)
                }
            }
        }
        ownMounts = mounts && trial.mounts_error == 0
        landlock = trial.ruleset != nil && trial.ruleset_error == 0 ? version : 0
        let isFiltered = trial.plain != nil && trial.plain_error == 0
        filtering = !isFiltered ? .none : trial.listening_error == 0 ? .listener : .filter
    }
}

extension SyscallFilter {
    /// Installs the program for this thread and all it starts; the listener's descriptor, 0, or a negated error number.
    func install() -> Int {
        // SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER
        withProgram { linux_call(Int(__NR_seccomp), 1, needs.listener ? 8 : 0, Int(bitPattern: $0), 0, 0, 0) }
    }

    fileprivate func withProgram<Result>(_ body: (UnsafeMutablePointer<sock_fprog>) -> Result) -> Result {
        program.withUnsafeBufferPointer { buffer in
            var program = sock_fprog(
                len: UInt16(buffer.count),
                filter: UnsafeMutablePointer(mutating: buffer.baseAddress),
            )
            return withUnsafeMutablePointer(to: &program, body)
        }
    }
}
