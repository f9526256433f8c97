import ToolRouterFormats

/// A line for a terminal or a file, in which nothing but its own colours drives a terminal.
package struct StyledLine: Sendable {
    /// How a stretch looks.
    package enum Style: Sendable {
        case plain, strong, faint, removed, added

        /// The parameters of its escape sequence (ECMA-48, SGR); blanks are seen by their background.
        fileprivate func escape(isBlank: Bool) -> String {
            switch self {
            case .plain: ""
            case .strong: "1"
            case .faint: "2"
            case .removed: isBlank ? "41" : "31"
            case .added: isBlank ? "42" : "32"
            }
        }
    }

    private var spans: [(style: Style, text: String)] = []

    package init() {}

    package init(_ text: String, _ style: Style = .plain) { append(text, style) }

    /// Adds text, with all that is invisible or could drive a terminal made visible; it has no line breaks.
    package mutating func append(_ text: some StringProtocol, _ style: Style = .plain) {
        let visible = Excerpt.visible(text)
        if !visible.isEmpty { spans.append((style, visible)) }
    }

    /// Adds a stretch of one side of a difference: with colours by its colour, else in `[-…-]` or `{+…+}`.
    package mutating func append(_ text: some StringProtocol, _ style: Style, marked: Bool) {
        guard marked, !text.isEmpty else { return append(text, style) }
        switch style {
        case .removed: append("[-\(text)-]", style)
        case .added: append("{+\(text)+}", style)
        default: append(text, style)
        }
    }

    /// Adds all of another line.
    package mutating func append(contentsOf line: StyledLine) { spans += line.spans }

    /// The columns it takes.
    package var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// Its text without colours.
    package var plain: String { spans.map(\.text).joined() }

    /// Its text for a terminal that shows colours.
    package var coloured: String {
        spans.map { span in
            let escape = span.style.escape(isBlank: span.text.allSatisfy { $0 == " " })
            return escape.isEmpty ? span.text : "\u{1B}[\(escape)m\(span.text)\u{1B}[0m"
        }.joined()
    }

    /// The line in lines of at most `width` columns, those after the first behind `indent` blanks; between words where that
    /// leaves no line much too short.
    package func wrapped(to width: Int?, indent: Int) -> [StyledLine] {
        guard let width, self.width > width, width > indent + 1 else { return [self] }
        var lines: [StyledLine] = []
        var line: [Letter] = []
        var columns = 0
        for letter in spans.flatMap({ span in span.text.unicodeScalars.map { Letter(scalar: $0, style: span.style) } })
        {
            if columns + letter.columns > width {
                let start = lines.isEmpty ? 0 : indent
                let lastBlank = line.lastIndex { $0.scalar == " " } ?? 0
                let isShort = 3 * (lastBlank - start) < width - start
                let end = letter.isPlainBlank || isShort ? line.count : lastBlank + 1
                lines.append(StyledLine(line[..<end]))
                line = Array(repeating: Letter(scalar: " ", style: .plain), count: indent) + line[end...]
                columns = line.reduce(0) { $0 + $1.columns }
                // The end of a line stands for the blank between two words.
                if letter.isPlainBlank { continue }
            }
            line.append(letter)
            columns += letter.columns
        }
        return lines + [StyledLine(line[...])]
    }

    /// One scalar as it looks.
    private struct Letter {
        let scalar: Unicode.Scalar
        let style: Style
        var columns: Int { DisplayWidth.of(scalar) }
        var isPlainBlank: Bool { scalar == " " && style == .plain }
    }

    private init(_ letters: ArraySlice<Letter>) {
        for letter in letters {
            if spans.last?.style != letter.style { spans.append((letter.style, "")) }
            spans[spans.count - 1].text.unicodeScalars.append(letter.scalar)
        }
    }

    /// The line cut to `width` columns.
    package func cut(to width: Int?) -> StyledLine {
        guard let width, self.width > width else { return self }
        var line = StyledLine()
        var room = width
        for span in spans where room > 0 {
            let columns = DisplayWidth.of(span.text)
            line.append(columns > room ? DisplayWidth.cut(span.text, to: room) : span.text, span.style)
            room -= columns
        }
        return line
    }
}
