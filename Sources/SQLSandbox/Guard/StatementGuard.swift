import CSQLite
import ToolRouter

/// Decides whether a text is exactly one read-only query within the policy. The engine that would run it judges it.
enum StatementGuard {
    /// Judges `sql` in a read transaction of its own; on refusal nothing stays behind.
    static func judge(
        _ sql: String, on connection: Connection, at now: Timestamp
    ) throws(SQLRefusal) -> CompiledStatement {
        try connection.judging(at: now, byLastSchema: true, orElse: { SQLRefusal(unavailable: $0.message) }) {
            () throws(SQLRefusal) in
            try judge(sql, on: connection)
        }
    }

    /// Judges `sql` while the connection is `judging`; on refusal nothing stays behind.
    static func judge(_ sql: String, on connection: Connection) throws(SQLRefusal) -> CompiledStatement {
        let layers = connection.layers
        let text = layers.contains(.text) ? try readable(sql, upTo: connection.maximumText) : Array(sql.utf8)
        let (handle, rest) = try compile(text[...], on: connection)
        // Compiling what follows asks the authorizer again, so what it saw is read first.
        var tables = connection.authorizer.tables
        var columns = connection.authorizer.columns
        var functions = connection.authorizer.functions
        let audited: BytecodeAudit.ReadSet?
        do throws(SQLRefusal) {
            if layers.contains(.oneStatement) { try requireEnd(rest, on: connection) }
            if layers.contains(.query) { try requireQuery(handle) }
            audited = layers.contains(.audit) ? try audit(text[...], on: connection) : nil
        } catch {
            sqlite3_finalize(handle)
            throw error
        }
        if let audited {
            tables.formUnion(audited.tables)
            columns.formUnion(audited.columns)
            functions.formUnion(audited.functions)
        }
        return CompiledStatement(
            handle, schemaCookie: connection.schemaCookie, tables: tables, readColumns: columns, functions: functions,
            program: audited?.program,
            clock: audited?.clock ?? (functions.isDisjoint(with: BuiltinFunctions.clock) ? .nothing : .instant),
            blocks: audited?.blocks ?? ProgramBlocks(longestConstant: text.count))
    }

    private static func audit(
        _ text: ArraySlice<UInt8>, on connection: Connection
    ) throws(SQLRefusal) -> BytecodeAudit.ReadSet {
        do throws(BytecodeAudit.Failure) {
            return try connection.audit(text)
        } catch {
            switch error {
            case .denied(let denial): throw SQLRefusal(denial, of: connection.authorizer)
            case .engine(let error):
                throw SQLRefusal(compiling: error, readable: connection.authorizer.readableTables)
            }
        }
    }

    /// The bytes of a text that SQLite would read to its end.
    private static func readable(_ sql: String, upTo longest: Int) throws(SQLRefusal) -> [UInt8] {
        let text = Array(sql.utf8)
        guard text.count <= longest else {
            throw SQLRefusal(
                .tooLong, detail: "the text has \(text.count) bytes, the limit is \(longest)",
                hint: "ask for less in one statement")
        }
        guard !text.contains(0) else {
            throw SQLRefusal(.notText, detail: "the text holds a NUL character", hint: "leave it out")
        }
        return text
    }

    private static func compile(
        _ text: ArraySlice<UInt8>, on connection: Connection
    ) throws(SQLRefusal) -> (handle: OpaquePointer, rest: ArraySlice<UInt8>) {
        let compiled: (handle: OpaquePointer?, rest: ArraySlice<UInt8>)
        do throws(EngineError) {
            compiled = try connection.prepare(text)
        } catch {
            if let denial = connection.authorizer.denial {
                throw SQLRefusal(denial, of: connection.authorizer)
            }
            throw SQLRefusal(compiling: error, readable: connection.authorizer.readableTables)
        }
        guard let handle = compiled.handle else {
            throw SQLRefusal(.empty, detail: "there is no statement", hint: "send one SELECT")
        }
        // A denial makes compiling fail; should it ever not, the denial still counts.
        if let denial = connection.authorizer.denial {
            sqlite3_finalize(handle)
            throw SQLRefusal(denial, of: connection.authorizer)
        }
        return (handle, compiled.rest)
    }

    /// White space and comments may follow a statement; SQLite itself says what is a comment.
    private static func requireEnd(_ rest: ArraySlice<UInt8>, on connection: Connection) throws(SQLRefusal) {
        var rest = rest
        while !rest.isEmpty {
            let more = SQLRefusal(
                .multipleStatements, detail: "there is more after the first statement", hint: "send one statement")
            let next: (handle: OpaquePointer?, rest: ArraySlice<UInt8>)
            do throws(EngineError) {
                next = try connection.prepare(rest)
            } catch {
                guard error.primaryCode == SQLITE_NOMEM else { throw more }
                throw SQLRefusal(compiling: error, readable: connection.authorizer.readableTables)
            }
            sqlite3_finalize(next.handle)
            guard next.handle == nil, next.rest.count < rest.count else { throw more }
            rest = next.rest
        }
    }

    private static func requireQuery(_ handle: OpaquePointer) throws(SQLRefusal) {
        guard sqlite3_stmt_readonly(handle) != 0 else {
            throw SQLRefusal(.notReadOnly, detail: "the statement would write", hint: SQLRefusal.readOnlyHint)
        }
        guard sqlite3_stmt_isexplain(handle) == 0 else {
            throw SQLRefusal(
                .statementDenied, subject: "EXPLAIN", detail: "EXPLAIN is not a query", hint: SQLRefusal.readOnlyHint)
        }
        guard sqlite3_column_count(handle) > 0 else {
            throw SQLRefusal(
                .statementDenied, detail: "the statement has no columns to answer with",
                hint: SQLRefusal.readOnlyHint)
        }
        guard sqlite3_bind_parameter_count(handle) == 0 else {
            throw SQLRefusal(
                .statementDenied, subject: "parameter", detail: "the statement has parameters without values",
                hint: "write the values into the statement")
        }
    }
}
