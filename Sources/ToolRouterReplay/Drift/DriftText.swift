import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension Drift {
    /// What differs, a line a field, for a person to read.
    package var lines: [String] {
        guard let expected else {
            return actual.map { ["the golden has no such request", "actual   \($0.json)"] } ?? []
        }
        guard let actual else { return ["the run has no such request", "expected \(expected.json)"] }
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
        compare("rows", expected.result?.words, actual.result?.words)
        compare("tokens", expected.bill.usage.words, actual.bill.usage.words)
        compare("cost_usd", expected.bill.cost.amount?.usdText, actual.bill.cost.amount?.usdText)
        compare("latency_us", "\(expected.latencyMicroseconds)", "\(actual.latencyMicroseconds)")
        if expected.sql != actual.sql {
            lines += StatementText.lines("sql expected: ", expected.sql ?? "none")
            lines += StatementText.lines("sql actual:   ", actual.sql ?? "none")
        }
        if expected.trail != actual.trail {
            lines.append("trail expected: \(expected.trail.joined(separator: " "))")
            lines.append("trail actual:   \(actual.trail.joined(separator: " "))")
        }
        if let recordingMiss { lines.append("recording: \(recordingMiss)") }
        return lines
    }

    /// What differs and where first, in one line.
    package var headline: String {
        kinds.map(\.rawValue).joined(separator: ", ") + (stage.map { " at stage \($0.rawValue)" } ?? "")
    }
}

extension ResultDigest {
    fileprivate var words: String {
        "\(rowCount)\(isTruncated ? " (truncated)" : "") \(orderMatters ? ordered : bag)"
    }
}

extension TokenUsage {
    fileprivate var words: String {
        let words = named.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        return words.isEmpty ? "none" : words
    }
}
