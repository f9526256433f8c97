/// Makes a plan of a JSON object such as `{"tool":"sql","sql":"SELECT 1","confidence":0.93}`.
///
/// `tool` may be absent where there is `sql`; other members are ignored.
enum PlanMembers {
    /// The plan that `text` is; it begins with a brace.
    static func plan(in text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> Plan {
        var json = JSONText(text)
        _ = try json.value()
        guard json.position == text.endIndex else { throw .surroundingText }

        let tool = try tool(json.members["tool"], hasSQL: json.members["sql"] != nil)
        let sql = tool == .sql ? try statement(json.members["sql"]) : nil
        let confidence = try json.members["confidence"].map(confidence)
        return Plan(tool: tool, sql: sql, confidence: confidence)
    }

    private static func tool(_ member: JSONText.Value?, hasSQL: Bool) throws(PlanDecodingFailure) -> ToolName {
        switch member {
        case nil where hasSQL: return .sql
        case .string(let name) where !name.isEmpty: return ToolName(name)
        default: throw invalid("tool", member, "the name of a tool")
        }
    }

    private static func statement(_ member: JSONText.Value?) throws(PlanDecodingFailure) -> String {
        let expected = "a string with one SQL statement"
        guard case .string(let text) = member else { throw invalid("sql", member, expected) }
        let statement = StatementText.stripped(Array(text.utf8)[...])
        guard !statement.isEmpty else {
            throw .invalidPlan(field: "sql", found: "an empty statement", expected: expected)
        }
        return statement
    }

    private static func confidence(_ member: JSONText.Value) throws(PlanDecodingFailure) -> Ratio {
        let expected = "a number from 0 to 1"
        guard case .number(let text) = member else { throw invalid("confidence", member, expected) }
        guard let confidence = Ratio(roundingDown: text) else {
            throw .invalidPlan(field: "confidence", found: String(text.prefix(40)), expected: expected)
        }
        return confidence
    }

    private static func invalid(
        _ field: String, _ member: JSONText.Value?, _ expected: String
    ) -> PlanDecodingFailure {
        let found = member == .string("") ? "an empty string" : member?.kind ?? "absent"
        return .invalidPlan(field: field, found: found, expected: expected)
    }
}

extension Ratio {
    /// The share that a JSON number states, digits beyond millionths dropped; nil unless it is from 0 to 1.
    fileprivate init?(roundingDown number: String) {
        let parts = number.lowercased().split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let digits = mantissa.joined()
        guard let firstDigit = digits.firstIndex(where: { $0 != "0" && $0 != "-" }) else {
            self = .zero
            return
        }
        guard !digits.hasPrefix("-") else { return nil }
        let significant = digits[firstDigit...]
        // An exponent that does not fit is beyond every digit the reply has room for.
        let exponent = parts.count > 1 ? Int(parts[1]) ?? (parts[1].hasPrefix("-") ? -10_000_000 : 10_000_000) : 0
        // The number is 0.significant × 10^magnitude.
        let leadingZeros = digits.distance(from: digits.startIndex, to: firstDigit)
        let (magnitude, overflow) = (mantissa[0].count - leadingZeros).addingReportingOverflow(exponent)
        guard !overflow else { return nil }
        if magnitude == 1, significant.first == "1", significant.dropFirst().allSatisfy({ $0 == "0" }) {
            self = .one
            return
        }
        guard magnitude <= 0 else { return nil }
        let kept = significant.prefix(max(0, 6 + max(magnitude, -6)))
        let padded = kept + String(repeating: "0", count: max(0, 6 + max(magnitude, -6) - kept.count))
        self.init(millionths: Int64(padded) ?? 0)
    }
}
