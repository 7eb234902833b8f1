/// Attributes by which meta-estimators say which method of an estimator they call: any object may stand for one.
extension PickleReader {
    mutating func makeList() throws(PickleError) -> PickleValue {
        guard lists.count < Self.valueLimit else { throw fault(.tooLarge(limit: Self.valueLimit)) }
        try spend(MemoryLayout<PickleList>.stride)
        lists.append(PickleList())
        return .list(Int32(lists.count - 1))
    }

    /// Notes what is put into a list.
    mutating func noteElements(_ elements: ArraySlice<PickleValue>, of list: PickleValue) {
        guard case .list(let index) = list, lists[Int(index)].namesMethods else { return }
        guard !elements.allSatisfy(isMethod) else { return }
        lists[Int(index)].namesMethods = false
        if lists[Int(index)].isCalled { find(.namedMethod("a list of methods")) }
    }

    /// Notes an attribute of the kind.
    mutating func noteMethod(_ key: PickleText, _ value: PickleValue) {
        guard Self.methodKeys.contains(where: { matches(key, $0) }) else { return }
        var isFit = isMethod(value)
        switch value {
        case .list(let index):
            lists[Int(index)].isCalled = true
            isFit = lists[Int(index)].namesMethods
        case .tuple: isFit = members(value)?.allSatisfy(isMethod) ?? false
        default: break
        }
        if !isFit { find(.namedMethod(text(key))) }
    }

    private func isMethod(_ value: PickleValue) -> Bool {
        switch value {
        case .none: true
        case .text(let text): Self.methods.contains { matches(text, $0) }
        default: false
        }
    }

    /// Of scikit-learn's stacking, chains, thresholds and scorers.
    static let methodKeys: [StaticString] = [
        "stack_method", "stack_method_", "chain_method", "chain_method_", "response_method", "_response_method",
    ]

    static let methods: [StaticString] = [
        "auto", "predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "score",
    ]
}
