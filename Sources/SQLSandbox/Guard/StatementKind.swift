import CSQLite

/// Names the actions of SQLite's authorizer that no query needs.
enum StatementKind {
    /// The denial of an action that is neither a query, a read nor a function call.
    static func denial(of action: Int32, on subject: String?) -> Authorizer.Denial {
        switch action {
        case SQLITE_PRAGMA: notAQuery("PRAGMA")
        case SQLITE_ATTACH: notAQuery("ATTACH")
        case SQLITE_DETACH: notAQuery("DETACH")
        // The subject is BEGIN, COMMIT or ROLLBACK.
        case SQLITE_TRANSACTION: notAQuery(subject ?? "TRANSACTION")
        case SQLITE_SAVEPOINT: notAQuery("SAVEPOINT")
        case SQLITE_DELETE, SQLITE_INSERT, SQLITE_UPDATE, SQLITE_ALTER_TABLE, SQLITE_REINDEX, SQLITE_ANALYZE,
            SQLITE_CREATE_INDEX...SQLITE_CREATE_VIEW, SQLITE_DROP_INDEX...SQLITE_DROP_VIEW,
            SQLITE_CREATE_VTABLE, SQLITE_DROP_VTABLE:
            // A new table first shows as an insertion into SQLite's own schema table: not what the text says.
            Authorizer.Denial(
                code: .notReadOnly, subject: subject.flatMap { SQLName($0).isReserved ? nil : $0 },
                detail: "the statement would write")
        default: notAQuery("action \(action)")
        }
    }

    private static func notAQuery(_ kind: String) -> Authorizer.Denial {
        Authorizer.Denial(code: .statementDenied, subject: kind, detail: "\(kind) is not a query")
    }
}
