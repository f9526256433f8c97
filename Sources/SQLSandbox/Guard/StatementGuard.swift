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
        let authorizer = connection.authorizer
        authorizer.judge(by: Array(sql.utf8)[...])
        do throws(SQLRefusal) {
            let compiled = try judgeByLayers(sql, on: connection)
            // A join that changes nothing is left out of a program, if a key of the other table is unique: that tells of it.
            if connection.layers.contains(.authorizer), let denial = authorizer.denialOfNamedTable() {
                throw SQLRefusal(denial, of: authorizer)
            }
            return compiled
        } catch {
            throw error.withoutWords(of: authorizer)
        }
    }

    private static func judgeByLayers(_ sql: String, on connection: Connection) throws(SQLRefusal) -> CompiledStatement
    {
        let layers = connection.layers
        let text = layers.contains(.text) ? try readable(sql, upTo: connection.maximumText) : Array(sql.utf8)
        if layers.contains(.text) { try requireSize(text[...], in: connection.authorizer.catalogue) }
        let virtual = connection.authorizer.virtualSources
        if let virtual { try connection.connect(virtual, orElse: { SQLRefusal(unavailable: $0.message) }) }
        let (handle, rest) = try compile(text[...], on: connection)
        // Compiling what follows asks the authorizer again, so what it saw is read first.
        var tables = connection.authorizer.tables
        var columns = connection.authorizer.columns
        var functions = connection.authorizer.functions
        let audited: BytecodeAudit.ReadSet?
        var parameters: [String] = []
        do throws(SQLRefusal) {
            if layers.contains(.oneStatement) { try requireEnd(rest, on: connection) }
            if layers.contains(.query) {
                try requireQuery(handle)
                parameters = try ParameterName.all(of: handle)
            }
            audited = layers.contains(.audit) ? try audit(text[...], on: connection) : nil
        } catch {
            sqlite3_finalize(handle)
            throw error
        }
        let names = RowReader.columns(of: handle)
        guard ResultSet.bytes(ofNames: names) <= connection.meter.budget.bytes else {
            sqlite3_finalize(handle)
            throw SQLRefusal(
                .tooComplex,
                detail:
                    "the names of its columns alone take more than the \(connection.meter.budget.bytes) bytes of a result",
                hint: "give the columns short names with AS")
        }
        if let audited {
            tables.formUnion(audited.tables)
            columns.formUnion(audited.columns)
            functions.formUnion(audited.functions)
        }
        return CompiledStatement(
            handle, schemaCookie: connection.schemaCookie, columns: names, parameters: parameters, tables: tables,
            readColumns: columns,
            functions: functions,
            program: audited?.program,
            clock: audited?.clock ?? (functions.isDisjoint(with: BuiltinFunctions.clock) ? .nothing : .instant),
            blocks: audited?.blocks ?? ProgramBlocks(longestConstant: text.count), virtual: virtual)
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
            var refusal = SQLRefusal(.notText, detail: "the text holds a NUL character", hint: "leave it out")
            refusal.isNoStatement = true
            throw refusal
        }
        return text
    }

    /// Nothing interrupts the compiler, so what it would have to do is reckoned first.
    private static func requireSize(_ text: ArraySlice<UInt8>, in catalogue: Catalogue) throws(SQLRefusal) {
        let size = catalogue.sizes.size(of: text)
        let hint = "ask for less in one statement"
        guard size.depth <= StatementSizes.deepest else {
            throw SQLRefusal(
                .tooComplex,
                detail: "more than \(StatementSizes.deepest) SELECTs, views or expressions stand in one another",
                hint: hint)
        }
        // Each name is looked for in the columns of each table; where there are many, that takes as long as the rest.
        let columns = Hardening.columns(widest: catalogue.widest)
        let work = size.work * (2_000 + columns) / 2_000
        guard work <= Hardening.compilingWork else {
            throw SQLRefusal(
                .tooComplex,
                detail: "compiling the statement would take too long: its names times the tables that it joins are "
                    + "\(work), the limit is \(Hardening.compilingWork)",
                hint: hint)
        }
    }

    private static func compile(
        _ text: ArraySlice<UInt8>, on connection: Connection
    ) throws(SQLRefusal) -> (handle: OpaquePointer, rest: ArraySlice<UInt8>) {
        let compiled: (handle: OpaquePointer?, rest: ArraySlice<UInt8>)
        do throws(EngineError) {
            compiled = try connection.prepare(text, with: connection.authorizer.virtualSources)
        } catch {
            let authorizer = connection.authorizer
            var refusal =
                authorizer.denial.map { SQLRefusal($0, of: authorizer) }
                ?? SQLRefusal(compiling: error, readable: authorizer.readableTables)
            if authorizer.denial == nil, refusal.code == .unknownTable, let name = refusal.subject,
                let meaning = authorizer.meaning(ofMissingTable: name)
            {
                switch meaning {
                case .denied(let denial): refusal = SQLRefusal(denial, of: authorizer)
                case .absent(let name): refusal = SQLRefusal(missing: name, readable: authorizer.readableTables)
                }
            }
            refusal.isNoStatement = SQLRefusal.isOfSyntax(error)
            throw refusal
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
    }
}
