import CSQLite

/// How denials and compile errors of the engine become refusals.
extension SQLRefusal {
    /// What to say to whoever sends anything but a query.
    static let readOnlyHint = "send one SELECT that only reads"

    /// At most this many names stand in a hint.
    private static let maximumList = 20

    /// The refusal that a denial of the authorizer is.
    init(_ denial: Authorizer.Denial, of authorizer: Authorizer) {
        let hint =
            switch denial.code {
            case _ where denial.hint != nil: denial.hint
            case .tableDenied: Self.hint(listing: authorizer.readableTables)
            case .columnDenied: Self.hint(listingColumnsOf: denial.table ?? "", authorizer)
            case .functionDenied where BuiltinFunctions.ofMachine.contains(denial.subject ?? ""):
                "its last digits depend on the machine, so a policy has to name it"
            case .functionDenied: "use only functions that depend on nothing but their arguments"
            default: Self.readOnlyHint
            }
        self.init(denial.code, subject: denial.subject, detail: denial.detail, hint: hint)
    }

    /// The refusal when the database itself could not be read.
    init(unavailable detail: String) {
        self.init(.databaseUnavailable, detail: detail, hint: "ask again later", mayPass: true)
    }

    /// The refusal when the text was not judged.
    init(_ failure: SQLFailure) {
        switch failure.code {
        case .busy: self.init(.busy, detail: failure.detail, hint: "ask again later", mayPass: true)
        case .cancelled: self.init(.cancelled, detail: failure.detail, mayPass: true)
        case .failed, .tooComplex, .executionBudget, .denied, .databaseUnavailable:
            self.init(unavailable: failure.detail)
        }
    }

    /// The refusal that an error while compiling means. SQLite has one code for most of them, so its text decides.
    init(compiling error: EngineError, readable tables: [String]) {
        let message = error.message
        switch error.primaryCode {
        case SQLITE_ERROR:
            let missingTable = "no such table: "
            if message.hasPrefix(missingTable) {
                let name = String(message.dropFirst(missingTable.count))
                self.init(.unknownTable, subject: name, detail: message, hint: Self.hint(listing: tables))
            } else if Self.limits.contains(where: { message.hasPrefix($0) }) {
                self.init(.tooComplex, detail: message, hint: "ask for less in one statement")
            } else {
                let isColumn = message.hasPrefix("no such column: ")
                self.init(
                    .invalid, detail: message,
                    hint: isColumn ? "check the name of the column; text belongs in single quotes" : nil)
            }
        case SQLITE_NOMEM:
            let detail = error.shortage?.words("compiling the statement") ?? message
            if case .system? = error.shortage {
                self.init(unavailable: detail)
            } else {
                self.init(.tooComplex, detail: detail, hint: "ask for less in one statement")
            }
        case SQLITE_TOOBIG:
            self.init(.tooComplex, detail: message, hint: "ask for less in one statement")
        case SQLITE_INTERRUPT:
            self.init(.tooComplex, detail: message, hint: "ask for less in one statement", mayPass: true)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_PROTOCOL,
            SQLITE_FULL, SQLITE_READONLY:
            self.init(unavailable: message)
        default:
            self.init(.invalid, detail: message)
        }
    }

    /// Whether SQLite's parser has spoken, which knows no schema. It goes on to the next word when a name is wrong, so that it
    /// has the last word where prose stands behind what might be a statement.
    static func isOfSyntax(_ error: EngineError) -> Bool {
        error.message.hasPrefix("near \"") || error.message.hasPrefix("unrecognized token: ")
            || error.message == "incomplete input"
    }

    /// How SQLite's messages begin when a statement exceeds a limit.
    private static let limits = [
        "Expression tree is too large", "Recursion limit", "at most ", "more than ", "parser stack overflow",
        "string or blob too big",
        "too many ",
    ]

    private static func hint(listing tables: [String]) -> String {
        tables.isEmpty ? "there is no table to read" : "tables: " + list(tables)
    }

    private static func hint(listingColumnsOf table: String, _ authorizer: Authorizer) -> String {
        let columns = authorizer.readableColumns(of: table)
        return columns.isEmpty ? "leave \(table) out" : "columns of \(table): " + list(columns)
    }

    private static func list(_ names: [String]) -> String {
        let more = names.count > maximumList ? " and \(names.count - maximumList) more" : ""
        return names.prefix(maximumList).joined(separator: ", ") + more
    }
}
