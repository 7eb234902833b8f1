/// How an artifact runs through a C library that a package ships, without an interpreter.
public struct NativeRoute: Sendable, Hashable {
    /// Where packages keep the library: a folder below site-packages and a glob for the name, any of them will do.
    public var libraries: [String]
    /// The values of the matrix' `call` that the library serves, beside none at all; `nil` for any.
    public var calls: [String]?

    public init(libraries: [String], calls: [String]? = nil) {
        self.libraries = libraries
        self.calls = calls
    }

    /// Whether the library serves a matrix' `call`.
    public func serves(call: String?) -> Bool {
        guard let calls, let call else { return true }
        return calls.contains(call)
    }
}
