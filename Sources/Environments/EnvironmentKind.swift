public import Matrix

/// A way to make environments: `workdir`, `venv`, `container`. One file in `Kinds`, one line in `KindRegistry`.
public protocol EnvironmentKind: Sendable {
    /// The name that a matrix' `kind:` gives.
    static var name: String { get }

    init()

    /// Makes the environment, or takes one from the store. Safe to call at the same time for any number of targets.
    ///
    /// A cancelled task kills the installer's process group and throws `ProvisionError.Code.cancelled`.
    func provision(
        _ target: TargetEnvironment,
        context: ProvisionContext,
    ) async throws(ProvisionError) -> ProvisionedEnvironment
}

/// The kinds there are.
public struct KindRegistry: Sendable {
    private let kinds: [String: any EnvironmentKind]

    public init(_ kinds: [any EnvironmentKind.Type] = Self.all) {
        self.kinds = Dictionary(kinds.map { ($0.name, $0.init()) }) { first, _ in first }
    }

    public static let all: [any EnvironmentKind.Type] = [
        WorkdirKind.self,
        VenvKind.self,
        ContainerKind.self,
    ]

    public var names: [String] { kinds.keys.sorted() }

    /// Makes the environment with the kind that it names.
    public func provision(
        _ target: TargetEnvironment,
        context: ProvisionContext,
    ) async throws(ProvisionError) -> ProvisionedEnvironment {
        guard let kind = kinds[target.kind] else {
            throw ProvisionError(
                .other, "there is no environment kind '\(target.kind)'",
                remedy: "use \(names.joined(separator: " or "))",
            )
        }
        return try await kind.provision(target, context: context)
    }
}
