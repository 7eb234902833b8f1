import Glibc
import Matrix

/// As whom artifacts run in containers.
struct ContainerUser: Sendable, Hashable {
    /// `USER` or `USER:GROUP`, names or numbers.
    let name: String
    /// Whether a rootless engine is asked to give us the same id inside as outside.
    let keepsIdentity: Bool
    /// Whether that user is ourselves, seen from outside.
    let isOurs: Bool

    /// Whom the matrix names; else ourselves, so that what cells write is ours, or nobody in particular where we are root.
    init(_ settings: ContainerSettings, of engine: EngineFacts) {
        let own = getuid()
        name = settings.user ?? (own == 0 ? "65534:65534" : "\(own):\(getgid())")
        keepsIdentity = engine.isRootless && engine.isPodman && own != 0
        let person = name.split(separator: ":").first.map(String.init) ?? ""
        // Below a rootless engine only we ourselves are who we are: root inside, or the same where the engine keeps ids.
        if engine.isRootless, !keepsIdentity {
            isOurs = person == "0" || person == "root"
        } else {
            isOurs = person == "\(own)" || (own == 0 && person == "root")
        }
    }
}
