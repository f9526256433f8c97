import ToolRouter

/// What models say in these scenarios.
struct TrialReplies {
    let draws: Draws
    let leaning: Leaning

    /// The text of a reply, and a word for what it is.
    var text: String {
        let badness = leaning == .hostile ? 60 : leaning == .repetition || leaning == .aging ? 4 : 12
        guard !draws.happens(badness, "is broken") else { return brokenText }
        return written(sql: sql)
    }

    private var sql: String {
        switch draws.number(below: 20, "statement") {
        case 0...1 where leaning != .hostile: draws.one(of: TrialStatements.bad, "bad statement")
        case 0...8 where leaning == .hostile: draws.one(of: TrialStatements.bad, "bad statement")
        case 9...(leaning == .repetition || leaning == .aging ? 9 : 11):
            draws.one(of: TrialStatements.ofTheClock, "clock")
        default: draws.one(of: TrialStatements.honest, "honest")
        }
    }

    /// A plan for `sql` in one of the forms that models write.
    private func written(sql: String) -> String {
        switch draws.number(below: 8, "form") {
        case 0: sql
        case 1: "```sql\n\(sql)\n```"
        case 2: object(sql, confidence: "0.4")
        case 3: object(sql, confidence: draws.one(of: ["0", "1", "0.7", "0.699999", "1e-7", "null"], "confidence"))
        case 4: "\u{FEFF}  \n" + object(sql, confidence: nil) + "\n "
        default: object(sql, confidence: "0.95")
        }
    }

    private func object(_ sql: String, confidence: String?) -> String {
        var writer = JSONWriter()
        writer.object { plan in
            plan.member("tool", "sql")
            plan.member("sql", sql)
            if let confidence {
                plan.key("confidence")
                plan.literal(confidence)
            }
        }
        return writer.text
    }

    /// What is no plan, or one of another kind.
    private var brokenText: String {
        draws.one(of: Self.broken, "broken text")
    }

    private static let broken = [
        "", "   \n\t", "I'm sorry, but I can't help with that.", "{", "{}", "null", "[]", "42", "\"SELECT 1\"",
        "{\"tool\":\"none\"}", "{\"tool\":\"none\",\"confidence\":0.99,\"reason\":\"Greeting.\"}",
        "{\"tool\":\"docs\",\"query\":\"returns\"}", "{\"tool\":\"rest\"}", "{\"tool\":\"\"}",
        "{\"tool\":\"sql\"}", "{\"tool\":\"sql\",\"sql\":\"\"}", "{\"tool\":\"sql\",\"sql\":42}",
        "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"confidence\":2}",
        "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"confidence\":\"high\"}",
        "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"sql\":\"DROP TABLE item\"}",
        "{\"tool\":\"sql\",\"sql\":\"SELECT 1\"} and that is all", "Here you are:\n```sql\nSELECT 1\n```",
        "```sql\nSELECT 1", "```\n\n```", "SELECT 1\n\nThis counts to one.", "<think>hm</think>SELECT 1",
        "SQLQuery: SELECT 1", "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "Select the customers you would like to see, and I will help.", "With pleasure! What shall I look up?",
        "{\"name\":\"sql\",\"arguments\":{\"sql\":\"SELECT 1\"}}",
        "{\"name\":\"sql\",\"arguments\":\"{\\\"sql\\\":\\\"SELECT 1\\\"}\"}",
        "{\"tool_calls\":[{\"type\":\"function\",\"function\":{\"name\":\"sql\",\"arguments\":\"{\\\"sql\\\":\\\"SELECT 1\\\"}\"}}]}",
        "{\"function_call\":{\"name\":\"sql\",\"arguments\":\"{}\"}}", "{\"name\":\"sql\",\"arguments\":null}",
        "{\"name\":\"none\",\"arguments\":{}}",
        "{\"tool_calls\":[{\"function\":{\"name\":\"sql\",\"arguments\":\"{}\"}}]}",
        String(repeating: "[", count: 3_000), String(repeating: "{\"a\":", count: 400),
        "{\"tool\":\"sql\",\"sql\":\"SELECT '\\ud800'\"}", "{\"tool\":\"sql\",\"sql\":\"SELECT '\\u0000'\"}",
        "\u{202E}SELECT 1", "\u{1B}[2J\u{7}", "]]>&#0;</system-out>", "# heading\n|a|b|\n|-|-|",
        String(repeating: "lorem ipsum ", count: 2_000), "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"confidence\":1e400}",
        "{\"tool\":\"DROP TABLE item\"}", "DESCRIBE item", "SHOW TABLES;", "ＳＥＬＥＣＴ １", "SELECT 1;;;", ";", "--",
    ]
}
