import ToolRouter

/// What a statement may touch and spend.
package struct SandboxPolicy: Hashable, Codable, Sendable {
    /// The tables and views a statement may read.
    package enum Tables: Hashable, Codable, Sendable {
        /// Every ordinary table and view of the schema; never the tables SQLite keeps for itself (`sqlite_*`), virtual tables,
        /// nor the shadow tables in which these keep their rows.
        case all
        /// These and no others; names compare as SQLite compares them, without regard to ASCII case. A view needs
        /// its own name here and the names of the tables it reads, and so does a full-text table of FTS5 that has its texts
        /// elsewhere. Another virtual table, or a shadow table, is not readable by being named.
        case only(Set<String>)
    }

    /// The tables and views a statement may read.
    package var tables: Tables
    /// Columns that no statement may read, by table; the table itself may be read. A virtual generated column that is
    /// computed from one of them is as good as denied; a stored one holds a copy and needs its own name here.
    package var deniedColumns: [String: Set<String>]
    /// The functions a statement may call; operators such as `LIKE` and `->>` are functions too.
    package var functions: Set<String>
    /// Whether `"text"` that names no column is a string. Off, a column that does not exist is an error; on, SQLite
    /// answers with the name of the column in every row.
    package var doubleQuotedStrings: Bool
    /// What one run may spend.
    package var budget: ExecutionBudget
    /// What a statement may be like.
    package var limits: StatementLimits

    /// A policy; without arguments every table, the deterministic functions, the default budget and
    /// limits.
    package init(
        tables: Tables = .all, deniedColumns: [String: Set<String>] = [:],
        functions: Set<String> = SandboxPolicy.deterministicFunctions,
        doubleQuotedStrings: Bool = false, budget: ExecutionBudget = ExecutionBudget(),
        limits: StatementLimits = StatementLimits()
    ) {
        self.tables = tables
        self.deniedColumns = deniedColumns
        self.functions = functions
        self.doubleQuotedStrings = doubleQuotedStrings
        self.budget = budget
        self.limits = limits
    }

    /// The built-in functions that depend on nothing but their arguments, the rows and the virtual clock, lower-case.
    package static let deterministicFunctions = BuiltinFunctions.deterministic

    /// What a policy may name besides: functions such as `exp` and `pow`, whose last bit depends on the machine.
    package static let functionsOfMachine = BuiltinFunctions.ofMachine

    /// What a policy may name besides: the function of full-text tables that `rank` stands for.
    package static let functionsOfFullText: Set<String> = [BuiltinFunctions.fit]

    /// The policy as text, equal for equal policies in every process: part of the key of whatever was approved or
    /// answered under it.
    ///
    /// The time budget is left out: an answer that was ready in time is the same answer under any time budget.
    package var fingerprintText: String {
        var writer = JSONWriter()
        writer.object { policy in
            policy.key("sandbox_rules")
            policy.integer(Hardening.version)
            policy.key("tables")
            switch tables {
            case .all: policy.string("all")
            case .only(let names): policy.array(Self.canonical(names))
            }
            policy.key("denied_columns")
            policy.object { tables in
                for (table, columns) in deniedColumnNames.sorted(by: { $0.key < $1.key }) {
                    tables.key(table.text)
                    tables.array(columns.sorted().map(\.text))
                }
            }
            policy.key("functions")
            policy.array(Self.canonical(functions))
            policy.key("double_quoted_strings")
            policy.bool(doubleQuotedStrings)
            policy.key("rows")
            policy.integer(budget.rows)
            policy.key("bytes")
            policy.integer(budget.bytes)
            policy.key("operations")
            policy.integer(budget.operations)
            for (name, value) in limits.named {
                policy.key(name)
                policy.integer(value)
            }
        }
        return writer.text
    }

    /// The denied columns as SQLite compares names.
    var deniedColumnNames: [SQLName: Set<SQLName>] {
        let named = deniedColumns.map { (SQLName($0.key), Set($0.value.map { SQLName($0) })) }
        return Dictionary(named) { $0.union($1) }
    }

    private static func canonical(_ names: Set<String>) -> [String] {
        Set(names.map { SQLName($0) }).sorted().map(\.text)
    }
}
