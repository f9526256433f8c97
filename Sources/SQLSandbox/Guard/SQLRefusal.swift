/// Why a statement was not approved. Nothing of it has run.
package struct SQLRefusal: Error, Hashable, Sendable {
    /// The kinds of refusal; raw values leave Swift in answers and reports.
    package enum Code: String, CaseIterable, Sendable {
        /// No statement, only white space and comments.
        case empty = "sql_empty"
        /// Longer than the policy allows.
        case tooLong = "sql_too_long"
        /// Holds a NUL, where SQLite would stop reading: what is audited would not be what runs.
        case notText = "sql_not_text"
        /// Not SQL, or SQL that does not fit the schema: a syntax error, no such column, no such function.
        case invalid = "sql_invalid"
        /// Names a table that does not exist.
        case unknownTable = "sql_unknown_table"
        /// More than one statement.
        case multipleStatements = "multiple_statements"
        /// Would write.
        case notReadOnly = "sql_not_read_only"
        /// Not a query: EXPLAIN, PRAGMA, ATTACH, transactions; parameters that are not written `:name`.
        case statementDenied = "statement_denied"
        /// Reads a table or view that the policy does not allow, a shadow table, or a virtual table that nobody can allow.
        case tableDenied = "table_denied"
        /// Reads a column that the policy denies, wherever it stands in the statement.
        case columnDenied = "column_denied"
        /// Calls a function that the policy does not allow, or reads a table-valued one.
        case functionDenied = "function_denied"
        /// Exceeds a limit on nesting, terms, arguments, program size or the memory it takes to compile.
        case tooComplex = "sql_too_complex"
        /// The database could not be read, which says nothing about the statement.
        case databaseUnavailable = "database_unavailable"
        /// Too many texts wait for their verdicts already.
        case busy = "database_busy"
        /// The task that asked was cancelled.
        case cancelled
    }

    /// The kind of refusal.
    package let code: Code
    /// The most bytes of a subject, a detail or a hint, but for an ellipsis.
    private static let maximumText = 1_000

    /// What the refusal is about: the table, column (`table.column`), function or kind of statement.
    package let subject: String?
    /// One sentence for a person.
    package let detail: String
    /// What to do about it, for a person or for the planner's next attempt.
    package let hint: String?

    /// Whether the text is no statement at all, as prose is none: SQLite's parser, which knows no schema, does not take it.
    package internal(set) var isNoStatement = false

    /// What it takes where refusals are remembered.
    var bytes: Int { [subject, detail, hint].reduce(0) { $0 + 32 + ($1?.utf8.count ?? 0) } }

    /// Whether the same statement may be judged otherwise the next time, though the schema is the same.
    let mayPass: Bool

    init(_ code: Code, subject: String? = nil, detail: String, hint: String? = nil, mayPass: Bool = false) {
        self.code = code
        self.subject = subject?.clipped(to: Self.maximumText)
        self.detail = detail.clipped(to: Self.maximumText)
        self.hint = hint?.clipped(to: Self.maximumText)
        self.mayPass = mayPass
    }
}

extension SQLRefusal: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue): \(detail)" + (hint.map { " (\($0))" } ?? "")
    }
}

extension String {
    /// The text up to about `most` bytes, with an ellipsis for what is left out. SQLite's messages quote the statement,
    /// and nothing that repeats a stranger's text may be as long as the stranger likes.
    func clipped(to most: Int) -> String {
        if utf8.count <= most { return self }
        var clipped = ""
        var size = 0
        for scalar in unicodeScalars {
            size += UTF8.width(scalar)
            if size > most { break }
            clipped.unicodeScalars.append(scalar)
        }
        return clipped + "…"
    }
}
