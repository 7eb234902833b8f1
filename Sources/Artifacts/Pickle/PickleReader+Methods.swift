/// Attributes by which meta-estimators say which method of an estimator they call: any object may stand for one.
extension PickleReader {
    mutating func makeList() throws(PickleError) -> PickleValue {
        guard lists.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        try spend(MemoryLayout<PickleList>.stride)
        lists.append(PickleList())
        return .list(Int32(lists.count - 1))
    }

    /// Notes what is put into a list; of one that names no methods nothing more is asked.
    mutating func noteElements(_ elements: ArraySlice<PickleValue>, of list: PickleValue) {
        for element in elements {
            guard case .list(let index) = list, lists[Int(index)].namesMethods else { return }
            noteElement(element, of: list)
        }
    }

    mutating func noteElement(_ element: PickleValue, of list: PickleValue) {
        guard case .list(let index) = list, lists[Int(index)].namesMethods, !isMethod(element) else { return }
        lists[Int(index)].namesMethods = false
        if lists[Int(index)].isCalled { find(.namedMethod("a list of methods")) }
    }

    /// Notes an attribute of the kind.
    mutating func noteMethod(_ key: PickleText, _ value: PickleValue) {
        // Names of this length only, or of that of their escapes.
        let isPlain = key.encoding == .utf8 || key.encoding == .latin1
        guard key.length >= 12, key.length <= (isPlain ? 16 : 160) else { return }
        guard MethodName.keys.contains(text(key)) else { return }
        var isFit = isMethod(value)
        switch value {
        case .list(let index):
            lists[Int(index)].isCalled = true
            isFit = lists[Int(index)].namesMethods
        // Nobody combines more estimators than these, and one tuple may be there many times.
        case .tuple: if let members = members(value), members.count <= 64 { isFit = areMethods(members) }
        default: break
        }
        if !isFit { find(.namedMethod(text(key))) }
    }

    private func areMethods(_ values: ArraySlice<PickleValue>) -> Bool {
        for value in values where !isMethod(value) { return false }
        return true
    }

    private func isMethod(_ value: PickleValue) -> Bool {
        switch value {
        case .none: true
        case .text(let name): name.length <= 180 && MethodName.predicting.contains(text(name))
        default: false
        }
    }
}

/// Methods of estimators, by which attributes of others say what to call.
enum MethodName {
    /// Attributes of scikit-learn's stacking, chains, thresholds and scorers.
    static let keys: Set<String> = [
        "stack_method", "stack_method_", "chain_method", "chain_method_", "response_method", "_response_method",
    ]

    static let predicting: Set<String> = [
        "auto", "predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "score",
    ]
}
