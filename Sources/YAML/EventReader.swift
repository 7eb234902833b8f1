import CLibYAML

/// libyaml's events as Swift values, read from a text held in memory.
final class EventReader {
    struct Event {
        enum Kind {
            case streamStart, streamEnd, documentStart, documentEnd
            case alias(String)
            case scalar(YAMLScalar)
            case sequenceStart, sequenceEnd
            case mappingStart, mappingEnd
        }

        var kind: Kind
        var anchor: String?
        /// The explicit tag, spelled out; `nil` where the text has none.
        var tag: String?
        var mark: Mark
    }

    private let text: ArraySlice<UInt8>
    private let storage: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        storage = .allocate(capacity: max(text.count, 1))
        _ = storage.initialize(from: text)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, storage.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        storage.deallocate()
    }

    /// The next event; not to be called after `streamEnd`.
    func next() throws(YAMLProblem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        let mark = Mark(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, mark: mark)
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, mark: mark)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, mark: mark)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, mark: mark)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias(Self.string(event.data.alias.anchor) ?? ""), mark: mark)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let style: YAMLScalar.Style = scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
            return Event(
                kind: .scalar(YAMLScalar(String(decoding: bytes, as: UTF8.self), style: style)),
                anchor: Self.string(scalar.anchor),
                tag: Self.string(scalar.tag),
                mark: mark,
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Event(
                kind: .sequenceStart,
                anchor: Self.string(start.anchor),
                tag: Self.string(start.tag),
                mark: mark,
            )
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, mark: mark)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Event(
                kind: .mappingStart,
                anchor: Self.string(start.anchor),
                tag: Self.string(start.tag),
                mark: mark,
            )
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, mark: mark)
        default: return Event(kind: .streamEnd, mark: mark)
        }
    }

    /// libyaml's own account of what stopped it, in plain words.
    private func problem() -> YAMLProblem {
        let state = parser.pointee
        guard let pointer = state.problem else {
            return YAMLProblem("the text cannot be read (out of memory)", mark: Mark(state.mark))
        }
        let text = String(cString: pointer)
        if state.error == YAML_READER_ERROR {
            let offset = self.text.startIndex + Int(clamping: state.problem_offset)
            let code = state.problem_value >= 0 ? " (U+\(Self.hexadecimal(state.problem_value)))" : ""
            return YAMLProblem(Wording.plain(text, detail: code), mark: Encoding.mark(of: offset, in: self.text))
        }
        if state.error == YAML_SCANNER_ERROR, isTab(at: state.problem_mark) {
            return YAMLProblem("a tab cannot indent here; use spaces", mark: Mark(state.problem_mark))
        }
        var message = Wording.plain(text)
        if let context = state.context {
            let place = Mark(state.context_mark)
            let here = Mark(state.problem_mark)
            let from =
                place.line == here.line && place.column == here.column
                ? "" : " that starts at \(place.line):\(place.column)"
            message = "\(String(cString: context))\(from): \(message)"
        }
        return YAMLProblem(message, mark: Mark(state.problem_mark))
    }

    /// Whether a tab stands at a mark before anything else on its line.
    private func isTab(at mark: yaml_mark_t) -> Bool {
        let lines = text.split(separator: 0x0A, maxSplits: Int(mark.line) + 1, omittingEmptySubsequences: false)
        guard mark.line < lines.count else { return false }
        let indentation = lines[Int(mark.line)].prefix { $0 == 0x20 || $0 == 0x09 }
        return Int(mark.column) < indentation.count && indentation.dropFirst(Int(mark.column)).first == 0x09
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func hexadecimal(_ value: Int32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension Mark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
