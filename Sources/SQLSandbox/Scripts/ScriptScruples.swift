import CSQLite

/// What a database script may do, by allow-list: write one database, always the same one, and nothing else.
///
/// A scenario's script is input like its recording: it may come with a stranger's change. Nothing of a script reaches
/// another file, the process or chance.
final class ScriptScruples {
    /// Whether the statement just compiled is a `BEGIN` or a `COMMIT`, which the one transaction around the script
    /// replaces.
    var isPassedOver = false
    /// Whether the writer's own statements are compiled.
    var isTrusted = false
    /// Whether the statement just compiled may have changed the size of a page.
    var changesPageSize = false
    /// What was denied, if anything.
    private(set) var denial: String?

    private let spending: ScriptSpending

    init(_ spending: ScriptSpending) {
        self.spending = spending
    }

    /// Makes SQLite ask, for as long as this object lives or until another authorizer is set.
    func install(on database: OpaquePointer) {
        sqlite3_set_authorizer(
            database,
            { context, action, first, second, _, _ in
                let scruples = Unmanaged<ScriptScruples>.fromOpaque(context!).takeUnretainedValue()
                return scruples.judge(action, first.map { SQLName($0) }, second.map { SQLName($0) })
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func judge(_ action: Int32, _ first: SQLName?, _ second: SQLName?) -> Int32 {
        // Nothing else looks up while a statement is compiled.
        if isTrusted { return SQLITE_OK }
        guard denial == nil, spending.mayGoOn() else { return SQLITE_DENY }
        switch action {
        case SQLITE_TRANSACTION where first == SQLName("rollback"): denial = "ROLLBACK would undo the script"
        case SQLITE_TRANSACTION: isPassedOver = true
        case SQLITE_ATTACH, SQLITE_DETACH: denial = "a script writes one database only"
        case SQLITE_FUNCTION: judge(function: second ?? SQLName(""))
        case SQLITE_PRAGMA: return judge(pragma: first ?? SQLName(""))
        case SQLITE_READ: judge(read: first ?? SQLName(""))
        case SQLITE_CREATE_VTABLE: judge(module: second ?? SQLName(""))
        case _ where Self.actions.contains(action): break
        default: denial = "a script may not do this"
        }
        return denial == nil ? SQLITE_OK : SQLITE_DENY
    }

    private func judge(function: SQLName) {
        if Self.chance.contains(function) {
            denial = "\(function.text)() would make every build a different one"
        } else if !Self.functions.contains(function) {
            denial = "a script may not call \(function.text)()"
        }
    }

    private func judge(pragma: SQLName) -> Int32 {
        if pragma == SQLName("page_size") { changesPageSize = true }
        // SQLite takes this for a pragma that does nothing.
        if Self.idlePragmas.contains(pragma) { return SQLITE_IGNORE }
        if pragma == SQLName("writable_schema") {
            denial =
                "PRAGMA writable_schema would let the schema be damaged; where a dump has it for a virtual table, "
                + "write the table's own CREATE VIRTUAL TABLE and rows instead"
        } else if !Self.pragmas.contains(pragma) {
            denial = "a script may not use PRAGMA \(pragma.text)"
        }
        return denial == nil ? SQLITE_OK : SQLITE_DENY
    }

    private func judge(read table: SQLName) {
        if Self.hiddenTables.contains(table) { denial = "a script may not read \(table.text)" }
    }

    private func judge(module: SQLName) {
        if !Self.modules.contains(module) { denial = "a script may not make virtual tables with \(module.text)" }
    }
}

extension ScriptScruples {
    private static func names(_ names: Set<String>) -> Set<SQLName> { Set(names.map { SQLName($0) }) }

    private static let actions: Set<Int32> = [
        SQLITE_SELECT, SQLITE_RECURSIVE, SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE, SQLITE_SAVEPOINT,
        SQLITE_CREATE_TABLE, SQLITE_CREATE_INDEX, SQLITE_CREATE_VIEW, SQLITE_CREATE_TRIGGER,
        SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_INDEX, SQLITE_CREATE_TEMP_VIEW, SQLITE_CREATE_TEMP_TRIGGER,
        SQLITE_DROP_TABLE, SQLITE_DROP_INDEX, SQLITE_DROP_VIEW, SQLITE_DROP_TRIGGER, SQLITE_DROP_VTABLE,
        SQLITE_DROP_TEMP_TABLE, SQLITE_DROP_TEMP_INDEX, SQLITE_DROP_TEMP_VIEW, SQLITE_DROP_TEMP_TRIGGER,
        SQLITE_ALTER_TABLE, SQLITE_REINDEX, SQLITE_ANALYZE,
    ]

    private static let chance = names(["random", "randomblob"])

    private static let functions = names(
        BuiltinFunctions.deterministic.union([
            // What statements of others may not call because of what they cost; a script has a budget of its own.
            "format", "json_patch", "printf", "zeroblob",
            // What depends on the script alone.
            "changes", "last_insert_rowid", "total_changes",
            // Full-text and box indices.
            "bm25", "highlight", "match", "matchinfo", "offsets", "optimize", "rtreecheck", "rtreedepth", "rtreenode",
            "snippet",
            // With these SQLite itself carries out ALTER TABLE; nobody else can call them.
            "sqlite_drop_column", "sqlite_rename_column", "sqlite_rename_quotefix", "sqlite_rename_table",
            "sqlite_rename_test",
        ]))

    /// Pragmas that change the database, or tell of it.
    private static let pragmas = names([
        "analysis_limit", "application_id", "auto_vacuum", "collation_list", "data_version", "defer_foreign_keys",
        "encoding", "foreign_key_check", "foreign_key_list", "foreign_keys", "freelist_count",
        "ignore_check_constraints", "incremental_vacuum", "index_info", "index_list", "index_xinfo", "integrity_check",
        "legacy_alter_table", "optimize", "page_count", "page_size", "quick_check", "recursive_triggers", "table_info",
        "table_list", "table_xinfo", "user_version",
    ])

    /// Pragmas of dumps that say how to write and not what: nothing happens.
    private static let idlePragmas = names([
        "automatic_index", "busy_timeout", "cache_size", "cache_spill", "cell_size_check", "checkpoint_fullfsync",
        "fullfsync", "journal_mode", "journal_size_limit", "locking_mode", "mmap_size", "secure_delete",
        "shrink_memory", "synchronous", "temp_store", "threads", "wal_autocheckpoint",
    ])

    /// Tables that are no part of the database: they tell of the process, or of pages.
    private static let hiddenTables = names([
        "bytecode", "dbstat", "sqlite_dbdata", "sqlite_dbpage", "sqlite_dbptr", "sqlite_memstat", "sqlite_stmt",
        "tables_used",
    ])

    private static let modules = names([
        "fts3", "fts4", "fts4aux", "fts5", "fts5vocab", "geopoly", "rtree", "rtree_i32",
    ])
}
