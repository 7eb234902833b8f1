/// The names that files may make a load look up, make and call. What is not here is refused.
struct AllowList: Sendable {
    private let modules: [String: [String: NameTable.Entry]]

    /// What all frameworks' tables permit, read at the first use.
    static let known = AllowList(NameTable.all)

    init(_ tables: [NameTable]) {
        var modules: [String: [String: NameTable.Entry]] = [:]
        for (index, table) in tables.enumerated() {
            table.forEach { use, releases, module, name in
                let entry = NameTable.Entry(use: use, table: index, releases: releases)
                let name = String(name)
                if let known = modules[module]?[name], known.use >= use { return }
                modules[module, default: [:]][name] = entry
            }
        }
        self.modules = modules
    }

    /// What a load may do with a name; `nil` where nothing is known of it.
    func use(module: String, name: String) -> NameTable.Use? { entry(module, name)?.use }

    /// All names of the lists are ASCII; another that Swift takes for one of them is none.
    private func entry(_ module: String, _ name: String) -> NameTable.Entry? {
        module.isASCII && name.isASCII ? modules[module]?[name] : nil
    }

    /// The framework and the releases that a name was seen in: `scikit-learn 1.0.2–1.7.2`.
    func origin(module: String, name: String) -> String? {
        guard let entry = entry(module, name) else { return nil }
        let table = NameTable.all[entry.table]
        let versions = table.versions.split(separator: " ")
        guard versions.indices.contains(entry.releases.upperBound) else { return table.framework }
        let (first, last) = (versions[entry.releases.lowerBound], versions[entry.releases.upperBound])
        return first == last ? "\(table.framework) \(first)" : "\(table.framework) \(first)–\(last)"
    }

    /// How many names there are.
    var count: Int { modules.values.reduce(0) { $0 + $1.count } }

    /// Every permitted name, in no order.
    var names: [(module: String, name: String, use: NameTable.Use)] {
        modules.flatMap { module, names in names.map { (module, $0.key, $0.value.use) } }
    }
}

extension String {
    /// Whether a dotted module path is `package` or lies in it.
    func isBelow(_ package: String) -> Bool {
        self == package || (hasPrefix(package) && utf8.dropFirst(package.utf8.count).first == UInt8(ascii: "."))
    }
}
