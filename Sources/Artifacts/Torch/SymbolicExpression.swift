/// Sizes with symbols in exported programs, as SymPy prints them: `2*Symbol('s77', positive=True, integer=True) + 1`.
///
/// A load evaluates the text as Python, so that what may be called is listed.
enum SymbolicExpression {
    /// The most bytes of an expression.
    static let lengthLimit = 1 << 16

    /// Whether a text is arithmetic with symbols and calls none but SymPy's and PyTorch's own functions of numbers.
    static func isPlain(_ text: String) -> Bool {
        guard text.utf8.count <= lengthLimit else { return false }
        var rest = Array(text.utf8)[...]
        // What may be called stands right before a parenthesis; anything else before one would be called as well.
        var last = Token.none
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: " "):
                rest.removeFirst()
                continue
            case UInt8(ascii: "("):
                guard last == .none || last == .function else { return false }
                last = .none
                rest.removeFirst()
            case UInt8(ascii: ")"):
                last = .value
                rest.removeFirst()
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard last == .none, let end = rest.dropFirst().firstIndex(of: byte),
                    rest[(rest.startIndex + 1)..<end].allSatisfy(\.isWord)
                else { return false }
                rest = rest[(end + 1)...]
                last = .value
            case _ where byte.isDigit:
                guard last == .none else { return false }
                rest = rest.drop { $0.isDigit || $0 == UInt8(ascii: ".") }
                if let next = rest.first, next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
                    rest = rest.dropFirst().drop { $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
                }
                last = .value
            case _ where byte.isWord:
                let word = String(decoding: rest.prefix(while: \.isWord), as: UTF8.self)
                guard last == .none, !word.contains("__"), !keywords.contains(word) else { return false }
                rest = rest.drop(while: \.isWord)
                last = ["not", "and", "or"].contains(word) ? .none : functions.contains(word) ? .function : .value
            case _ where "+-*/%<>=!&|^~,".utf8.contains(byte):
                rest.removeFirst()
                last = .none
            default: return false
            }
            // `and` and `or` may follow a value.
            if last == .value, let operation = word(after: rest), ["and", "or", "not"].contains(operation) {
                last = .none
            }
        }
        return true
    }

    private enum Token { case none, value, function }

    private static func word(after rest: ArraySlice<UInt8>) -> String? {
        let next = rest.drop { $0 == UInt8(ascii: " ") }
        return next.startIndex == rest.startIndex
            ? nil : String(decoding: next.prefix(4).prefix(while: \.isWord), as: UTF8.self)
    }

    private static let keywords: Set<String> = [
        "lambda", "if", "else", "for", "in", "is", "import", "from", "yield", "await", "async", "exec", "print", "del",
        "def", "class", "return", "with", "as", "assert", "raise", "global", "nonlocal", "try", "while",
    ]

    private static let functions: Set<String> = [
        "Symbol", "Integer", "Float", "Rational", "Add", "Mul", "Pow", "Mod", "Max", "Min", "Abs", "And", "Or", "Not",
        "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "Equality", "Unequality", "StrictLessThan", "LessThan",
        "StrictGreaterThan", "GreaterThan", "ITE", "floor", "ceiling", "sign", "sqrt", "exp", "log", "sin", "cos",
        "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "FloorDiv", "ModularIndexing", "Where", "PythonMod",
        "CleanDiv", "CeilToInt", "FloorToInt", "CeilDiv", "LShift", "RShift", "PowByNatural", "FloatPow",
        "FloatTrueDiv", "IntTrueDiv", "IsNonOverlappingAndDenseIndicator", "TruncToFloat", "TruncToInt", "RoundToInt",
        "RoundDecimal", "ToFloat", "Identity", "BitwiseFn_bitwise_and", "BitwiseFn_bitwise_or",
        "BitwiseFn_bitwise_xor", "OpaqueUnaryFn_sqrt", "OpaqueUnaryFn_cos", "OpaqueUnaryFn_cosh", "OpaqueUnaryFn_sin",
        "OpaqueUnaryFn_sinh", "OpaqueUnaryFn_tan", "OpaqueUnaryFn_tanh", "OpaqueUnaryFn_asin", "OpaqueUnaryFn_acos",
        "OpaqueUnaryFn_atan", "OpaqueUnaryFn_exp", "OpaqueUnaryFn_log", "OpaqueUnaryFn_asinh", "OpaqueUnaryFn_log2",
    ]
}
