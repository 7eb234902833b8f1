/// Numbers of things in words.
enum Counted {
    /// "1 image", "2 images".
    static func text(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
}
