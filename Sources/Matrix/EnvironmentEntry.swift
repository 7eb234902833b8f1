import YAML

/// An entry of `environments` before values are chosen on its axes.
struct EnvironmentEntry: Sendable {
    /// The environment without axes, packages and, where it is an axis, without its interpreter.
    var template: TargetEnvironment
    var mark: Mark
    /// The interpreter and the packages, in the order of the matrix.
    var slots: [Slot]
    /// Globs over artifact names; `nil` lets all in.
    var only: [Pattern]?
    var settings: Settings

    /// A glob with its place.
    struct Pattern: Sendable {
        let glob: Glob
        let mark: Mark
    }

    /// Something that has a version in an environment: an axis, or pinned to one value.
    struct Slot: Sendable {
        enum Subject: Sendable { case python, package }

        let subject: Subject
        /// `python` or the package's name as the matrix has it.
        let name: String
        let isAxis: Bool
        let choices: [Choice]
    }

    struct Choice: Sendable {
        /// The text in ids, without white space.
        let text: String
        /// The interpreter, or the requirement's line.
        let value: String
        /// The version that the text names; `nil` for a specifier or a command.
        let version: Version?
    }

    /// How many concrete environments there are; `nil` on overflow.
    var count: Int? {
        var total = 1
        for slot in slots {
            let (product, overflow) = total.multipliedReportingOverflow(by: slot.choices.count)
            if overflow { return nil }
            total = product
        }
        return total
    }

    /// The chosen value's index in each slot for concrete environment number `index`; the last axis runs fastest.
    func selection(_ index: Int) -> [Int] {
        var rest = index
        var selection = [Int](repeating: 0, count: slots.count)
        for position in slots.indices.reversed() {
            let count = slots[position].choices.count
            selection[position] = rest % count
            rest /= count
        }
        return selection
    }

    func concrete(_ selection: [Int]) -> TargetEnvironment {
        var environment = template
        for (slot, chosen) in zip(slots, selection) {
            let choice = slot.choices[chosen]
            if slot.isAxis { environment.axes.append(AxisValue(axis: slot.name, value: choice.text)) }
            switch slot.subject {
            case .python: environment.python = choice.value
            case .package: environment.packages.append(choice.value)
            }
        }
        return environment
    }

    /// The slot of an axis name; package names compare as PEP 503 says.
    func slot(named name: String) -> Int? {
        if name == "python" { return slots.firstIndex { $0.subject == .python } }
        let normal = Names.normalized(name)
        return slots.firstIndex { $0.subject == .package && Names.normalized($0.name) == normal }
    }
}
