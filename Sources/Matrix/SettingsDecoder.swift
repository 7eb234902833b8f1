import Tensors
import YAML

/// Reads the settings that `defaults`, environments and artifacts share.
struct SettingsDecoder {
    let scope: Scope

    func settings(_ reader: MappingReader) -> Settings {
        var settings = Settings()
        settings.inferences = reader["inferences"].flatMap {
            scope.integer($0, "'inferences'", minimum: 1, maximum: 1_000_000)
        }
        settings.batch = reader["batch"].flatMap(batch)
        settings.tolerance = reader["tolerance"].flatMap(tolerance)
        settings.timeout = reader["timeout"].flatMap(timeout)
        settings.isolation = reader["isolation"]
            .flatMap { scope.choice($0, "'isolation'", Isolation.allCases.map(\.rawValue)) }
            .flatMap(Isolation.init)
        settings.network = reader["network"]
            .flatMap { scope.choice($0, "'network'", Network.allCases.map(\.rawValue)) }
            .flatMap(Network.init)
        settings.resources = reader["resources"].flatMap(resources)
        return settings
    }

    private func batch(_ node: YAMLNode) -> Batch? {
        if node.scalar?.text == "stacked" { return .stacked }
        guard case .int(let rows)? = node.scalar?.number, rows >= 1 else {
            return scope.wrong(node, "'batch'", "a whole number of rows of at least 1, or 'stacked'")
        }
        return .rows(Int(rows))
    }

    private func tolerance(_ node: YAMLNode) -> Tolerance? {
        guard let reader = MappingReader(node, KeyTables.tolerance, label: "'tolerance'", scope: scope) else {
            return nil
        }
        guard reader.has("rtol") || reader.has("atol") else {
            scope.report("'tolerance' needs 'rtol', 'atol' or both", at: node.mark)
            return nil
        }
        let rtol = reader["rtol"].map { scope.number($0, "'rtol'", minimum: 0) } ?? 0
        let atol = reader["atol"].map { scope.number($0, "'atol'", minimum: 0) } ?? 0
        guard let rtol, let atol else { return nil }
        return Tolerance(rtol: rtol, atol: atol)
    }

    private func timeout(_ node: YAMLNode) -> Timeouts? {
        guard let reader = MappingReader(node, KeyTables.timeout, label: "'timeout'", scope: scope) else { return nil }
        return Timeouts(
            provision: reader["provision"].flatMap { scope.duration($0, "'provision'") },
            load: reader["load"].flatMap { scope.duration($0, "'load'") },
            inference: reader["inference"].flatMap { scope.duration($0, "'inference'") },
        )
    }

    private func resources(_ node: YAMLNode) -> Resources? {
        guard let reader = MappingReader(node, KeyTables.resources, label: "'resources'", scope: scope) else {
            return nil
        }
        var resources = Resources()
        if let value = reader["memory"], let bytes = scope.size(value, "'memory'") {
            // Below this engines refuse to start anything at all.
            if bytes < 6 << 20 {
                scope.report("'memory' must be at least 6MiB", at: value.mark)
            } else {
                resources.memory = bytes
            }
        }
        if let value = reader["cpus"], let cpus = scope.number(value, "'cpus'", minimum: 0) {
            if cpus < 0.01 {
                scope.report("'cpus' must be more than \(cpus == 0 ? "0" : "0.01")", at: value.mark)
            } else {
                resources.cpus = cpus
            }
        }
        resources.pids = reader["pids"].flatMap { scope.integer($0, "'pids'", minimum: 1) }
        return resources
    }
}
