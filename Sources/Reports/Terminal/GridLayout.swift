import Results

/// A grid's places on a terminal of a given width; it depends on the plan alone, so that nothing moves as cells finish.
struct GridLayout: Sendable {
    private enum Density { case full, short, signs }

    private struct Block: Sendable {
        let section: Int
        let columns: Range<Int>
        let columnWidth: Int
        let density: Density
        /// Where each column starts, with the place after the last one.
        let starts: [Int]
    }

    private static let gap = 2
    private static let widestHeader = 20

    let grid: Grid
    let style: Style
    private let labelWidth: Int
    private let blocks: [Block]

    init(_ grid: Grid, width: Int, style: Style) {
        self.grid = grid
        self.style = style
        let labels = grid.sections.flatMap { $0.rows + $0.axes }
        let widest = labels.map { TextWidth.of(TerminalText.line($0, style)) }.max() ?? 0
        labelWidth = min(widest, max(width / 3, 8))
        let room = max(width - labelWidth, 12)
        var blocks: [Block] = []
        for (index, section) in grid.sections.enumerated() {
            let headers = section.columns.map { TextWidth.of(TerminalText.line($0.values.last ?? "", style)) }
            let header = min(headers.max() ?? 1, Self.widestHeader, room - Self.gap)
            let candidates: [(Density, Int)] = [
                (.full, max(header, CellMark.fullWidth)), (.short, max(header, CellMark.shortWidth)), (.signs, header),
            ]
            let all = 0..<section.columns.count
            for (density, columnWidth) in candidates {
                let starts = Self.starts(section, all, labelWidth, columnWidth)
                let end = (starts.last ?? 0) - Self.gap
                if end <= width || density == .signs {
                    blocks += Self.blocks(section, index, density, columnWidth, labelWidth, width)
                    break
                }
            }
        }
        self.blocks = blocks
    }

    /// The number of lines.
    var height: Int {
        blocks.enumerated().reduce(0) { sum, entry in
            let section = grid.sections[entry.element.section]
            let titled = !section.title.isEmpty
            return sum + (entry.offset > 0 ? 1 : 0) + (titled ? 1 : 0) + section.axes.count + section.rows.count
        }
    }

    /// The grid's lines; `state` gives each cell's state by its id, `frame` the spinner's sign.
    func lines(frame: Int = 0, state: (String) -> CellState) -> [StyledLine] {
        var lines: [StyledLine] = []
        for (index, block) in blocks.enumerated() {
            if index > 0 { lines.append(StyledLine()) }
            let section = grid.sections[block.section]
            if let title = title(section, block) { lines.append(title) }
            for (axis, name) in section.axes.enumerated() { lines.append(header(section, block, axis, name)) }
            for artifact in section.rows {
                var line = label(artifact, .plain)
                for (offset, column) in section.columns[block.columns].enumerated() {
                    guard let cell = grid.cell(artifact, column.environment) else { continue }
                    line.pad(to: block.starts[offset])
                    append(state(cell).mark(style, frame: frame), block, to: &line)
                }
                lines.append(line)
            }
        }
        return lines
    }

    private func append(_ mark: CellMark, _ block: Block, to line: inout StyledLine) {
        let word =
            switch block.density {
            case .full: mark.word
            case .short: mark.short
            case .signs: ""
            }
        line.append(word.isEmpty ? mark.sign : "\(mark.sign) \(word)", mark.ink)
    }

    private func title(_ section: Grid.Section, _ block: Block) -> StyledLine? {
        guard !section.title.isEmpty else { return nil }
        var line = StyledLine(TerminalText.line(section.title, style), .strong)
        if !section.note.isEmpty { line.append("  \(section.note)", .faint) }
        if block.columns.count < section.columns.count {
            let shown = "\(block.columns.lowerBound + 1)-\(block.columns.upperBound) of \(section.columns.count)"
            line.append("  \(shown)", .faint)
        }
        return line
    }

    /// The values of one axis; an outer axis' value stands once, above the columns that share it.
    private func header(_ section: Grid.Section, _ block: Block, _ axis: Int, _ name: String) -> StyledLine {
        var line = label(name, .faint)
        let columns = Array(section.columns[block.columns])
        var offset = 0
        while offset < columns.count {
            var next = offset + 1
            if axis < section.axes.count - 1 {
                while next < columns.count, columns[next].values[...axis] == columns[offset].values[...axis] {
                    next += 1
                }
            }
            line.pad(to: block.starts[offset])
            let room = block.starts[next - 1] + block.columnWidth - block.starts[offset]
            let value = TerminalText.line(columns[offset].values[axis], style)
            line.append(TerminalText.truncated(value, to: room, style), .strong)
            offset = next
        }
        return line
    }

    private func label(_ text: String, _ ink: Ink) -> StyledLine {
        StyledLine(TerminalText.truncated(TerminalText.line(text, style), to: labelWidth, style), ink)
    }

    /// A section's columns in as many blocks as its width asks for.
    private static func blocks(
        _ section: Grid.Section,
        _ index: Int,
        _ density: Density,
        _ columnWidth: Int,
        _ label: Int,
        _ width: Int,
    ) -> [Block] {
        var blocks: [Block] = []
        var first = 0
        while first < section.columns.count {
            var last = section.columns.count
            var starts = starts(section, first..<last, label, columnWidth)
            while last > first + 1, starts[last - first] - gap > width { last -= 1 }
            starts = Array(starts[...(last - first)])
            blocks.append(
                Block(
                    section: index,
                    columns: first..<last,
                    columnWidth: columnWidth,
                    density: density,
                    starts: starts,
                )
            )
            first = last
        }
        return blocks
    }

    /// Where columns start; a wider gap parts the groups of an outer axis.
    private static func starts(
        _ section: Grid.Section,
        _ columns: Range<Int>,
        _ label: Int,
        _ columnWidth: Int,
    ) -> [Int] {
        var starts: [Int] = []
        var place = label + gap
        var previous: ArraySlice<String>?
        for column in section.columns[columns] {
            let outer = column.values.dropLast()
            if let previous, previous != outer { place += gap }
            previous = outer
            starts.append(place)
            place += columnWidth + gap
        }
        return starts + [place]
    }
}
