import CSQLite

/// The statements that one connection keeps compiled, up to a bound. They belong to it as each of them does.
struct CompiledStatements {
    /// A compiled statement; it keeps the approved one, whose identity is the key.
    private struct Kept {
        let statement: ApprovedStatement
        let compiled: CompiledStatement
    }

    private var memo: Memo<ObjectIdentifier, Kept>

    /// Keeps as many as take `bytes` in all.
    init(bytes: Int) {
        memo = Memo(bytes: bytes)
    }

    /// What `statement` was compiled to under the schema of that number, if it is still there.
    mutating func find(_ statement: ApprovedStatement, schemaCookie: Int64?) -> CompiledStatement? {
        guard let kept = memo.value(for: ObjectIdentifier(statement)) else { return nil }
        return kept.compiled.schemaCookie == schemaCookie ? kept.compiled : nil
    }

    /// Keeps what `statement` was compiled to.
    mutating func keep(_ compiled: CompiledStatement, for statement: ApprovedStatement) {
        let bytes = Int(sqlite3_stmt_status(compiled.handle, SQLITE_STMTSTATUS_MEMUSED, 0))
        memo.remember(
            Kept(statement: statement, compiled: compiled), for: ObjectIdentifier(statement),
            bytes: max(0, bytes) + 2 * statement.bytes)
    }

    /// Lets go of all, as must happen before the connection is closed.
    mutating func removeAll() {
        memo.removeAll()
    }
}
