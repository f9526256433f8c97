import CSQLite
import CSQLiteWork

/// The settings of a connection that runs SQL written by others, after SQLite's "Defense Against The Dark Arts".
enum Hardening {
    /// Raise it when a change here or in the authorizer changes a verdict.
    static let version = 8

    /// The longest SQL text that any policy allows, in bytes.
    static let maximumText = 100_000

    /// What stands before a statement to list the program that it compiles to; it may exceed the longest text.
    static let listingPrefix = "EXPLAIN "

    /// The most memory that judging a statement may take in all, in bytes, whatever it gives back meanwhile.
    ///
    /// Nothing interrupts the compiler, and most of what takes it long takes memory again and again: 24 common table
    /// expressions that each add the one before to itself take 26 seconds and 5 GB (3.40.1), and this is reached in some
    /// 40 ms; what takes it longest for its memory, windows that are all different, takes 13 ms a MB. A statement is
    /// compiled twice, to be run and to be listed. Those of the Spider set take 0.1 MB at most, a list of `VALUES`
    /// of 32 KiB takes 9.4 MB.
    static let judgingMemory: Int64 = 12 << 20

    /// The most work that compiling a statement may be, as `StatementSize` reckons it: what takes long without taking
    /// memory. A join of 63 tables by two conditions each is 40,000 and takes SQLite 62 ms (3.40.1); the largest
    /// statement of the Spider set is 625.
    static let compilingWork = 30_000

    /// The columns that a `SELECT`, an `ORDER BY` or a `GROUP BY` may have where no table has more than half as many.
    static let leastColumns = 200

    /// The columns that they may have in a schema whose widest table has so many: enough for all of two tables.
    static func columns(widest: Int) -> Int { max(leastColumns, 2 * widest) }

    /// The most memory that a running statement may take, in bytes: its sorters, its temporary tables, the values at hand.
    /// The pages of the database are not its own; a connection's cache holds 2 MB of them.
    static let runningMemory: Int64 = 256 << 20

    /// Constants up to this length cost a statement nothing, in bytes: converted to UTF-16 they are still small.
    static let freeConstant = 200

    /// Switches of `sqlite3_db_config`, with what they are set to.
    static func switches(doubleQuotedStrings: Bool) -> [(operation: Int32, on: Bool)] {
        [
            (SQLITE_DBCONFIG_DEFENSIVE, true),
            (SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
            (SQLITE_DBCONFIG_DQS_DML, doubleQuotedStrings),
            (SQLITE_DBCONFIG_DQS_DDL, false),
            // Its one-argument form leaks a pointer, its two-argument form runs code.
            (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false),
            (SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (SQLITE_DBCONFIG_ENABLE_VIEW, true),
            // The query planner's stability guarantee: without it SQLite looks at the values of parameters and compiles the
            // statement anew for them, to a program that nobody has judged.
            (SQLITE_DBCONFIG_ENABLE_QPSG, true),
        ]
    }

    /// Limits of `sqlite3_limit` that are no policy's business; `StatementLimits` has the others. The number of columns
    /// is lowered while a statement is judged only: it would make SQLite refuse the whole schema when any table is wider.
    static let limits: [(limit: Int32, value: Int32)] = [
        (SQLITE_LIMIT_SQL_LENGTH, Int32(maximumText + listingPrefix.utf8.count)),
        (SQLITE_LIMIT_VDBE_OP, 25_000),
        (SQLITE_LIMIT_ATTACHED, 0),
        (SQLITE_LIMIT_VARIABLE_NUMBER, 100),
        (SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]

    /// Applies everything; the error names a switch that this SQLite does not have.
    static func apply(to database: OpaquePointer, _ policy: SandboxPolicy) throws(EngineError) {
        for (operation, on) in switches(doubleQuotedStrings: policy.doubleQuotedStrings) {
            let code = toolrouter_sqlite3_db_switch(database, operation, on ? 1 : 0)
            guard code == SQLITE_OK else {
                throw EngineError(code: code, message: "this SQLite does not know the switch \(operation)")
            }
        }
        for (limit, value) in limits + policy.limits.ofConnection {
            sqlite3_limit(database, limit, value)
        }
        if !policy.deniedColumns.isEmpty {
            toolrouter_sqlite3_db_without_optimisations(database, UnreadStatistics.switchedOff)
        }
        try SteadyFunctions.register(on: database)
        let replaced = toolrouter_sqlite_work_register(database)
        guard replaced == SQLITE_OK else { throw EngineError(code: replaced, of: database) }
        // Small blocks in a place of their own would be on nobody's account.
        let code = toolrouter_sqlite3_db_without_lookaside(database)
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
        // A second barrier against writes; and what is sorted stays in memory, which has a limit: 3,000 rows of 900,000
        // bytes made a temporary file of 2.5 GB. It must come before the authorizer, which denies every PRAGMA.
        let settings = sqlite3_exec(database, "PRAGMA temp_store=MEMORY; PRAGMA query_only=1", nil, nil, nil)
        guard settings == SQLITE_OK else { throw EngineError(code: settings, of: database) }
    }
}
