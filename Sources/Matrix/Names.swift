/// Which texts may be names of what.
enum Names {
    /// Names of artifacts and environments, which become parts of cell ids and of file names.
    static func isEntry(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-"), bytes.count <= 100 else {
            return false
        }
        return bytes.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    /// Environment variables' names.
    static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }

    /// Python identifiers of ASCII letters, digits and '_'.
    static func isPython(_ name: String) -> Bool { isVariable(name) }

    /// Package names by PEP 508, extras in brackets included.
    static func isPackage(_ name: String) -> Bool {
        var bare = name.utf8[...]
        if bare.last == UInt8(ascii: "]"), let bracket = bare.firstIndex(of: UInt8(ascii: "[")) {
            let extras = bare[bare.index(after: bracket)...].dropLast()
            let parts = extras.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard parts.allSatisfy(isIdentifier) else { return false }
            bare = bare[..<bracket]
        }
        return isIdentifier(bare)
    }

    /// A package's name as PEP 503 compares names, without extras: `Scikit_Learn` is `scikit-learn`.
    static func normalized(_ package: String) -> String {
        var result = ""
        var separated = false
        for scalar in package.lowercased().unicodeScalars {
            if scalar == "[" { break }
            if scalar == "-" || scalar == "_" || scalar == "." {
                separated = true
                continue
            }
            if separated, !result.isEmpty { result += "-" }
            separated = false
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func isIdentifier(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return bytes.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
