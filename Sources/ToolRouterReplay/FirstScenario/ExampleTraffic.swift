import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// A small recording made up from the tables of databases, to begin with: how many rows there are in the first tables,
/// and one question asked twice, which the answer cache answers the second time.
struct ExampleTraffic {
    /// The model that is said to have planned.
    static let model = "example-model"
    /// How many tables of each database are asked about.
    private static let tables = 5
    /// The place of the question that is asked again. Nothing is recorded for it: the cache answered.
    private static let repetition = 1

    private let exchanges: [RecordedExchange]

    /// - Throws: when no database has a table to ask about.
    init(_ databases: [SourceDatabase]) throws(FileError) {
        var asked: [(database: DatabaseName, table: String, sql: String)] = []
        for database in databases {
            asked += database.countableTables.prefix(Self.tables).map { (database.name, $0.table, $0.sql) }
        }
        guard let first = asked.first else {
            throw FileError(
                path: databases.map(\.file.given).joined(separator: ", "), found: "no table that a statement may read",
                expected: "a database with tables", remedy: "fill it first, or bring a recording with --recording")
        }
        asked.insert(first, at: Self.repetition)
        exchanges = asked.enumerated().map { index, asked in
            RecordedExchange(
                id: RequestID("r-\(index + 1)"), atMicroseconds: Int64(index + 1) * 10_000_000,
                caller: RecordedCaller(tenant: "example", user: UserID("u-\(index / 2 % 2 + 1)")),
                question: Self.question(asked.table), database: asked.database,
                planner: index == Self.repetition ? [] : [Self.attempt(asked.sql, index)],
                expected: ExpectedAnswer(tool: .sql, sql: asked.sql))
        }
    }

    /// What is asked about `table`.
    static func question(_ table: String) -> String {
        "How many \(table.replacing("_", with: " ")) are there?"
    }

    /// Writes the recording to `path`.
    func write(to path: String) throws(FileError) {
        // A Monday morning: any moment will do, as long as it is always the same.
        let header = RecordingHeader(
            source: "made up by `toolrouter init` from the tables of a database",
            epoch: RFC3339.timestamp("2026-01-05T09:00:00Z")!)
        let writer = try RecordingWriter(path: path, header: header)
        for exchange in exchanges { try writer.write(exchange) }
        try writer.finish()
    }

    private static func attempt(_ sql: String, _ index: Int) -> RecordedAttempt {
        var plan = JSONWriter()
        plan.object { plan in
            plan.member("tool", ToolName.sql.text)
            plan.member("sql", sql)
            plan.key("confidence")
            plan.literal("0.9")
        }
        return RecordedAttempt(
            latency: .milliseconds(700 + 50 * index), model: model,
            outcome: .reply(
                content: plan.text, usage: TokenUsage(input: 400, output: 30), finishReason: "stop"))
    }
}
