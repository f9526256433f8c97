package import ToolRouter

extension ToolName {
    /// Questions to a database.
    package static let sql = ToolName("sql")
}

extension Plan {
    /// The argument under which a plan for `sql` has the values of its statement's parameters: an object, by name without
    /// the colon, of texts, numbers, booleans and nulls. Rules' plans have it and plans that callers bring, never a model's.
    package static let parametersKey = "parameters"

    /// A plan to run the statement `sql` with these values of its parameters, by name without the colon.
    package init(sql: String, parameters: [String: PlanArgument] = [:], confidence: Ratio? = nil) {
        var arguments = Self.arguments(sql: sql)
        if !parameters.isEmpty { arguments[Self.parametersKey] = .object(parameters) }
        self.init(tool: .sql, arguments: arguments, confidence: confidence)
    }

    /// The statement to run; only plans for `sql` have one.
    package var sql: String? {
        get {
            guard tool == .sql, case .string(let statement) = arguments["sql"] else { return nil }
            return statement
        }
        set { arguments["sql"] = newValue.map { .string($0) } }
    }

    static func arguments(sql: String) -> [String: PlanArgument] { ["sql": .string(sql)] }
}
