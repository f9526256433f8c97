package import ToolRouter
package import ToolRouterFormats

/// The model's plan is a statement that no guard should let through: `sql`, or one of several. The tokens cost what
/// they cost.
package struct UnsafeSQLFault: ReplyFault {
    package static let kind = "unsafe_sql"
    package static let parameters = ["sql"]

    /// What a draw chooses from when no statement is given; each is refused whatever tables there are.
    static let statements = [
        "DROP TABLE sqlite_schema",
        "DELETE FROM sqlite_schema",
        "CREATE TABLE stolen AS SELECT * FROM sqlite_schema",
        "ATTACH DATABASE 'stolen.sqlite' AS stolen",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('stolen')",
        "SELECT 1; SELECT 2",
        "VACUUM INTO 'stolen.sqlite'",
    ]

    private let sql: String?

    /// `sql`; nil draws one of `statements` for each reply.
    package init(sql: String? = nil) {
        self.sql = sql
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(sql: try section["sql"]?.text("an SQL statement"))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                UnsafeSQLFault(), UnsafeSQLFault(sql: "DROP TABLE sqlite_schema"),
                UnsafeSQLFault(sql: "SELECT 1; SELECT 2"),
            ],
            at: target)
    }

    package var weaker: [any Fault] {
        sql == nil ? [UnsafeSQLFault(sql: Self.statements[0])] : []
    }

    package func write(to writer: inout JSONWriter) {
        if let sql { writer.member("sql", sql) }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let drawn = Int(call.number(below: UInt64(Self.statements.count), for: "statement"))
        let sql = sql ?? Self.statements[drawn]
        return (reply.saying(WrittenPlan.of(sql)), "the plan is another statement: \(Excerpt.of(sql))")
    }
}
