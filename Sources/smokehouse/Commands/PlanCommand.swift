import ArgumentParser
import Environments
import JSON
import Matrix
import Reports
import Results

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the cells of matrices without running them.",
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @OptionGroup var input: MatrixArguments
    @OptionGroup var selection: SelectionOptions

    @Option(help: "How the cells are written.")
    var format = Format.table

    func run() throws {
        let plans = try MatrixLoading.plans(input.matrices).map { try selection.applied(to: $0) }
        switch format {
        case .table:
            let isTerminal = TerminalOutput.isTerminal(1)
            let style = Style(environment: ProcessVariables.current, isTerminal: isTerminal)
            for plan in plans {
                let table = PlanTable(
                    RunOutline(plan), width: isTerminal ? TerminalOutput(descriptor: 1).size.width : 200, style: style)
                for line in table.lines { Terminal.standardOutput(line) }
            }
        case .json:
            let documents = plans.map(PlanDocument.json)
            let document = documents.count == 1 ? documents[0] : .array(documents)
            Terminal.standardOutput(document.serialized(pretty: true))
        }
    }
}

/// A plan as JSON: `schema`, the matrix, and each cell with what it runs in.
enum PlanDocument {
    static func json(_ plan: Plan) -> JSONValue {
        [
            "schema": 1,
            "matrix": .string(plan.name),
            "file": .string(plan.file),
            "environments": .array(plan.environments.map(environment)),
            "cells": .array(plan.cells.map { cell($0, plan) }),
        ]
    }

    private static func environment(_ target: TargetEnvironment) -> JSONValue {
        [
            "id": .string(target.id),
            "name": .string(target.name),
            "kind": .string(target.kind),
            "python": .string(target.python),
            "axes": .object(JSONObject(target.axes.map { ($0.axis, .string($0.value)) })),
            "packages": .array(target.packages.map(JSONValue.string)),
            "installer": .string(target.installer.rawValue),
            "advisory": .bool(target.advisory),
        ]
    }

    private static func cell(_ cell: Cell, _ plan: Plan) -> JSONValue {
        var object: JSONObject = [
            "id": .string(cell.id),
            "artifact": .string(plan.artifact(of: cell).name),
            "environment": .string(plan.environment(of: cell).id),
            "inferences": JSONValue(cell.settings.inferences),
        ]
        if let reason = cell.skipped { object["skipped"] = .string(reason) }
        if let expectation = cell.expectation { object["expect"] = .string(expectation.verdict) }
        if let baseline = cell.baseline { object["baseline"] = .string(baseline) }
        return .object(object)
    }
}
