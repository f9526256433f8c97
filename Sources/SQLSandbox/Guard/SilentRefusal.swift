/// What a refusal may say of what is denied.
///
/// SQLite looks for every column, index and table of a statement before the authorizer is asked of all of them, so that the
/// error, or which denial comes first, tells whether a name exists. So the names in the text decide instead: a query that
/// names a denied table is refused because of that table, and a write because it writes, whatever else is wrong with it.
extension SQLRefusal {
    /// The refusal, or another one that is the same whatever denied tables hold.
    func withoutWords(of authorizer: Authorizer) -> SQLRefusal {
        var silent = silent(authorizer)
        // Where a name decides whether there is anything to do, it decides how far the parser gets.
        silent.isNoStatement = isNoStatement && !(authorizer.names.verb == .write && authorizer.names.hasCondition)
        return silent
    }

    private func silent(_ authorizer: Authorizer) -> SQLRefusal {
        switch code {
        case .empty, .tooLong, .notText, .databaseUnavailable, .busy, .cancelled: return self
        case .multipleStatements, .invalid, .unknownTable, .notReadOnly, .statementDenied, .tableDenied, .columnDenied,
            .functionDenied, .tooComplex:
            if mayPass { return self }
        }
        switch authorizer.names.verb {
        case .query:
            if let denial = authorizer.denialOfNamedTable() { return SQLRefusal(denial, of: authorizer) }
            // The number of all columns tells how many are denied.
            guard [.invalid, .tooComplex].contains(code), let denial = authorizer.denialOfStar() else { return self }
            return SQLRefusal(denial, of: authorizer)
        case .write:
            if code == .notReadOnly, let subject, authorizer.mayRead(SQLName(subject)),
                authorizer.catalogue.tables[SQLName(subject)] != nil, authorizer.denialOfNamedTable() == nil
            {
                return self
            }
            // No name decides where a text is no SQL, but whether there is anything to do before that place.
            if code == .invalid, isNoStatement, !authorizer.names.hasCondition { return self }
            return SQLRefusal(.notReadOnly, detail: "the statement would write", hint: Self.readOnlyHint)
        case .other: return self
        }
    }
}
