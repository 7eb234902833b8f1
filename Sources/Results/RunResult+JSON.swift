public import JSON

/// The JSON form of a run, `results.json`, schema 1.
///
/// One object; keys in kebab case as in the matrix; absent optionals are left out; times are seconds:
///
/// ```
/// {"schema": 1, "id", "matrix", "file", "version", "started", "finished", "seconds", "interrupted",
///  "host": {"system", "architecture", "cores", "memory"},
///  "environments": [{"id", "name", "kind", "axes": {AXIS: VALUE}, "python", "interpreter",
///                    "packages": {NAME: VERSION}, "reused", "provision-seconds", "import-seconds",
///                    "failure", "failure-log", "advisory", "sandbox": {"layers": [], "missing": []}}],
///  "cells": [{"id", "artifact", "environment", "verdict", "observed", "reason", "stage",
///             "checks": {NAME: {"status", "seconds", "detail"}}, "format", "route", "call", "surroundings": {NAME: TEXT}, "advisory", "compared",
///             "maximum-difference", "warnings": [{"category", "message", "count"}],
///             "refused": [{"deed", "target", "stage"}],
///             "failure": {"type", "message", "traceback", "inference"},
///             "mismatch": {"output", "inference", "index": [], "got", "want", "summary"},
///             "inference-seconds": [], "seconds", "peak-memory", "output-digest",
///             "standard-output", "standard-error", "attachments": []}]}
/// ```
///
/// Readers ignore keys that they don't know; a change that an old reader would misread raises `schema`.
/// Infinite and undefined numbers, which JSON lacks, are the strings `inf`, `-inf` and `nan`.
extension RunResult {
    /// The `schema` that this version writes, and the newest that it reads.
    public static let schema = 1

    /// The whole run as one value; `writeJSON(to:)` writes the same without holding it.
    public var json: JSONValue {
        var object = header
        object.append("environments", .array(environments.map(\.json)))
        object.append("cells", .array(cells.map(\.json)))
        return .object(object)
    }

    /// Writes the run as UTF-8 JSON, one line for each environment and each cell, in pieces of about 64 KiB.
    ///
    /// No more than one cell's text is held at a time, whatever the length of the logs.
    public func writeJSON<Failure>(to write: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.pieceSize * 2)
        buffer.append(contentsOf: "{\n".utf8)
        for (key, value) in header.members {
            JSONValue.string(key).write(to: &buffer, pretty: false)
            buffer.append(contentsOf: ": ".utf8)
            value.write(to: &buffer, pretty: false)
            buffer.append(contentsOf: ",\n".utf8)
        }
        buffer.append(contentsOf: "\"environments\": [".utf8)
        for (index, environment) in environments.enumerated() {
            buffer.append(contentsOf: (index == 0 ? "\n  " : ",\n  ").utf8)
            environment.json.write(to: &buffer, pretty: false)
            try Self.drain(&buffer, to: write)
        }
        buffer.append(contentsOf: "\n],\n\"cells\": [".utf8)
        for (index, cell) in cells.enumerated() {
            buffer.append(contentsOf: (index == 0 ? "\n  " : ",\n  ").utf8)
            cell.json.write(to: &buffer, pretty: false)
            try Self.drain(&buffer, to: write)
        }
        buffer.append(contentsOf: "\n]\n}\n".utf8)
        try write(buffer)
    }

    private static let pieceSize = 65_536

    private static func drain<Failure>(
        _ buffer: inout [UInt8],
        to write: ([UInt8]) throws(Failure) -> Void,
    ) throws(Failure) {
        guard buffer.count >= pieceSize else { return }
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private var header: JSONObject {
        JSONObject([
            ("schema", .int(Int64(Self.schema))),
            ("id", .string(id)),
            ("matrix", .string(matrix)),
            ("file", .string(file)),
            ("version", .string(version)),
            ("started", .string(started)),
            ("finished", .string(finished)),
            ("seconds", .double(seconds)),
            ("interrupted", .bool(interrupted)),
            (
                "host",
                .object(
                    JSONObject([
                        ("system", .string(host.system)),
                        ("architecture", .string(host.architecture)),
                        ("cores", .int(Int64(host.cores))),
                        ("memory", .int(Int64(host.memory))),
                    ])
                )
            ),
        ])
    }
}

extension EnvironmentResult {
    var json: JSONValue {
        var object = JSONObject([
            ("id", .string(id)),
            ("name", .string(name)),
            ("kind", .string(kind)),
            ("axes", .object(JSONObject(axes.map { ($0.axis, .string($0.value)) }))),
        ])
        object.append("python", optional: python)
        object.append("interpreter", optional: interpreter)
        if let image { object.append("image", image.json) }
        object.append("packages", .object(JSONObject(packages.map { ($0.name, .string($0.version)) })))
        object.append("reused", .bool(reused))
        object.append("provision-seconds", .double(provisionSeconds))
        object.append("import-seconds", .double(importSeconds))
        object.append("failure", optional: failure)
        object.append("failure-log", optional: failureLog)
        object.append("advisory", .bool(advisory))
        if let sandbox {
            object.append(
                "sandbox",
                .object(
                    JSONObject([
                        ("layers", .array(sandbox.layers.map(JSONValue.string))),
                        ("missing", .array(sandbox.missing.map(JSONValue.string))),
                    ])
                ))
        }
        return .object(object)
    }
}

extension ImageRecord {
    var json: JSONValue {
        var object = JSONObject([("name", .string(name)), ("id", .string(id))])
        object.append("digest", optional: digest)
        object.append("platform", .string(platform))
        object.append("engine", .string(engine))
        return .object(object)
    }
}

extension CellResult {
    var json: JSONValue {
        var object = JSONObject([
            ("id", .string(cell)),
            ("artifact", .string(artifact)),
            ("environment", .string(environment)),
            ("verdict", .string(verdict.rawValue)),
            ("observed", .string(observed.rawValue)),
            ("reason", .string(reason)),
        ])
        object.append("stage", optional: stage?.rawValue)
        object.append("checks", .object(JSONObject(checks.map { ($0.name.rawValue, $0.json) })))
        object.append("format", optional: format)
        object.append("route", optional: route)
        object.append("call", optional: call)
        if !surroundings.isEmpty {
            let members = surroundings.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
            object.append("surroundings", .object(JSONObject(members)))
        }
        object.append("advisory", .bool(advisory))
        object.append("compared", .bool(compared))
        if let maximumDifference { object.append("maximum-difference", .double(maximumDifference)) }
        object.append("warnings", .array(warnings.map(\.json)))
        if !refused.isEmpty { object.append("refused", .array(refused.map(\.json))) }
        if let failure { object.append("failure", failure.json) }
        if let mismatch { object.append("mismatch", mismatch.json) }
        object.append("inference-seconds", .array(inferenceSeconds.map(JSONValue.double)))
        object.append("seconds", .double(seconds))
        if let peakMemory { object.append("peak-memory", .int(Int64(peakMemory))) }
        object.append("output-digest", optional: outputDigest)
        object.append("standard-output", .string(standardOutput))
        object.append("standard-error", .string(standardError))
        object.append("attachments", .array(attachments.map(JSONValue.string)))
        return .object(object)
    }
}

extension Check {
    var json: JSONValue {
        var object = JSONObject([("status", .string(status.rawValue))])
        if seconds != 0 { object.append("seconds", .double(seconds)) }
        if !detail.isEmpty { object.append("detail", .string(detail)) }
        return .object(object)
    }
}

extension WarningCount {
    var json: JSONValue {
        .object(
            JSONObject([
                ("category", .string(category)), ("message", .string(message)), ("count", .int(Int64(count))),
            ])
        )
    }
}

extension RefusedAttempt {
    var json: JSONValue {
        .object(
            JSONObject([("deed", .string(deed)), ("target", .string(target)), ("stage", .string(stage.rawValue))])
        )
    }
}

extension FailureDetail {
    var json: JSONValue {
        var object = JSONObject([
            ("type", .string(type)), ("message", .string(message)), ("traceback", .string(traceback)),
        ])
        if let inference { object.append("inference", .int(Int64(inference))) }
        return .object(object)
    }
}

extension Mismatch {
    var json: JSONValue {
        .object(
            JSONObject([
                ("output", .string(output)),
                ("inference", .int(Int64(inference))),
                ("index", .array(index.map { .int(Int64($0)) })),
                ("got", .string(got)),
                ("want", .string(want)),
                ("summary", .string(summary)),
            ])
        )
    }
}

extension JSONObject {
    fileprivate mutating func append(_ key: String, optional value: String?) {
        if let value { append(key, .string(value)) }
    }
}
