/// Names for the files of one inference's outputs: `0003-predict_proba.npy`.
struct OutputFileNames {
    private let prefix: String
    private var used: Set<String> = []

    init(inference: Int) {
        let digits = String(inference)
        prefix = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// A name of letters, digits, `.`, `_` and `-` that no other output of this inference has.
    mutating func next(for output: String) -> String {
        let safe = output.utf8.prefix(80).map { byte -> Character in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                Character(Unicode.Scalar(byte))
            default: "_"
            }
        }
        var name = "\(prefix)-\(String(safe))"
        var copy = 2
        while !used.insert(name).inserted {
            name = "\(prefix)-\(String(safe))-\(copy)"
            copy += 1
        }
        return name + ".npy"
    }
}
