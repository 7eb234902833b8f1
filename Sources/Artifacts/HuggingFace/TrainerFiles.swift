import Files

/// What transformers' Trainer leaves beside a model, to go on from: no from_pretrained reads it.
enum TrainerFiles {
    /// Beside the model, or in one of the Trainer's own folders.
    static func contains(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last, isName(String(name)) else { return false }
        return parts.count == 1 || parts.count == 2 && isNumbered(parts[0], after: "checkpoint-", before: "")
    }

    static func isName(_ name: String) -> Bool {
        ["training_args.bin", "optimizer.pt", "scheduler.pt", "scaler.pt", "rng_state.pth"].contains(name)
            || isNumbered(Substring(name), after: "rng_state_", before: ".pth")
    }

    private static func isNumbered(_ text: Substring, after start: String, before end: String) -> Bool {
        guard text.hasPrefix(start), text.hasSuffix(end) else { return false }
        let digits = text.dropFirst(start.count).dropLast(end.count)
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
