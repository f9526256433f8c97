import CSQLite

/// Why an approved statement gave no result.
package struct SQLFailure: Error, Hashable, Sendable {
    /// The kinds of failure; raw values leave Swift in answers and reports.
    package enum Code: String, CaseIterable, Sendable {
        /// The statement itself failed on these rows: integer overflow, malformed JSON.
        case failed
        /// A value went beyond a limit on what a statement may be like: the pattern of a `LIKE` or `GLOB`.
        case tooComplex = "sql_too_complex"
        /// The operation or time budget, the limit on one value's size, or that on the statement's memory ran out.
        case executionBudget = "execution_budget"
        /// Another process is writing, or too many runs wait already; the same run may succeed later.
        case busy
        /// The task that ran the statement was cancelled, or its pool was closed.
        case cancelled
        /// The schema has changed since the approval, and the statement now reads what the policy does not allow.
        case denied
        /// The database could not be read: an I/O error, a corrupt file, a system without memory.
        case databaseUnavailable = "database_unavailable"
    }

    /// The kind of failure.
    package let code: Code
    /// One sentence for a person, of at most about 1,000 bytes.
    package let detail: String
    /// Whether the same run may succeed later: what failed lies outside of it.
    let mayPass: Bool

    init(_ code: Code, _ detail: String, mayPass: Bool = false) {
        self.code = code
        self.mayPass = mayPass
        self.detail = detail.clipped(to: 1_000)
    }

    /// The failure of a statement that is denied under the schema of now.
    init(changedSince denial: Authorizer.Denial) {
        self.init(.denied, "the schema has changed since the approval: \(denial.detail)")
    }

    /// The failure of a statement that was approved and is refused by the connection that is to run it.
    init(changedSince refusal: SQLRefusal) {
        let changed = "the schema has changed since the approval: \(refusal.detail)"
        switch refusal.code {
        case .tableDenied, .columnDenied, .functionDenied, .notReadOnly, .statementDenied, .multipleStatements:
            self.init(.denied, changed)
        case .empty, .tooLong, .notText, .invalid, .unknownTable: self.init(.failed, changed)
        // A view has become more than SQLite or its memory can take.
        case .tooComplex: self.init(.executionBudget, refusal.detail, mayPass: refusal.mayPass)
        case .databaseUnavailable: self.init(.databaseUnavailable, refusal.detail)
        case .busy: self.init(.busy, refusal.detail)
        case .cancelled: self.init(.cancelled, refusal.detail)
        }
    }

    /// The failure that a result code of SQLite stands for.
    init(_ error: EngineError) {
        if case .system? = error.shortage {
            self.init(.databaseUnavailable, error.shortage!.words("the statement"), mayPass: true)
            return
        }
        let code: Code =
            switch error.primaryCode {
            case SQLITE_TOOBIG, SQLITE_NOMEM: .executionBudget
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_AUTH: .denied
            case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_FULL,
                SQLITE_READONLY:
                .databaseUnavailable
            case SQLITE_ERROR where error.message == Self.longPattern: .tooComplex
            default: .failed
            }
        self.init(code, error.shortage?.words("the statement") ?? error.message)
    }
}

extension SQLFailure {
    /// What SQLite and the function in its place say of a pattern that is too long.
    private static let longPattern = "LIKE or GLOB pattern too complex"
}

extension SQLFailure: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(detail)" }
}
