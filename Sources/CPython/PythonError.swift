/// A Python exception, read out whole so that nothing of the interpreter is kept alive.
public struct PythonError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The exception's class, qualified unless a builtin: `AttributeError`, `sklearn.exceptions.NotFittedError`.
    public let type: String
    /// `str(exception)`.
    public let message: String
    /// The traceback as the `traceback` module formats it, causes included.
    public let traceback: String
    /// For an ImportError: the module that could not be imported, where the exception names it.
    public let module: String?
    /// The builtin classes among its bases that callers tell apart.
    public let kind: Kind

    public enum Kind: Sendable, Hashable {
        case attribute, moduleNotFound, importing, memory, other
    }

    public init(type: String, message: String, traceback: String = "", module: String? = nil, kind: Kind = .other) {
        self.type = type
        self.message = message
        self.traceback = traceback
        self.module = module
        self.kind = kind
    }

    public var description: String { message.isEmpty ? type : "\(type): \(message)" }
}

extension Python {
    /// The most bytes of a message or traceback that are kept; the middle of longer ones is left out.
    static let textLimit = 64 << 10

    /// Takes the pending exception from the interpreter.
    func takeError() -> PythonError {
        guard let exception = takeException() else {
            return PythonError(type: "SystemError", message: "a call failed without an exception")
        }
        return describe(exception)
    }

    private func takeException() -> PythonObject? {
        if let raised = api.raisedException { return raised().map { PythonObject(owning: $0, in: self) } }
        var type: Reference?
        var value: Reference?
        var trace: Reference?
        api.fetch(&type, &value, &trace)
        api.normalize(&type, &value, &trace)
        defer {
            api.decrement(type)
            api.decrement(trace)
        }
        guard let value else { return nil }
        if let trace { _ = api.setTraceback(value, trace) }
        return PythonObject(owning: value, in: self)
    }

    /// Reads an exception that Python code may have made hostile: each part that fails is replaced, never propagated.
    private func describe(_ exception: PythonObject) -> PythonError {
        func isInstance(_ name: String) -> Bool {
            (try? exception.isInstance(of: builtin(name))) ?? false
        }
        let kind: PythonError.Kind =
            if isInstance("ModuleNotFoundError") {
                .moduleNotFound
            } else if isInstance("ImportError") {
                .importing
            } else if isInstance("MemoryError") {
                .memory
            } else if isInstance("AttributeError") {
                .attribute
            } else {
                .other
            }
        var module: String?
        if kind == .moduleNotFound || kind == .importing, let name = try? exception.attribute("name"), !name.isNone {
            module = try? name.text()
        }
        return PythonError(
            type: exception.typeName,
            message: Self.bounded((try? exception.text()) ?? "(the message could not be read)"),
            traceback: Self.bounded((try? format(exception)) ?? ""),
            module: module,
            kind: kind,
        )
    }

    private func format(_ exception: PythonObject) throws(PythonError) -> String {
        let lines = try importModule("traceback").attribute("format_exception").call([
            try exception.type(), exception, try exception.attribute("__traceback__"),
        ])
        var text = ""
        for line in try lines.elements() { text += try line.text() }
        return text
    }

    static func bounded(_ text: String) -> String {
        guard text.utf8.count > textLimit else { return text }
        let half = textLimit / 2
        let left = text.utf8.count - textLimit
        return String(decoding: text.utf8.prefix(half), as: UTF8.self) + "\n… \(left) bytes left out …\n"
            + String(decoding: text.utf8.suffix(half), as: UTF8.self)
    }
}
