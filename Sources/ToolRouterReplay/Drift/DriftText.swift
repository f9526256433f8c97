import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension Drift {
    /// What differs, a line a field, for a person to read; of rows what `results` has kept.
    package func lines(with results: DriftResults) -> [String] {
        guard let expected else {
            guard let actual else { return [] }
            return ["the golden has no such request"] + actual.lines + results.lines(of: self)
        }
        guard let actual else { return ["the run has no such request; the golden:"] + expected.lines }
        var lines: [String] = []
        func compare(_ name: String, _ before: String?, _ now: String?) {
            guard before != now else { return }
            lines.append("\(name): expected \(before ?? "none"), actual \(now ?? "none")")
        }
        compare("outcome", expected.outcome, actual.outcome)
        compare("tool", expected.tool?.text, actual.tool?.text)
        compare("source", expected.source?.rawValue, actual.source?.rawValue)
        compare("degraded", expected.degraded?.rawValue, actual.degraded?.rawValue)
        compare("code", expected.code?.rawValue, actual.code?.rawValue)
        let rows = results.rows(of: self)
        if kinds.contains(.result) || (expected.result == nil) != (actual.result == nil) {
            // A person compares rows; digests are for where there are none to be shown.
            let isShown = rows != nil
            lines.append(
                "rows: expected \(Self.rows(expected.result, isShown)), actual \(Self.rows(actual.result, isShown))")
        }
        lines += (rows ?? results.hint(about: self)).map { "  " + $0 }
        compare("tokens", expected.bill.usage.words, actual.bill.usage.words)
        compare("cost_usd", expected.bill.cost.words, actual.bill.cost.words)
        compare("latency_us", "\(expected.latencyMicroseconds)", "\(actual.latencyMicroseconds)")
        if !(expected.sql ?? "").hasSameBytes(as: actual.sql ?? "") || (expected.sql == nil) != (actual.sql == nil) {
            lines += StatementText.lines("sql expected: ", expected.sql ?? "none")
            lines += StatementText.lines("sql actual:   ", actual.sql ?? "none")
        } else if kinds.contains(.result), let sql = actual.sql {
            lines += StatementText.lines("sql: ", sql)
        }
        if expected.hasSameArguments(as: actual) {
            if kinds.contains(.result), let arguments = actual.arguments {
                lines += StatementText.lines("arguments: ", arguments)
            }
        } else {
            lines += StatementText.lines("arguments expected: ", expected.arguments ?? "none")
            lines += StatementText.lines("arguments actual:   ", actual.arguments ?? "none")
        }
        if expected.trail != actual.trail {
            lines.append("trail expected: \(expected.trail.joined(separator: " "))")
            lines.append("trail actual:   \(actual.trail.joined(separator: " "))")
        }
        if let recordingMiss { lines.append("recording: \(recordingMiss)") }
        return lines
    }

    private static func rows(_ result: ResultDigest?, _ isShown: Bool) -> String {
        result.map { isShown ? $0.count : $0.words } ?? "none"
    }

    /// What differs and where first, in one line.
    package var headline: String {
        kinds.map(\.rawValue).joined(separator: ", ") + (stage.map { " at stage \($0.rawValue)" } ?? "")
    }
}

extension AnswerRecord {
    /// What there is to say of an answer that has nothing to be compared with.
    fileprivate var lines: [String] {
        var parts = [code.map { "\(outcome): \($0.rawValue)" } ?? outcome]
        if let source { parts.append("from \(source.rawValue)") }
        if let degraded { parts.append("degraded: \(degraded.rawValue)") }
        if let result { parts.append(result.rowCount == 1 ? "1 row" : "\(result.rowCount) rows") }
        parts.append(bill.cost.words.map { "\($0) USD" } ?? "cost unknown")
        parts.append("\(latencyMicroseconds) µs")
        return [parts.joined(separator: ", ")] + (sql.map { StatementText.lines("sql: ", $0) } ?? [])
            + (arguments.map { StatementText.lines("arguments: ", $0) } ?? [])
            + ["trail: \(trail.joined(separator: " "))"]
    }
}

extension ResultDigest {
    fileprivate var count: String { "\(rowCount)\(isTruncated ? " (truncated)" : "")" }

    fileprivate var words: String { "\(count) \(orderMatters ? ordered : bag)" }
}

extension Cost {
    /// The amount, and whether it is an estimate; nil when nothing is known.
    var words: String? { amount.map { status == .estimated ? "\($0.usdText) (estimated)" : $0.usdText } }
}

extension TokenUsage {
    /// The counts that are not zero, with their names.
    var words: String {
        let words = named.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        return words.isEmpty ? "none" : words
    }
}
