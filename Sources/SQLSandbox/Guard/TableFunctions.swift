/// The table-valued functions of SQLite: virtual tables that nobody has to make.
enum TableFunctions {
    /// Those that depend on nothing but their arguments. A policy allows them like any other function.
    static let deterministic: Set<String> = ["json_each", "json_tree"]

    /// Those that tell of the process, of pages and of settings, and others that a build may have. None can be allowed.
    private static let others: Set<SQLName> = Set(
        [
            "bytecode", "carray", "completion", "csv", "dbstat", "fsdir", "fts3tokenize", "generate_series", "memstat",
            "prefixes", "regexp_split", "sqlite_dbpage", "sqlite_dbptr", "sqlite_stmt", "stmt", "tables_used",
            "unionvtab", "wholenumber", "zipfile",
        ].map { SQLName($0) })

    /// Whether a name that is no table's is such a function's.
    static func has(_ name: SQLName) -> Bool {
        others.contains(name) || name.folded.starts(with: "pragma_".utf8)
            || deterministic.contains { SQLName($0) == name }
    }
}

/// What a statement reads that modules of SQLite compute, all of it allowed: full-text tables by name, and table-valued
/// functions.
struct VirtualSources: Sendable {
    /// The full-text tables, as the schema writes them, sorted.
    let tables: [String]
    /// The functions, sorted.
    let functions: [String]

    /// What each is, beside a statement that reads it and nothing else.
    var probes: [(source: VirtualSource, sql: String)] {
        tables.map { (.table($0), "SELECT 1 FROM main.\(CatalogueReader.quoted($0))") }
            + functions.map { (.function($0), "SELECT 1 FROM \($0)('[]')") }
    }
}

/// What one cursor on a virtual table reads.
enum VirtualSource: Hashable, Sendable {
    /// A full-text table, by its name.
    case table(String)
    /// A table-valued function.
    case function(String)

    /// Names it where programs are compared.
    var text: String {
        switch self {
        case .table(let name): "table \(name)"
        case .function(let name): "function \(name)"
        }
    }
}
