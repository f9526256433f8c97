import SQLSandbox
import Testing

/// One statement that must be refused, and why.
struct RefusedStatement: CustomTestStringConvertible, Sendable {
    let name: String
    let sql: String
    let code: SQLRefusal.Code
    var subject: String?
    var policy = SandboxPolicy()
    var script = shopScript

    var testDescription: String { name }
}

/// Allows the customers and their purchases, not the secret and no view.
let onlyCustomers = SandboxPolicy(tables: .only(["Customer", "purchase"]))

extension RefusedStatement {
    static let all = notOneQuery + notReadOnly + notAQuery + outOfBounds + deniedColumns + functions + tooComplex

    static let notOneQuery: [RefusedStatement] = [
        .init(name: "nothing", sql: "", code: .empty),
        .init(name: "white space", sql: " \n\t", code: .empty),
        .init(name: "a comment", sql: "-- SELECT 1", code: .empty),
        .init(name: "a lone semicolon", sql: ";", code: .empty),
        .init(name: "100,001 bytes", sql: "SELECT 1" + String(repeating: " ", count: 99_993), code: .tooLong),
        .init(name: "a NUL that hides a second statement", sql: "SELECT 1\0; DROP TABLE customer", code: .notText),
        .init(name: "a NUL at the end", sql: "SELECT 1\0", code: .notText),
        .init(name: "a syntax error", sql: "SELECT FROM customer", code: .invalid),
        .init(name: "an open string", sql: "SELECT 'abc", code: .invalid),
        .init(name: "an unknown column", sql: "SELECT age FROM customer", code: .invalid),
        .init(name: "an unknown function", sql: "SELECT nosuch(1)", code: .invalid),
        .init(name: "an unknown table", sql: "SELECT * FROM nosuch", code: .unknownTable, subject: "nosuch"),
        .init(name: "two queries", sql: "SELECT 1; SELECT 2", code: .multipleStatements),
        .init(name: "a query and a write", sql: "SELECT 1; DROP TABLE customer", code: .multipleStatements),
        .init(
            name: "a query, a comment, a write", sql: "SELECT 1; /* x */ DELETE FROM customer",
            code: .multipleStatements),
        .init(name: "a query and nonsense", sql: "SELECT 1; nonsense", code: .multipleStatements),
        .init(name: "a query and a pragma", sql: "SELECT 1; PRAGMA query_only=0", code: .multipleStatements),
    ]

    static let notReadOnly: [RefusedStatement] = [
        .init(name: "INSERT", sql: "INSERT INTO customer(name) VALUES ('x')", code: .notReadOnly, subject: "customer"),
        .init(
            name: "INSERT ... RETURNING", sql: "INSERT INTO customer(name) VALUES ('x') RETURNING id",
            code: .notReadOnly, subject: "customer"),
        .init(name: "UPDATE", sql: "UPDATE customer SET name = 'x'", code: .notReadOnly, subject: "customer"),
        .init(name: "REPLACE", sql: "REPLACE INTO customer(id) VALUES (1)", code: .notReadOnly, subject: "customer"),
        .init(
            name: "WITH ... DELETE", sql: "WITH x AS (SELECT 1) DELETE FROM customer", code: .notReadOnly,
            subject: "customer"),
        .init(name: "CREATE TABLE", sql: "CREATE TABLE t(a)", code: .notReadOnly),
        .init(name: "CREATE TEMP TABLE", sql: "CREATE TEMP TABLE t AS SELECT * FROM customer", code: .notReadOnly),
        .init(name: "CREATE TEMP VIEW", sql: "CREATE TEMP VIEW v AS SELECT 1", code: .notReadOnly),
        .init(name: "CREATE VIRTUAL TABLE", sql: "CREATE VIRTUAL TABLE f USING fts5(a)", code: .notReadOnly),
        .init(name: "DROP TABLE", sql: "DROP TABLE customer", code: .notReadOnly),
        .init(name: "ALTER TABLE", sql: "ALTER TABLE customer ADD COLUMN x", code: .notReadOnly),
        .init(name: "REINDEX", sql: "REINDEX", code: .notReadOnly),
        .init(name: "ANALYZE", sql: "ANALYZE", code: .notReadOnly),
        .init(name: "VACUUM", sql: "VACUUM", code: .notReadOnly),
        .init(name: "VACUUM INTO", sql: "VACUUM INTO '/tmp/stolen.db'", code: .notReadOnly),
    ]

    static let notAQuery: [RefusedStatement] = [
        .init(name: "EXPLAIN", sql: "EXPLAIN SELECT 1", code: .statementDenied, subject: "EXPLAIN"),
        .init(
            name: "EXPLAIN QUERY PLAN", sql: "EXPLAIN QUERY PLAN SELECT 1", code: .statementDenied, subject: "EXPLAIN"),
        .init(name: "a harmless PRAGMA", sql: "PRAGMA table_info(customer)", code: .statementDenied, subject: "PRAGMA"),
        .init(name: "PRAGMA query_only", sql: "PRAGMA query_only=0", code: .statementDenied, subject: "PRAGMA"),
        .init(
            name: "PRAGMA writable_schema", sql: "PRAGMA writable_schema=1", code: .statementDenied, subject: "PRAGMA"),
        .init(name: "ATTACH", sql: "ATTACH '/etc/passwd' AS x", code: .statementDenied, subject: "ATTACH"),
        .init(name: "DETACH", sql: "DETACH main", code: .statementDenied, subject: "DETACH"),
        .init(name: "BEGIN", sql: "BEGIN", code: .statementDenied, subject: "BEGIN"),
        .init(name: "COMMIT", sql: "COMMIT", code: .statementDenied, subject: "COMMIT"),
        .init(name: "ROLLBACK", sql: "ROLLBACK", code: .statementDenied, subject: "ROLLBACK"),
        .init(name: "SAVEPOINT", sql: "SAVEPOINT s", code: .statementDenied, subject: "SAVEPOINT"),
        .init(name: "RELEASE", sql: "RELEASE s", code: .statementDenied, subject: "SAVEPOINT"),
        .init(name: "a REINDEX of a table without an index", sql: "REINDEX customer", code: .notReadOnly),
        .init(name: "a parameter", sql: "SELECT ?1", code: .statementDenied, subject: "parameter"),
    ]

    static let outOfBounds: [RefusedStatement] = [
        .init(
            name: "a denied table", sql: "SELECT ssn FROM secret", code: .tableDenied, subject: "secret",
            policy: onlyCustomers),
        .init(
            name: "a denied table without a column", sql: "SELECT count(*) FROM secret", code: .tableDenied,
            subject: "secret", policy: onlyCustomers),
        .init(
            name: "a denied table in a join",
            sql: "SELECT c.name FROM customer c JOIN secret s ON s.id = c.id", code: .tableDenied, subject: "secret",
            policy: onlyCustomers),
        .init(
            name: "a denied table in a subquery",
            sql: "SELECT name FROM customer WHERE id IN (SELECT id FROM secret)", code: .tableDenied,
            subject: "secret", policy: onlyCustomers),
        .init(
            name: "a denied table in a common table expression",
            sql: "WITH x AS (SELECT ssn FROM secret) SELECT * FROM x",
            code: .tableDenied, subject: "secret", policy: onlyCustomers),
        .init(
            name: "a denied table in a compound", sql: "SELECT name FROM customer UNION SELECT ssn FROM secret",
            code: .tableDenied, subject: "secret", policy: onlyCustomers),
        .init(
            name: "a denied table in an ORDER BY", sql: "SELECT name FROM customer ORDER BY (SELECT ssn FROM secret)",
            code: .tableDenied, subject: "secret", policy: onlyCustomers),
        .init(
            name: "a denied table in another case", sql: "SELECT SSN FROM \"SECRET\"", code: .tableDenied,
            subject: "secret", policy: onlyCustomers),
        .init(
            name: "an expression named like an allowed view",
            sql: "WITH spending AS (SELECT ssn FROM secret) SELECT * FROM spending", code: .tableDenied,
            subject: "secret", policy: SandboxPolicy(tables: .only(["spending", "purchase"]))),
        .init(
            name: "an allowed view over a denied table", sql: "SELECT * FROM leak", code: .tableDenied,
            subject: "secret", policy: SandboxPolicy(tables: .only(["leak"]))),
        .init(
            name: "a denied view over an allowed table", sql: "SELECT * FROM spending", code: .tableDenied,
            subject: "spending", policy: onlyCustomers),
        .init(
            name: "a denied view without a column", sql: "SELECT count(*) FROM spending", code: .tableDenied,
            subject: "spending", policy: onlyCustomers),
        .init(
            name: "the schema", sql: "SELECT sql FROM sqlite_master", code: .tableDenied, subject: "sqlite_master"),
        .init(
            name: "the schema by its new name", sql: "SELECT count(*) FROM sqlite_schema", code: .tableDenied,
            subject: "sqlite_schema"),
        .init(
            name: "the schema although it is listed", sql: "SELECT sql FROM sqlite_master", code: .tableDenied,
            subject: "sqlite_master", policy: SandboxPolicy(tables: .only(["sqlite_master"]))),
        .init(
            name: "the temporary schema", sql: "SELECT * FROM sqlite_temp_schema", code: .tableDenied,
            subject: "sqlite_temp_master"),
        .init(name: "a pragma as a table", sql: "SELECT * FROM pragma_table_info('customer')", code: .functionDenied),
        .init(name: "a table-valued function", sql: "SELECT value FROM generate_series(1, 2)", code: .functionDenied),
        .init(name: "the statements of the process", sql: "SELECT sql FROM sqlite_stmt", code: .functionDenied),
        .init(name: "the pages of the database", sql: "SELECT * FROM dbstat", code: .functionDenied),
    ]

    static let functions: [RefusedStatement] = [
        "random()", "randomblob(9)", "zeroblob(9)", "load_extension('x')", "fts3_tokenizer('simple')",
        "sqlite_version()", "sqlite_source_id()", "sqlite_compileoption_used('x')", "printf('%d', 1)",
        "format('%d', 1)", "changes()", "total_changes()", "last_insert_rowid()", "sqlite_log(1, 'x')",
    ].map { call in
        RefusedStatement(
            name: call, sql: "SELECT \(call)", code: .functionDenied, subject: String(call.prefix { $0 != "(" }))
    }

    static let tooComplex: [RefusedStatement] = [
        .init(
            name: "an expression of depth 101",
            sql: "SELECT 1" + String(repeating: " + 1", count: 101), code: .tooComplex),
        .init(
            name: "a compound of 21",
            sql: (0..<21).map { "SELECT \($0)" }.joined(separator: " UNION ALL "), code: .tooComplex),
        .init(
            name: "101 arguments", sql: "SELECT max(" + (0..<101).map(String.init).joined(separator: ",") + ")",
            code: .tooComplex),
        .init(
            name: "a join of 65", sql: "SELECT 1 FROM " + (0..<65).map { "customer c\($0)" }.joined(separator: ","),
            code: .tooComplex),
        .init(name: "too deep a nest", sql: "SELECT " + String(repeating: "(", count: 2_000), code: .tooComplex),
    ]
}
