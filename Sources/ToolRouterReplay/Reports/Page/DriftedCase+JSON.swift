import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension Drift {
    /// Writes the drift for the page: golden and now with what differs between them word by word and cell by cell.
    ///
    /// - Parameters:
    ///   - start: when the first request of the run arrived.
    ///   - results: the rows of both sides.
    func writeCase(to writer: inout JSONWriter, isFailing: Bool, from start: Timestamp?, _ results: DriftResults) {
        writer.object { line in
            line.listed(self, isFailing: isFailing, from: start)
            if let placement = sql?.placement { line.member("sql_placement", placement.rawValue) }
            if sql?.placement == .different, sql?.hasSameReads == true { line.member("same_reads", true) }
            if let recordingMiss { line.member("recording_miss", recordingMiss) }
            for (name, record) in [("golden", expected), ("now", actual)] {
                guard let record else { continue }
                line.key(name)
                record.write(to: &line)
            }
            if let expected, let actual {
                if let before = expected.sql, let now = actual.sql, !before.hasSameBytes(as: now) {
                    line.words("sql_words", WordDiff(from: before, to: now))
                }
                if !expected.hasSameArguments(as: actual) {
                    line.words(
                        "argument_words", WordDiff(from: expected.arguments ?? "", to: actual.arguments ?? ""))
                }
                line.member(
                    "trail",
                    array: { list in
                        for (left, right) in TrailsBeside.aligned(expected.trail, actual.trail) {
                            list.array { step in
                                for side in [left, right] { if let side { step.string(side) } else { step.null() } }
                            }
                        }
                    })
            }
            if let table = results.table(of: self) {
                line.table(table)
            } else if let kept = results.kept(of: self) {
                line.rows(kept)
            } else {
                line.key("notes")
                line.array(results.hint(about: self))
            }
        }
    }

    /// Writes it as one that there is no room for: as the list shows it.
    func writeListed(to writer: inout JSONWriter, isFailing: Bool, from start: Timestamp?) {
        writer.object { line in
            line.listed(self, isFailing: isFailing, from: start)
            line.member("is_cut", true)
        }
    }
}

extension JSONWriter {
    /// The longest question in the list, in Unicode scalars.
    private static let longestQuestion = 300

    fileprivate mutating func listed(_ drift: Drift, isFailing: Bool, from start: Timestamp?) {
        member("id", drift.id.text)
        if let at = drift.at, let start { member("at_us", (at - start).wholeMicroseconds) }
        member("failing", isFailing)
        key("kinds")
        array(drift.kinds.map(\.rawValue))
        member("stage", drift.stage?.rawValue)
        if let group = drift.group { member("group", group) }
        member("headline", drift.headline)
        if let question = drift.question { member("question", Excerpt.cut(question, to: Self.longestQuestion)) }
    }

    /// Stretches of text, each with `=`, `-` or `+`.
    mutating func words(_ name: String, _ diff: WordDiff) {
        member(
            name,
            array: { list in
                for piece in diff.pieces {
                    list.array { item in
                        switch piece {
                        case .same(let text):
                            item.string("=")
                            item.string(text)
                        case .removed(let text):
                            item.string("-")
                            item.string(text)
                        case .added(let text):
                            item.string("+")
                            item.string(text)
                        }
                    }
                }
            })
    }

    fileprivate mutating func table(_ table: TableDiff) {
        member(
            "rows",
            object: { rows in
                rows.key("before")
                rows.array(table.columnsBefore)
                rows.key("now")
                rows.array(table.columnsNow)
                rows.member(
                    "lines",
                    array: { list in
                        for row in table.rows { list.row(row) }
                    })
            })
        key("notes")
        array(table.notes)
    }

    /// A row as its sign, its cells, and for a changed one the cells of now and the places of those that differ.
    private mutating func row(_ row: TableDiff.Row) {
        array { line in
            switch row {
            case .same(let cells):
                line.string("=")
                line.array(cells)
            case .removed(let cells):
                line.string("-")
                line.array(cells)
            case .added(let cells):
                line.string("+")
                line.array(cells)
            case .changed(let before, let now, let places):
                line.string("~")
                line.array(before)
                line.array(now)
                line.array { list in
                    for place in places { list.integer(place) }
                }
            }
        }
    }

    /// The rows of one result, all the same to the reader.
    fileprivate mutating func rows(_ kept: KeptResult) {
        member(
            "rows",
            object: { rows in
                rows.key("before")
                rows.array([])
                rows.key("now")
                rows.array(kept.columns)
                rows.member(
                    "lines",
                    array: { list in
                        for row in kept.rows { list.row(.same(row)) }
                    })
            })
        key("notes")
        array(kept.isWhole ? [] : ["the first \(kept.rows.count) of \(kept.rowCount) rows"])
    }
}
