import SQLSandbox

extension SandboxPolicy {
    private static let keys = [
        "tables", "denied_columns", "functions", "denied_functions", "double_quoted_strings", "budget", "limits",
    ]

    /// Reads what statements may touch and spend; what is absent is as in `common`, without any as the sandbox has it by itself.
    /// Columns that `common` denies are not in it: whoever combines the two adds them.
    ///
    /// - Parameter others: keys of the same mapping that another reader reads.
    init(
        _ node: ConfigurationNode, besides others: [String] = [], common: SandboxPolicy = SandboxPolicy()
    ) throws(FileError) {
        self = common
        deniedColumns = [:]
        let section = try ConfigurationSection(node, keys: Self.keys + others)
        let tables = try section["tables"]?.someNames("a list of tables", of: "a table")
        if let tables { self.tables = .only(Set(tables)) }
        for entry in try section["denied_columns"]?.someEntries("tables with the columns to deny") ?? [] {
            try deny(entry, tables: tables)
        }
        if let names = section["functions"] { functions = try Self.functions(names) }
        if let names = section["denied_functions"] { functions.subtract(try Self.functions(names)) }
        if let choice = section["double_quoted_strings"] {
            doubleQuotedStrings = try choice.choice(["refuse": false, "allow": true])
        }
        if let budget = section["budget"] { try self.budget.read(budget) }
        if let limits = section["limits"] { try self.limits.read(limits) }
    }

    private mutating func deny(
        _ entry: ConfigurationNode.Entry, tables: [String]?
    ) throws(FileError) {
        let table = SQLName(entry.name)
        if let other = deniedColumns.keys.sorted().first(where: { SQLName($0) == table }) {
            throw entry.key.fault(
                found: "a table that is listed already, as \(other)", expected: "each table only once",
                remedy: "make one list of the two")
        }
        if let tables, !tables.contains(where: { SQLName($0) == table }) {
            throw entry.key.fault(
                found: "a table that `sql.tables` leaves out", expected: "one of " + tables.joined(separator: ", "),
                remedy: "correct the name, or remove it")
        }
        deniedColumns[entry.name] = Set(try entry.value.someNames("a list of columns", of: "a column"))
    }

    /// A list of functions, in lower case. A name that no function has would allow or deny nothing.
    private static func functions(_ node: ConfigurationNode) throws(FileError) -> Set<String> {
        _ = try node.someNames("a list of functions", of: "a function")
        var names = Set<String>()
        for element in try node.elements("a list of functions") {
            let name = try element.name("the name of a function").lowercased()
            let known = deterministicFunctions.union(functionsOfMachine).union(functionsOfFullText)
            guard known.contains(name) else {
                let nearest = Spelling.nearest(to: name, among: known.sorted())
                throw element.fault(
                    expected: "a built-in function that depends on nothing but its arguments, the rows and the clock; "
                        + "no others can be called",
                    remedy: nearest.map { "did you mean `\($0)`?" } ?? "remove it")
            }
            names.insert(name)
        }
        return names
    }
}

extension ConfigurationNode {
    /// A list of names of `thing`, none of which comes twice.
    func someNames(_ expected: String, of thing: String) throws(FileError) -> [String] {
        try someElements(expected).distinct { name throws(FileError) in
            try name.name("the name of \(thing)")
        }
    }
}

extension ExecutionBudget {
    fileprivate mutating func read(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["rows", "bytes", "operations"])
        if let rows = try section.integer("rows", in: 1...1_000_000) { self.rows = rows }
        if let bytes = try section.integer("bytes", in: 1...1_000_000_000) { self.bytes = bytes }
        if let operations = try section.integer("operations", in: 1...1_000_000_000) { self.operations = operations }
    }
}

extension StatementLimits {
    fileprivate mutating func read(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(
            node,
            keys: [
                "statement_bytes", "value_bytes", "expression_depth", "compound_selects", "function_arguments",
                "pattern_bytes",
            ])
        if let bytes = try section.integer("statement_bytes", in: 1...100_000) { statementBytes = bytes }
        if let bytes = try section.integer("value_bytes", in: 100_000...1_000_000) { valueBytes = bytes }
        if let depth = try section.integer("expression_depth", in: 10...200) { expressionDepth = depth }
        if let parts = try section.integer("compound_selects", in: 5...500) { compoundSelects = parts }
        if let arguments = try section.integer("function_arguments", in: 10...127) { functionArguments = arguments }
        if let bytes = try section.integer("pattern_bytes", in: 1...50_000) { patternBytes = bytes }
    }
}
