import ArgumentParser
import Environments
import JSON
import Orchestrator

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what works here and what to install: interpreters, uv, engines, sandbox, GPUs.",
    )

    @Flag(help: "Print the facts as JSON.")
    var json = false

    func run() async throws {
        let report = await Doctor().examine()
        let loader: Result<LoaderLocation, LoaderMissing>
        do throws(LoaderMissing) {
            loader = .success(try LoaderLocation.find(environment: ProcessVariables.current))
        } catch {
            loader = .failure(error)
        }
        var sandbox: SandboxTrial?
        if case .success(let location) = loader {
            sandbox = await SandboxTrial.run(loader: location.executable, variables: ProcessVariables.current)
        }
        if json {
            Terminal.standardOutput(DoctorDocument.json(report, loader, sandbox).serialized(pretty: true))
        } else {
            for line in DoctorDocument.lines(report, loader, sandbox) { Terminal.standardOutput(line) }
        }
        // Without an interpreter or the loader nothing can run at all.
        if report.interpreters.isEmpty { throw ExitCode(1) }
        if case .failure = loader { throw ExitCode(1) }
    }
}

/// The doctor's facts as text for a person and as JSON.
enum DoctorDocument {
    static func lines(
        _ report: DoctorReport,
        _ loader: Result<LoaderLocation, LoaderMissing>,
        _ sandbox: SandboxTrial?,
    ) -> [String] {
        var lines: [String] = []
        func add(_ what: String, _ found: String) {
            lines.append(what.padded(to: 14) + found)
        }
        for (index, interpreter) in report.interpreters.enumerated() {
            add(index == 0 ? "python" : "", "\(interpreter.version.padded(to: 9))\(interpreter.path)")
        }
        if report.interpreters.isEmpty { add("python", "none") }
        add("uv", report.uv.map { "\(($0.version ?? "?").padded(to: 9))\($0.path)" } ?? "not installed")
        switch loader {
        case .success(let location): add("loader", location.library)
        case .failure: add("loader", "missing")
        }
        add("containers", report.containers)
        let layers = sandbox?.layers ?? []
        add("sandbox", layers.isEmpty ? "none" : layers.joined(separator: ", "))
        add("resources", "memory is held by \(sandbox?.resources ?? "nothing")")
        add("gpu", report.gpus.isEmpty ? "none" : report.gpus.joined(separator: "; "))
        let free = report.cache.free.map { ", \(ByteCount.text($0)) free" } ?? ""
        let size = ByteCount.text(report.cache.bytes)
        add("cache", "\(report.cache.path): \(Counted.text(report.cache.environments, "environment")), \(size)\(free)")
        var advice = report.advice + (sandbox?.advice ?? [])
        if case .failure(let missing) = loader { advice.append("\(missing)") }
        return lines + advice.map { "! \($0)" }
    }

    static func json(
        _ report: DoctorReport,
        _ loader: Result<LoaderLocation, LoaderMissing>,
        _ sandbox: SandboxTrial?,
    ) -> JSONValue {
        func tool(_ tool: DoctorReport.Tool?) -> JSONValue {
            tool.map { ["path": .string($0.path), "version": JSONValue($0.version)] } ?? .null
        }
        return [
            "python": .array(
                report.interpreters.map { ["version": .string($0.version), "path": .string($0.path)] }
            ),
            "uv": tool(report.uv),
            "loader": JSONValue((try? loader.get())?.library),
            "engines": .array(
                report.engines.map {
                    ["name": .string($0.name), "path": .string($0.path), "socket": JSONValue($0.socket)]
                }
            ),
            "containers": .string(report.containers),
            "sandbox": [
                "bubblewrap": JSONValue(report.sandbox.bubblewrap),
                "user-namespaces": .bool(report.sandbox.userNamespaces),
                "layers": .array((sandbox?.layers ?? []).map(JSONValue.string)),
                "missing": .array((sandbox?.missing ?? []).map(JSONValue.string)),
                "resources": JSONValue(sandbox?.resources),
            ],
            "gpus": .array(report.gpus.map(JSONValue.string)),
            "cache": [
                "path": .string(report.cache.path),
                "environments": JSONValue(report.cache.environments),
                "bytes": JSONValue(report.cache.bytes),
                "free": JSONValue(report.cache.free),
            ],
            "advice": .array((report.advice + (sandbox?.advice ?? [])).map(JSONValue.string)),
        ]
    }
}

extension String {
    /// The text with spaces up to a width; one space at least.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}

/// Sizes for people: `1.2 GiB`.
enum ByteCount {
    static func text(_ bytes: Int) -> String {
        var value = Double(bytes)
        var unit = 0
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(units[unit])"
    }

    /// Reads `7d`, `12h`, `30m`, `90s` as seconds; `nil` for anything else.
    static func seconds(_ text: String) -> Int? {
        guard let unit = text.last, let number = Int(text.dropLast()), number >= 0 else { return nil }
        switch unit {
        case "d": return number * 86_400
        case "h": return number * 3_600
        case "m": return number * 60
        case "s": return number
        default: return nil
        }
    }
}
