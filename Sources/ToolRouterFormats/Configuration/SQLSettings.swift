/// How a scenario's SQL tool runs statements.
package struct SQLSettings: Hashable, Sendable {
    /// The tables that may be read; nil for all.
    package var tables: [String]?
    /// Whether `"abc"` is a text where no column has that name, as SQLite allows for old programs.
    package var allowsDoubleQuotedStrings = false
    /// The virtual time a statement takes when the recording says nothing.
    package var duration = Duration.milliseconds(5)
    /// What one statement may use.
    package var budget = Budget()

    /// Where a statement is stopped.
    package struct Budget: Hashable, Sendable {
        /// The most rows; 1 to 1,000,000.
        package var rows = 1_000
        /// The most bytes of result; 1 to 1,000,000,000.
        package var bytes = 10_000_000
        /// The most operations of SQLite's virtual machine; 1 to 1,000,000,000.
        package var operations = 5_000_000

        package init() {}
    }

    package init() {}
}

extension SQLSettings {
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try ConfigurationSection(node, keys: ["tables", "double_quoted_strings", "duration", "budget"])
        if let tables = section["tables"] {
            self.tables = try tables.someElements("a list of tables").distinct { table throws(ConfigurationError) in
                try table.name("the name of a table")
            }
        }
        if let choice = section["double_quoted_strings"] {
            allowsDoubleQuotedStrings = try choice.choice(["refuse": false, "allow": true])
        }
        if let duration = try section.duration("duration") { self.duration = duration }
        if let budget = section["budget"] { self.budget = try Budget(budget) }
    }
}

extension SQLSettings.Budget {
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try ConfigurationSection(node, keys: ["rows", "bytes", "operations"])
        if let rows = try section.integer("rows", in: 1...1_000_000) { self.rows = rows }
        if let bytes = try section.integer("bytes", in: 1...1_000_000_000) { self.bytes = bytes }
        if let operations = try section.integer("operations", in: 1...1_000_000_000) { self.operations = operations }
    }
}
