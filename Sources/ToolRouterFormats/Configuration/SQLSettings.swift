/// How a scenario's SQL tool runs statements.
package struct SQLSettings: Hashable, Sendable {
    /// The tables that may be read; nil for all.
    package var tables: [String]?
    /// The columns that may not be read, by table.
    package var deniedColumns: [String: [String]] = [:]
    /// The functions that may be called; nil for all that depend on nothing but their arguments, the rows and the clock.
    package var functions: [String]?
    /// The functions of those that may not be called.
    package var deniedFunctions: [String] = []
    /// Whether `"abc"` is a text where no column has that name, as SQLite allows for old programs.
    package var allowsDoubleQuotedStrings = false
    /// The virtual time a statement takes when the recording says nothing.
    package var duration = Duration.milliseconds(5)
    /// What one statement may use.
    package var budget = Budget()
    /// What one statement may be like.
    package var limits = Limits()

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

    /// What a statement may be like, whatever it reads.
    package struct Limits: Hashable, Sendable {
        /// The most bytes of its text; 1 to 100,000.
        package var statementBytes = 100_000
        /// The most bytes of a value; 100,000 to 1,000,000.
        package var valueBytes = 1_000_000
        /// The deepest expression; 10 to 1,000.
        package var expressionDepth = 100
        /// The most parts of a `UNION`, `INTERSECT` or `EXCEPT`; 5 to 500.
        package var compoundSelects = 20
        /// The most arguments of a function; 10 to 127.
        package var functionArguments = 100
        /// The most bytes of the pattern of a `LIKE` or `GLOB`; 1 to 50,000.
        package var patternBytes = 200

        package init() {}
    }

    package init() {}
}

extension SQLSettings {
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try ConfigurationSection(
            node,
            keys: [
                "tables", "denied_columns", "functions", "denied_functions", "double_quoted_strings", "duration",
                "budget", "limits",
            ])
        tables = try section["tables"]?.someNames("a list of tables", of: "a table")
        for entry in try section["denied_columns"]?.someEntries("tables with the columns to deny") ?? [] {
            let table = Self.folded(entry.name)
            if let other = deniedColumns.keys.sorted().first(where: { Self.folded($0) == table }) {
                throw entry.key.fault(
                    found: "a table that is there as \(other)", expected: "each table only once",
                    remedy: "make one list of the two")
            }
            if let tables, !tables.contains(where: { Self.folded($0) == table }) {
                throw entry.key.fault(
                    found: "a table that `sql.tables` leaves out", expected: "one of " + tables.joined(separator: ", "),
                    remedy: "correct the name, or remove it")
            }
            deniedColumns[entry.name] = try entry.value.someNames("a list of columns", of: "a column")
        }
        functions = try section["functions"]?.someNames("a list of functions", of: "a function")
        deniedFunctions =
            try section["denied_functions"]?.someNames("a list of functions", of: "a function") ?? []
        if let choice = section["double_quoted_strings"] {
            allowsDoubleQuotedStrings = try choice.choice(["refuse": false, "allow": true])
        }
        if let duration = try section.duration("duration") { self.duration = duration }
        if let budget = section["budget"] { self.budget = try Budget(budget) }
        if let limits = section["limits"] { self.limits = try Limits(limits) }
    }
}

extension SQLSettings {
    /// A name as SQLite compares it: only the letters of ASCII have no case.
    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension ConfigurationNode {
    /// A list of names of `thing`, none of which comes twice.
    fileprivate func someNames(_ expected: String, of thing: String) throws(ConfigurationError) -> [String] {
        try someElements(expected).distinct { name throws(ConfigurationError) in
            try name.name("the name of \(thing)")
        }
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

extension SQLSettings.Limits {
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try ConfigurationSection(
            node,
            keys: [
                "statement_bytes", "value_bytes", "expression_depth", "compound_selects", "function_arguments",
                "pattern_bytes",
            ])
        if let bytes = try section.integer("statement_bytes", in: 1...100_000) { statementBytes = bytes }
        if let bytes = try section.integer("value_bytes", in: 100_000...1_000_000) { valueBytes = bytes }
        if let depth = try section.integer("expression_depth", in: 10...1_000) { expressionDepth = depth }
        if let parts = try section.integer("compound_selects", in: 5...500) { compoundSelects = parts }
        if let arguments = try section.integer("function_arguments", in: 10...127) { functionArguments = arguments }
        if let bytes = try section.integer("pattern_bytes", in: 1...50_000) { patternBytes = bytes }
    }
}
