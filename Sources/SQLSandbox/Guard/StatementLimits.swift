import CSQLite

/// What one statement may be like, whatever it reads. The defaults refuse no statement of the Spider development set;
/// SQLite's own "high security" limits refuse 17.
package struct StatementLimits: Hashable, Codable, Sendable {
    /// Bytes of its text; 1 to 100,000. Default 32,768: compiling takes longer with every byte, and nothing interrupts it.
    package var statementBytes = 32_768
    /// Bytes of any text or blob that it reads or makes, and of any row that it sorts or keeps; 100,000, since a schema must
    /// be read, which is the default, to 1,000,000. Nothing stops one function call: short values keep the calls short, and
    /// those that call themselves within the stack, at 64 bytes of it for each byte.
    package var valueBytes = 100_000
    /// The depth of an expression as it is written, in which a chain of `AND` is as deep as it is long; 10 to 200. Default
    /// 100. SQLite puts expressions of views and common table expressions into one another, up to 30 of them.
    package var expressionDepth = 100
    /// The parts of a `UNION`, `INTERSECT` or `EXCEPT`; 5 to 500. Default 20.
    package var compoundSelects = 20
    /// The arguments of a function; 10 to 127. Default 100.
    package var functionArguments = 100
    /// Bytes of the pattern of a `LIKE` or `GLOB`; 1 to 50,000. Default 200.
    package var patternBytes = 200

    package init() {}

    /// The limits of `sqlite3_limit` that these are.
    var ofConnection: [(limit: Int32, value: Int32)] {
        [
            (SQLITE_LIMIT_LENGTH, Int32(valueBytes)), (SQLITE_LIMIT_EXPR_DEPTH, Int32(expressionDepth)),
            (SQLITE_LIMIT_COMPOUND_SELECT, Int32(compoundSelects)),
            (SQLITE_LIMIT_FUNCTION_ARG, Int32(functionArguments)),
            (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, Int32(patternBytes)),
        ]
    }

    /// Names and values, for keys.
    package var named: [(name: String, value: Int)] {
        [
            ("statement_bytes", statementBytes), ("value_bytes", valueBytes), ("expression_depth", expressionDepth),
            ("compound_selects", compoundSelects), ("function_arguments", functionArguments),
            ("pattern_bytes", patternBytes),
        ]
    }
}
