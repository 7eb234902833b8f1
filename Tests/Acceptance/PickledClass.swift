import Files

/// A model that a test writes itself: a module with one class and a pickle of an instance of it.
struct PickledClass {
    let name: String
    /// The body of `predict(self, rows)`, one statement a line.
    let predict: String

    /// Writes `NAME.py` and `NAME.pkl` into a place; `variables: {PYTHONPATH: …}` must name its folder.
    func write(to place: Workplace) throws {
        let body = predict.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
        try place.write(
            "import os, sys, time\nclass Model:\n    def predict(self, rows):\n\(body)\n", to: "\(name).py")
        // MARK, INST, STOP of protocol 0 (pickletools): calls the class without arguments.
        try place.write("(i\(name)\nModel\n.", to: "\(name).pkl")
    }
}
