package import ToolRouter

/// How models write plans for `sql`: as an object with the statement under `sql`, which needs no `tool`, or as the bare
/// statement.
///
/// Only the white space around a statement and one semicolon at its end are taken away.
package struct SQLPlanSyntax: PlanSyntax {
    package var tool: ToolName { .sql }
    package var textForm: String? { "one SQL statement" }
    package var labels: [String] {
        ["SQL", "SQLQuery", "SQL Query", "SQLite", "SQLite Query", "SQL Statement", "Final SQL", "Final SQL Query"]
    }

    package init() {}

    package func claims(_ members: PlanMembers) -> Bool {
        members.has("sql")
    }

    package func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument] {
        let expected = "a string with one SQL statement"
        guard let text = members.text("sql") else { throw members.invalid("sql", expected: expected) }
        let statement = StatementText.stripped(Array(text.utf8)[...])
        guard !statement.isEmpty else {
            throw .invalidPlan(field: "sql", found: "an empty statement", expected: expected)
        }
        return Plan.arguments(sql: statement)
    }

    package func arguments(ofText text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> [String: PlanArgument]? {
        let statement = StatementText(text)
        guard statement.beginsWithStatement else { return nil }
        guard !statement.hasTextAfterStatement else { throw .surroundingText }
        return Plan.arguments(sql: StatementText.stripped(text))
    }
}
