/// Guesses at what a misspelt name was meant to be.
enum Spelling {
    /// The nearest candidate by edit distance, if it is near enough to be a slip; the first of equals.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().utf8)
        // One slip in a short word, one more for every four letters.
        let allowed = 1 + letters.count / 4
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8)
            let limit = min(allowed, (best?.distance ?? .max) - 1)
            guard limit >= 0, abs(other.count - letters.count) <= limit else { continue }
            let distance = distance(letters, other)
            if distance <= limit, distance < max(letters.count, other.count) { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// `; did you mean 'X'?`, or what there is: `; known: a, b`, or nothing where the list is long or empty.
    static func advice(for word: String, among candidates: [String]) -> String {
        if let guess = nearest(to: word, among: candidates) { return "; did you mean '\(guess)'?" }
        guard !candidates.isEmpty, candidates.count <= 12 else { return "" }
        return "; known: \(candidates.joined(separator: ", "))"
    }

    /// Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(
                    previous[column + 1] + 1,
                    current[column] + 1,
                    previous[column] + (letter == other ? 0 : 1),
                )
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
