/// What exported programs check of their inputs, as Python that a load compiles: `L['x'].size()[0] <= 9`.
///
/// Source: `torch/export/_unlift.py`, and `torch/utils/_sympy/printers.py` for the arithmetic.
enum GuardExpression {
    /// Whether a text only compares inputs by their sizes and values, and calls none but functions of numbers.
    static func isPlain(_ text: String) -> Bool {
        guard text.utf8.count <= SymbolicExpression.lengthLimit else { return false }
        var rest = Array(text.utf8)[...]
        var last = Token.none
        while let byte = rest.first {
            if byte == UInt8(ascii: " ") {
                rest.removeFirst()
                continue
            }
            guard let token = next(&rest, byte, after: last) else { return false }
            last = token
        }
        return last == .value
    }

    private enum Token { case none, value, function }

    /// Passes over a token that may follow the last one; `nil` where it may not.
    private static func next(_ rest: inout ArraySlice<UInt8>, _ byte: UInt8, after last: Token) -> Token? {
        switch byte {
        case UInt8(ascii: "("):
            guard last != .value else { return nil }
            rest.removeFirst()
            return Token.none
        case _ where last == .function: return nil
        case UInt8(ascii: ")"):
            rest.removeFirst()
            return .value
        case UInt8(ascii: "'"): return last == .none && takeText(&rest) ? .value : nil
        case UInt8(ascii: "["): return last == .value && takeIndex(&rest) ? .value : nil
        case UInt8(ascii: "."):
            rest.removeFirst()
            let word = takeWord(&rest)
            guard last == .value, let first = word.first, first.isLetter else { return nil }
            return methods.contains(word) ? .function : .value
        case _ where byte.isDigit:
            guard last == .none else { return nil }
            rest = rest.drop { $0.isDigit || $0 == UInt8(ascii: ".") }
            if let next = rest.first, next == UInt8(ascii: "e") {
                rest = rest.dropFirst().drop { $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
            }
            return .value
        case _ where byte.isWord: return word(&rest, after: last)
        case _ where "+-*/%<>=!&|^~,".utf8.contains(byte):
            rest.removeFirst()
            return Token.none
        default: return nil
        }
    }

    private static func word(_ rest: inout ArraySlice<UInt8>, after last: Token) -> Token? {
        let word = takeWord(&rest)
        if ["and", "or", "if", "else"].contains(word) { return last == .value ? Token.none : nil }
        guard last == .none else { return nil }
        if word == "not" { return Token.none }
        if ["L", "True", "False", "None", "inf"].contains(word) { return .value }
        if functions.contains(word) { return .function }
        guard word == "math" || word == "torch", rest.first == UInt8(ascii: ".") else { return nil }
        rest.removeFirst()
        let name = takeWord(&rest)
        if word == "torch" { return name.hasPrefix("sym_") || name.hasPrefix("_sym_") ? .function : nil }
        return constants.contains(name) ? .value : mathematics.contains(name) ? .function : nil
    }

    private static func takeWord(_ rest: inout ArraySlice<UInt8>) -> String {
        let word = rest.prefix(while: \.isWord)
        rest = rest[word.endIndex...]
        return String(decoding: word, as: UTF8.self)
    }

    /// A text in single quotes, without anything that could end it early, also within one in double quotes.
    private static func takeText(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "'")) else { return false }
        let text = rest[(rest.startIndex + 1)..<end]
        rest = rest[(end + 1)...]
        return text.allSatisfy { !$0.isControl && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    /// `[0]` or `['x']`
    private static func takeIndex(_ rest: inout ArraySlice<UInt8>) -> Bool {
        rest.removeFirst()
        if rest.first == UInt8(ascii: "'") {
            guard takeText(&rest) else { return false }
        } else {
            rest = rest.drop(while: \.isDigit)
        }
        return rest.popFirst() == UInt8(ascii: "]")
    }

    private static let methods: Set<String> = ["size", "stride", "storage_offset", "item", "dim", "numel"]
    private static let functions: Set<String> = [
        "max", "min", "abs", "round", "int", "float", "bool", "IsNonOverlappingAndDenseIndicator",
        "cast_symbool_to_symint_guardless",
    ]
    private static let constants: Set<String> = ["inf", "nan", "pi", "e"]
    private static let mathematics: Set<String> = [
        "ceil", "floor", "trunc", "sqrt", "isnan", "isinf", "exp", "log", "log2", "pow", "fabs", "sin", "cos", "tan",
        "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    ]
}
