import JSON

/// The members of a JSON object with its place in the document, read with errors that name both.
struct Fields {
    let object: JSONObject
    let place: Place

    init(_ value: JSONValue, place: Place) throws(ResultsError) {
        guard case .object(let object) = value else {
            throw ResultsError(place: place.text, message: "expected an object, found \(value.kind)")
        }
        self.object = object
        self.place = place
    }

    var members: [(key: String, value: JSONValue)] { object.members }

    func string(_ key: String) throws(ResultsError) -> String { try require(key, try optionalString(key)) }
    func int(_ key: String) throws(ResultsError) -> Int { try require(key, try optionalInt(key)) }
    func double(_ key: String) throws(ResultsError) -> Double { try require(key, try optionalDouble(key)) }
    func fields(_ key: String) throws(ResultsError) -> Fields { try require(key, try optionalFields(key)) }

    func choice<Choice>(_ key: String) throws(ResultsError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable { try require(key, try optionalChoice(key)) }

    func optionalString(_ key: String) throws(ResultsError) -> String? {
        try optional(key, "a string") { $0.string }
    }

    func optionalBool(_ key: String) throws(ResultsError) -> Bool? { try optional(key, "a boolean") { $0.bool } }
    func optionalInt(_ key: String) throws(ResultsError) -> Int? { try optional(key, "an integer") { $0.int } }
    func optionalDouble(_ key: String) throws(ResultsError) -> Double? { try optional(key, "a number", Self.number) }

    func optionalFields(_ key: String) throws(ResultsError) -> Fields? {
        guard let value = object[key], value != .null else { return nil }
        return try Fields(value, place: place.key(key))
    }

    func optionalChoice<Choice>(_ key: String) throws(ResultsError) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let name = try optionalString(key) else { return nil }
        guard let choice = Choice(rawValue: name) else {
            throw Fields(object: object, place: place.key(key)).unknown(Choice.self, name)
        }
        return choice
    }

    func array(_ key: String) throws(ResultsError) -> [Fields] {
        var fields: [Fields] = []
        for (index, value) in try values(key).enumerated() {
            fields.append(try Fields(value, place: place.key(key).index(index)))
        }
        return fields
    }

    func strings(_ key: String) throws(ResultsError) -> [String] { try list(key, "a string") { $0.string } }
    func ints(_ key: String) throws(ResultsError) -> [Int] { try list(key, "an integer") { $0.int } }
    func doubles(_ key: String) throws(ResultsError) -> [Double] { try list(key, "a number", Self.number) }

    /// An object of strings, in its order; an absent one is empty.
    func pairs(_ key: String) throws(ResultsError) -> [(name: String, value: String)] {
        guard let inner = try optionalFields(key) else { return [] }
        var pairs: [(name: String, value: String)] = []
        for (name, _) in inner.members { pairs.append((name: name, value: try inner.string(name))) }
        return pairs
    }

    func unknown<Choice>(_: Choice.Type, _ name: String) -> ResultsError
    where Choice: RawRepresentable<String> & CaseIterable {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return ResultsError(place: place.text, message: "'\(name)' is none of \(names)")
    }

    private init(object: JSONObject, place: Place) {
        self.object = object
        self.place = place
    }

    /// A number, or one of the strings that stand for what JSON lacks.
    private static func number(_ value: JSONValue) -> Double? {
        if let number = value.double { return number }
        guard let text = value.string, text == "inf" || text == "-inf" || text == "nan" else { return nil }
        return Double(text)
    }

    private func require<Value>(_ key: String, _ value: Value?) throws(ResultsError) -> Value {
        guard let value else { throw ResultsError(place: place.text, message: "the key '\(key)' is missing") }
        return value
    }

    private func optional<Value>(
        _ key: String,
        _ kind: String,
        _ read: (JSONValue) -> Value?,
    ) throws(ResultsError) -> Value? {
        guard let value = object[key], value != .null else { return nil }
        guard let result = read(value) else {
            throw ResultsError(place: place.key(key).text, message: "expected \(kind), found \(value.kind)")
        }
        return result
    }

    private func values(_ key: String) throws(ResultsError) -> [JSONValue] {
        try optional(key, "an array") { $0.array } ?? []
    }

    private func list<Value>(
        _ key: String,
        _ kind: String,
        _ read: (JSONValue) -> Value?,
    ) throws(ResultsError) -> [Value] {
        var list: [Value] = []
        for (index, value) in try values(key).enumerated() {
            guard let element = read(value) else {
                let place = place.key(key).index(index).text
                throw ResultsError(place: place, message: "expected \(kind), found \(value.kind)")
            }
            list.append(element)
        }
        return list
    }
}

/// A path into a JSON document; its text is only made when an error needs it.
struct Place {
    private enum Step {
        case key(String)
        case index(Int)
    }

    private var steps: [Step] = []

    func key(_ name: String) -> Place { adding(.key(name)) }
    func index(_ number: Int) -> Place { adding(.index(number)) }

    /// `cells[12].checks.load`.
    var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let number): text += "[\(number)]"
            }
        }
        return text
    }

    private func adding(_ step: Step) -> Place {
        var place = self
        place.steps.append(step)
        return place
    }
}
