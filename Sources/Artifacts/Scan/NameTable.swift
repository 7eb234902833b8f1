/// What the objects of one framework name when they are pickled, as `Scripts/allow-lists` saw it in real releases.
struct NameTable: Sendable {
    /// The framework's name for people.
    let framework: String
    /// The releases that were asked, oldest first, with spaces between; empty for a list made by hand.
    let versions: String
    /// A line for each use, span of releases and module: `make 0-8 sklearn.svm._classes LinearSVC SVC`.
    let rows: StaticString

    static let all: [NameTable] = [
        .handWritten, .python, .joblib, .numpy, .scipy, .pandas, .scikitLearn, .imbalancedLearn, .categoryEncoders,
        .xgboost, .lightGBM, .catBoost, .torch, .torchvision,
    ]

    /// What a load may do with a name; each permits the ones before it as well.
    enum Use: Int, Sendable, Comparable {
        /// Look it up and hold on to it: functions and types that objects refer to.
        case name
        /// Make an empty object of the class, whose state follows, without a constructor that sees arguments.
        case make
        /// Call the class with arguments.
        case call
        /// Call the function, which makes objects of what it is given.
        case construct

        init?(_ word: Substring) {
            switch word {
            case "name": self = .name
            case "make": self = .make
            case "call": self = .call
            case "construct": self = .construct
            default: return nil
            }
        }

        static func < (left: Use, right: Use) -> Bool { left.rawValue < right.rawValue }
    }

    /// A permitted name.
    struct Entry: Sendable {
        let use: Use
        /// The index of the table in `all`.
        let table: Int
        /// The first and the last release that it was seen in, as indices.
        let releases: ClosedRange<Int>
    }

    /// Hands over every row's parts.
    func forEach(_ body: (_ use: Use, _ releases: ClosedRange<Int>, _ module: String, _ name: Substring) -> Void) {
        let text = rows.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        for row in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = Substring(row).split(separator: " ")
            guard parts.count > 3, let use = Use(parts[0]) else { continue }
            let span = parts[1].split(separator: "-").compactMap { Int($0) }
            guard let first = span.first, let last = span.last, first <= last else { continue }
            let module = String(parts[2])
            for name in parts.dropFirst(3) { body(use, first...last, module, name) }
        }
    }
}
