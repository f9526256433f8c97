package import ToolRouter

/// What a right answer would be, to measure accuracy with; it never decides whether behaviour drifted.
package struct ExpectedAnswer: Hashable, Sendable {
    /// The tool that should be used.
    package var tool: ToolName
    /// A statement whose rows are the right ones, of the tool `sql`.
    package var sql: String?
    /// Whether the rows must come in the order that `sql` gives them.
    package var orderMatters: Bool

    package init(tool: ToolName, sql: String? = nil, orderMatters: Bool = false) {
        self.tool = tool
        self.sql = sql
        self.orderMatters = orderMatters
    }

    func write(to writer: inout JSONWriter) {
        writer.member("tool", tool.text)
        writer.optionalMember("sql", sql)
        writer.member("order_matters", orderMatters)
    }
}

extension ExpectedAnswer: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["tool", "sql", "order_matters"])
        tool = ToolName(try object.name("tool"))
        sql = try object.optionalText("sql")
        orderMatters = try object.flag("order_matters")
    }
}
