import Glibc

/// A terminal that a block of lines is redrawn on in place, with cursor movement alone (ECMA-48).
public struct TerminalOutput: Sendable {
    /// What makes a terminal usable again after a view that did not end: the cursor shown, colours off.
    ///
    /// For signal handlers, which may `write` these bytes.
    public static let restoration: StaticString = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?25h"

    private let descriptor: Int32
    private var shown: [String] = []
    private var shownWidths: [Int] = []
    private var isHidden = false

    public init(descriptor: Int32 = 2) { self.descriptor = descriptor }

    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns and rows now (TIOCGWINSZ); 80 by 24 where the terminal doesn't say.
    public var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Redraws the block; lines that did not change are not written again.
    mutating func draw(_ lines: [StyledLine], style: Style, width: Int) {
        let texts = lines.map { $0.text(style) }
        let widths = lines.map(\.width)
        guard texts != shown || !isHidden else { return }
        // A terminal that became narrower has broken the old lines up: all of them are drawn anew.
        let rows = shownWidths.reduce(0) { $0 + max(($1 + width - 1) / max(width, 1), 1) }
        let reflowed = rows != shown.count
        var output = "\u{1B}[?2026h"
        if !isHidden { output += "\u{1B}[?25l" }
        output += up(rows)
        for (index, text) in texts.enumerated() {
            if !reflowed, index < shown.count, shown[index] == text {
                output += "\n"
            } else {
                output += "\u{1B}[2K\(text)\n"
            }
        }
        output += "\u{1B}[J\u{1B}[?2026l"
        write(output)
        shown = texts
        shownWidths = widths
        isHidden = true
    }

    /// Puts lines in the block's place for good and shows the cursor again.
    mutating func finish(_ lines: [String], width: Int) {
        let rows = shownWidths.reduce(0) { $0 + max(($1 + width - 1) / max(width, 1), 1) }
        var output = up(rows) + "\u{1B}[J"
        for line in lines { output += "\(line)\n" }
        if isHidden { output += "\u{1B}[?25h" }
        write(output)
        shown = []
        shownWidths = []
        isHidden = false
    }

    /// Writes text as it is.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                if count < 0, errno == EINTR { continue }
                // A terminal that has gone away takes nothing more; the run goes on all the same.
                guard count > 0 else { return }
                offset += count
            }
        }
    }

    private func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)F" : "\r" }
}
