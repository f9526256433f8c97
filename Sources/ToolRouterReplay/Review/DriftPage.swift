import ToolRouter
import ToolRouterFormats

/// How pages of drifts look.
package struct PageLook: Sendable {
    /// Whether differences are told by colours; else by `[-…-]` and `{+…+}`.
    package let hasColours: Bool
    /// The columns of a line; nil where lines may be as long as they are.
    package let width: Int?

    package init(hasColours: Bool, width: Int?) {
        self.hasColours = hasColours
        self.width = width
    }

    /// How a line is printed.
    package func text(_ line: StyledLine) -> String { hasColours ? line.coloured : line.plain }
}

/// All that a person needs to judge one drift: the question, what differs in words, cells and steps.
package struct DriftPage: Sendable {
    /// The most lines of a statement, after wrapping.
    private static let mostLines = 40
    /// The most steps of a trail beside the golden's.
    private static let mostSteps = 40
    private static let titleWidth = 10

    private let look: PageLook
    /// The lines.
    package private(set) var lines: [StyledLine] = []

    package init(_ drift: Drift, results: DriftResults, look: PageLook) {
        self.look = look
        if let question = drift.question { field("question", StyledLine(question)) }
        guard let before = drift.expected, let now = drift.actual else {
            for line in drift.lines(with: results) { add(StyledLine(line)) }
            return
        }
        for (name, left, right) in Self.fields(before, now) { change(name, left, right) }
        text("sql", before.sql, now.sql)
        if before.hasSameArguments(as: now) {
            if drift.kinds.contains(.result) { text("arguments", now.arguments, now.arguments) }
        } else {
            text("arguments", before.arguments, now.arguments)
        }
        rows(drift, results)
        if before.trail != now.trail {
            let steps = TrailsBeside.lines(golden: before.trail, now: now.trail)
            for step in steps.prefix(Self.mostSteps) {
                lines.append(StyledLine("  " + step, step.hasPrefix(" ") ? .faint : .plain).cut(to: look.width))
            }
            if steps.count > Self.mostSteps { add(StyledLine("… and \(steps.count - Self.mostSteps) steps more")) }
        }
        if let miss = drift.recordingMiss { field("recording", StyledLine(miss)) }
    }

    /// The fields of an answer that are words, then what it cost.
    private static func fields(
        _ before: AnswerRecord, _ now: AnswerRecord
    ) -> [(name: String, before: String?, now: String?)] {
        [
            ("outcome", before.outcome, now.outcome), ("tool", before.tool?.text, now.tool?.text),
            ("code", before.code?.rawValue, now.code?.rawValue),
            ("source", before.source?.rawValue, now.source?.rawValue),
            ("degraded", before.degraded?.rawValue, now.degraded?.rawValue),
            ("tokens", before.bill.usage.words, now.bill.usage.words),
            ("cost_usd", before.bill.cost.words, now.bill.cost.words),
            ("latency", milliseconds(before.latencyMicroseconds), milliseconds(now.latencyMicroseconds)),
        ]
    }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let thousandths = String(microseconds % 1_000)
        return "\(microseconds / 1_000).\(String(repeating: "0", count: 3 - thousandths.count))\(thousandths) ms"
    }

    /// A field that both sides have: once where it is the same and worth reading, else from what to what.
    private mutating func change(_ name: String, _ before: String?, _ now: String?) {
        guard before != now else { return }
        var line = StyledLine()
        line.append(before ?? "none", .removed, marked: !look.hasColours)
        line.append(" → ")
        line.append(now ?? "none", .added, marked: !look.hasColours)
        field(name, line)
    }

    /// A statement or arguments, with what changed word by word.
    private mutating func text(_ name: String, _ before: String?, _ now: String?) {
        guard before != nil || now != nil else { return }
        guard let before, let now else { return change(name, before, now) }
        var texts = [StyledLine()]
        for piece in WordDiff(from: before, to: now).pieces {
            let (text, style): (String, StyledLine.Style) =
                switch piece {
                case .same(let text): (text, .plain)
                case .removed(let text): (text, .removed)
                case .added(let text): (text, .added)
                }
            let parts = text.split(omittingEmptySubsequences: false) { $0.isNewline }
            for (number, part) in parts.enumerated() {
                if number > 0 { texts.append(StyledLine()) }
                texts[texts.count - 1].append(part, style, marked: !look.hasColours)
            }
            // A line break alone is a change that nobody would see.
            if style != .plain, parts.allSatisfy(\.isEmpty) {
                texts[texts.count - 1].append("⏎", style, marked: !look.hasColours)
            }
        }
        let indent = Self.titleWidth + 3
        let wrapped = texts.flatMap { $0.wrapped(to: look.width.map { $0 - indent }, indent: 0) }
        for (number, line) in wrapped.prefix(Self.mostLines).enumerated() {
            lines.append(titled(number == 0 ? name : "", line))
        }
        if wrapped.count > Self.mostLines {
            lines.append(titled("", StyledLine("… and \(wrapped.count - Self.mostLines) lines more", .faint)))
        }
    }

    private mutating func rows(_ drift: Drift, _ results: DriftResults) {
        guard let table = results.table(of: drift) else {
            for line in results.hint(about: drift) { add(StyledLine(line)) }
            return
        }
        lines += TablePage(table, look: look).lines
    }

    private mutating func field(_ name: String, _ value: StyledLine) {
        lines += titled(name, value).wrapped(to: look.width, indent: Self.titleWidth + 3)
    }

    private func titled(_ name: String, _ value: StyledLine) -> StyledLine {
        var line = StyledLine()
        line.append("  " + name + String(repeating: " ", count: max(0, Self.titleWidth - name.count)) + " ", .faint)
        line.append(contentsOf: value)
        return line
    }

    private mutating func add(_ line: StyledLine) {
        var indented = StyledLine("  ")
        indented.append(contentsOf: line)
        lines += indented.wrapped(to: look.width, indent: 4)
    }
}
