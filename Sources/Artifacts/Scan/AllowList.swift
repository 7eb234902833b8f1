/// The globals of one framework that models are known to be made of.
///
/// What is not here is refused. Each list is data in a file of its own under `AllowLists`.
struct AllowList: Sendable {
    /// The framework's name for people.
    var name: String
    /// Packages below which class-like names are permitted: `sklearn` permits `sklearn.svm._classes.SVC`.
    var packages: [String] = []
    /// Module prefixes below `packages` that are not permitted all the same.
    var excludedModules: [String] = []
    /// Class-like names that modules of the packages import from elsewhere, so that they are not the framework's own.
    var foreignNames: Set<String> = []
    /// Dotted names that may be looked up and called.
    var callable: Set<String> = []
    /// Dotted names that may be looked up but not called while loading: functions that models hold on to.
    var referable: Set<String> = []

    static let all: [AllowList] = [.standardLibrary, .numpy, .scipy, .scikitLearn, .joblib, .boosters]

    enum Permission: Sendable { case refused, reference, call }

    /// What the lists permit for a global.
    static func permission(module: String, name: String, in lists: [AllowList] = all) -> Permission {
        guard isPath(module), isIdentifier(name) else { return .refused }
        var best = Permission.refused
        for list in lists {
            switch list.permission(module: module, name: name) {
            case .call: return .call
            case .reference: best = .reference
            case .refused: break
            }
        }
        return best
    }

    func permission(module: String, name: String) -> Permission {
        let dotted = "\(module).\(name)"
        if callable.contains(dotted) { return .call }
        if referable.contains(dotted) { return .reference }
        guard Self.isClassLike(name), !foreignNames.contains(name) else { return .refused }
        guard packages.contains(where: { module.isBelow($0) }) else { return .refused }
        if excludedModules.contains(where: { module.isBelow($0) }) { return .refused }
        if module.split(separator: ".").contains(where: { $0 == "tests" || $0 == "conftest" || $0.hasPrefix("__") }) {
            return .refused
        }
        return .call
    }

    /// ASCII identifiers with dots between.
    private static func isPath(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isIdentifier($0) }
    }

    private static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
    }

    /// `SVC`, `_BinMapper`: a capital after at most one underscore; constants such as `DEFAULT_TIMEOUT` are none.
    static func isClassLike(_ name: String) -> Bool {
        let bare = name.utf8.first == UInt8(ascii: "_") ? name.dropFirst() : Substring(name)
        guard let first = bare.utf8.first, (0x41...0x5A).contains(first) else { return false }
        return !bare.utf8.contains(UInt8(ascii: "_")) || bare.utf8.contains { (0x61...0x7A).contains($0) }
    }
}

extension String {
    /// Whether a dotted module path is `package` or lies in it.
    func isBelow(_ package: String) -> Bool {
        self == package || (hasPrefix(package) && utf8.dropFirst(package.utf8.count).first == UInt8(ascii: "."))
    }
}
