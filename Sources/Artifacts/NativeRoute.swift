public import JSON

/// How an artifact runs through a C library that a package ships, without an interpreter.
public struct NativeRoute: Sendable, Hashable {
    /// Where packages keep the library: a folder below site-packages and a glob for the name, any of them will do.
    public var libraries: [String]
    /// The values of the matrix' `call` that the library serves, beside none at all; `nil` for any.
    public var calls: [String]?
    /// The keys of the matrix' `load` that need an interpreter.
    public var hostedOptions: [String]

    public init(libraries: [String], calls: [String]? = nil, hostedOptions: [String] = []) {
        self.libraries = libraries
        self.calls = calls
        self.hostedOptions = hostedOptions
    }

    /// Whether the library serves a matrix' `call` and `load`.
    public func serves(call: String?, load: JSONObject) -> Bool {
        guard hostedOptions.allSatisfy({ load[$0] == nil }) else { return false }
        guard let calls, let call else { return true }
        return calls.contains(call)
    }
}
