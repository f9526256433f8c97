import ToolRouter
import ToolRouterFormats

/// What was changed in an answer, told apart as far as causes are: what it is and what was asked, and not by how much figures
/// differ, nor by which rows.
struct DriftChange {
    /// What tells this change from any other.
    let key: String
    /// The change for a person, one line; nil where only figures or rows differ.
    let words: String?

    /// The change of an answer that both sides have; nil for others.
    init?(_ drift: Drift) {
        guard let before = drift.expected, let now = drift.actual else { return nil }
        var (keys, words): ([String], [String]) = ([], [])
        func compare(_ name: String, _ left: String?, _ right: String?) {
            guard left != right else { return }
            words.append("\(name) \(left ?? "none") → \(right ?? "none")")
        }
        compare("outcome", before.outcome, now.outcome)
        compare("tool", before.tool?.text, now.tool?.text)
        compare("code", before.code?.rawValue, now.code?.rawValue)
        compare("source", before.source?.rawValue, now.source?.rawValue)
        compare("degraded", before.degraded?.rawValue, now.degraded?.rawValue)
        compare("cost", Self.isKnown(before), Self.isKnown(now))
        keys = words
        func compareText(_ name: String, _ left: String, _ right: String) {
            guard !left.hasSameBytes(as: right) else { return }
            let change = StatementChange(from: left, to: right)
            keys.append("\(name) \(change.key)")
            words.append("\(name) \(change.words)")
        }
        compareText("sql", before.sql ?? "", now.sql ?? "")
        if !before.hasSameArguments(as: now) {
            compareText("arguments", before.arguments ?? "", now.arguments ?? "")
        }
        key = keys.joined(separator: "; ")
        self.words = words.isEmpty ? nil : Excerpt.of(words.joined(separator: "; "))
    }

    private static func isKnown(_ record: AnswerRecord) -> String {
        record.bill.cost.words == nil ? "unknown" : "known"
    }
}
