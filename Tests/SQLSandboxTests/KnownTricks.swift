import SQLSandbox
import Testing

/// What a text that is known to talk guards round must come to.
struct KnownTrick: CustomTestStringConvertible, Sendable {
    /// The end of the trick.
    enum End: Sendable {
        case refused(SQLRefusal.Code)
        /// It runs, and gives these rows as text.
        case harmless([[String]])
        /// It runs, and is cut short after so many rows.
        case cut(Int)
        /// It is approved, and stopped when it has spent its budget or a value has become too long.
        case stopped
    }

    /// The fact, measured on the SQLite of Debian 12.
    let name: String
    let sql: String
    let end: End
    var policy = withoutNumbers

    var testDescription: String { name }

    /// `PLACE` in a text stands for the folder of the database.
    static let all: [KnownTrick] = [
        .init(
            name: "VACUUM INTO copies a database through a read-only connection",
            sql: "VACUUM INTO 'PLACE/stolen.db'", end: .refused(.notReadOnly)),
        .init(name: "VACUUM INTO without a word to the authorizer", sql: "VACUUM main", end: .refused(.notReadOnly)),
        .init(
            name: "ATTACH creates a file, and reports that it only reads", sql: "ATTACH 'PLACE/new.db' AS n",
            end: .refused(.statementDenied)),
        .init(
            name: "ATTACH by URI", sql: "ATTACH 'file:PLACE/new.db?mode=rwc' AS n", end: .refused(.statementDenied)),
        .init(
            name: "PRAGMA query_only=0 reports that it only reads", sql: "PRAGMA query_only=0",
            end: .refused(.statementDenied)),
        .init(name: "PRAGMA writable_schema", sql: "PRAGMA writable_schema=1", end: .refused(.statementDenied)),
        .init(
            name: "PRAGMA journal_mode leaves files", sql: "PRAGMA journal_mode=WAL",
            end: .refused(.statementDenied)),
        .init(name: "PRAGMA trusted_schema", sql: "PRAGMA trusted_schema=1", end: .refused(.statementDenied)),
        .init(
            name: "PRAGMA as a table reports no pragma until it is stepped",
            sql: "SELECT * FROM pragma_table_info('patient')", end: .refused(.functionDenied)),
        .init(name: "BEGIN reports that it only reads", sql: "BEGIN IMMEDIATE", end: .refused(.statementDenied)),
        .init(name: "SAVEPOINT reports that it only reads", sql: "SAVEPOINT s", end: .refused(.statementDenied)),
        .init(
            name: "a key of USING is no read to the authorizer", sql: "SELECT note FROM guess JOIN patient USING (ssn)",
            end: .refused(.columnDenied)),
        .init(
            name: "a key of NATURAL JOIN is no read to the authorizer",
            sql: "SELECT note FROM guess NATURAL JOIN badge",
            end: .refused(.columnDenied)),
        .init(
            name: "USING guesses one value after another",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9), "
                + "g(ssn) AS (SELECT '078-05-112' || i FROM n) SELECT ssn FROM g JOIN patient USING (ssn)",
            end: .refused(.columnDenied)),
        .init(
            name: "USING on a table that is denied as a whole",
            sql: "SELECT note FROM guess JOIN patient USING (ssn)", end: .refused(.tableDenied),
            policy: SandboxPolicy(tables: .only(["guess"]))),
        .init(
            name: "a common table expression takes the name of a view",
            sql: "WITH wards AS (SELECT ssn FROM patient) SELECT * FROM wards", end: .refused(.columnDenied)),
        .init(
            name: "a common table expression takes the name of an allowed table",
            sql: "WITH guess AS (SELECT ssn FROM patient) SELECT ssn FROM guess", end: .refused(.columnDenied)),
        .init(
            name: "a column that does not exist, in double quotes, is an error",
            sql: "SELECT \"nosuchcol\" FROM guess", end: .refused(.invalid)),
        .init(
            name: "a column that does not exist, in double quotes, is a text where the policy says so",
            sql: "SELECT \"nosuchcol\" FROM guess LIMIT 1", end: .harmless([["nosuchcol"]]),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], doubleQuotedStrings: true)),
        .init(
            name: "a denied column in double quotes is no text", sql: "SELECT \"ssn\" FROM patient",
            end: .refused(.columnDenied),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], doubleQuotedStrings: true)),
        .init(
            name: "one long function is out of the progress handler's reach", sql: "SELECT hex(randomblob(900000000))",
            end: .refused(.functionDenied)),
        .init(
            name: "zeroblob is memory on demand", sql: "SELECT hex(zeroblob(400000000))",
            end: .refused(.functionDenied)),
        .init(
            name: "a value that doubles itself",
            sql: "WITH RECURSIVE d(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM d) SELECT length(s) FROM d",
            end: .stopped),
        .init(
            name: "replace makes one value long",
            sql: "SELECT length(replace(hex('0123456789012345678901234567890123456789'), '3', "
                + "replace(hex('0123456789012345678901234567890123456789'), '3', replace(hex('012345678901234567890123456789'), '3', "
                + "replace(hex('0123456789012345678901234567890123456789'), '3', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')))))",
            end: .stopped),
        .init(
            name: "a recursion without an end",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            end: .stopped),
        .init(
            name: "a join that multiplies",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
                + "SELECT count(*) FROM n a, n b, n c",
            end: .stopped),
        .init(
            name: "SQLite stops reading at a NUL", sql: "SELECT 1 -- \0\n; DROP TABLE guess", end: .refused(.notText)),
        .init(name: "a NUL in a text", sql: "SELECT 'a\0b'", end: .refused(.notText)),
        .init(
            name: "a second statement behind a comment", sql: "SELECT 1 /* ; */ ; /* */ DELETE FROM guess",
            end: .refused(.multipleStatements)),
        .init(
            name: "WITH before DELETE", sql: "WITH x AS (SELECT 1) DELETE FROM guess RETURNING *",
            end: .refused(.notReadOnly)),
        .init(
            name: "fts3_tokenizer leaks a pointer", sql: "SELECT fts3_tokenizer('simple')",
            end: .refused(.functionDenied)),
        .init(
            name: "fts3_tokenizer runs code", sql: "SELECT fts3_tokenizer('x', x'4141414141414141')",
            end: .refused(.functionDenied)),
        .init(
            name: "load_extension runs code", sql: "SELECT load_extension('PLACE/evil.so')",
            end: .refused(.functionDenied)),
        .init(
            name: "sqlite_stmt shows the process's statements", sql: "SELECT sql FROM sqlite_stmt",
            end: .refused(.functionDenied)),
        .init(name: "dbstat shows the pages", sql: "SELECT * FROM dbstat", end: .refused(.functionDenied)),
        .init(
            name: "the schema tells the denied names", sql: "SELECT sql FROM sqlite_schema",
            end: .refused(.tableDenied)),
        .init(
            name: "the schema by its old name and database", sql: "SELECT sql FROM main.sqlite_master",
            end: .refused(.tableDenied)),
        .init(
            name: "LIMIT in a comment", sql: "SELECT note FROM guess -- LIMIT 1",
            end: .harmless([["one"], ["other"]])),
        .init(
            name: "EXPLAIN tells of the schema", sql: "EXPLAIN SELECT ssn FROM guess",
            end: .refused(.statementDenied)),
        .init(
            name: "CREATE TEMP TABLE writes elsewhere", sql: "CREATE TEMP TABLE t AS SELECT 1",
            end: .refused(.notReadOnly)),
        .init(name: "a parameter", sql: "SELECT ?1", end: .refused(.statementDenied)),
        .init(name: "DETACH reports that it only reads", sql: "DETACH main", end: .refused(.statementDenied)),
        .init(
            name: "ATTACH in comments and another case", sql: "/**/aTtAcH/**/'PLACE/new.db'/**/AS n",
            end: .refused(.statementDenied)),
        .init(
            name: "ATTACH behind a query", sql: "SELECT 1; ATTACH 'PLACE/new.db' AS n; CREATE TABLE n.t AS SELECT 1",
            end: .refused(.multipleStatements)),
        .init(
            name: "ATTACH compiles to a function that no text can call",
            sql: "SELECT sqlite_attach('PLACE/new.db', 'n', '')", end: .refused(.invalid)),
        .init(name: "ANALYZE writes statistics", sql: "ANALYZE", end: .refused(.notReadOnly)),
        .init(
            name: "INSERT answers with rows", sql: "INSERT INTO guess VALUES ('a', 'b') RETURNING ssn",
            end: .refused(.notReadOnly)),
        .init(
            name: "a denied table is read without a column", sql: "SELECT count(*) FROM patient",
            end: .refused(.tableDenied), policy: SandboxPolicy(tables: .only(["guess"]))),
        .init(
            name: "that a denied table has rows is a reading", sql: "SELECT 1 FROM patient LIMIT 1",
            end: .refused(.tableDenied), policy: SandboxPolicy(tables: .only(["guess"]))),
        .init(
            name: "rowid is the INTEGER PRIMARY KEY", sql: "SELECT oid FROM patient", end: .refused(.columnDenied),
            policy: SandboxPolicy(deniedColumns: ["patient": ["id"]])),
        .init(
            name: "an index alone answers for a denied column",
            sql: "SELECT count(*) FROM patient WHERE ssn > '1'", end: .refused(.columnDenied)),
        .init(
            name: "a generated column shows what it is computed from", sql: "SELECT masked FROM patient",
            end: .refused(.columnDenied)),
        .init(
            name: "LIKE is a function", sql: "SELECT 'a' LIKE 'A'", end: .refused(.functionDenied),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], functions: ["count"])),
        .init(
            name: "->> is a function", sql: "SELECT '[1]' ->> 0", end: .refused(.functionDenied),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], functions: ["count"])),
        .init(
            name: "MATCH is a function", sql: "SELECT note FROM guess WHERE note MATCH 'one'",
            end: .refused(.functionDenied)),
        .init(
            name: "CURRENT_TIMESTAMP is a function", sql: "SELECT CURRENT_TIMESTAMP", end: .refused(.functionDenied),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], functions: ["count"])),
        .init(
            name: "CAST and COLLATE are none", sql: "SELECT CAST(1 AS TEXT) COLLATE NOCASE", end: .harmless([["1"]]),
            policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]], functions: ["count"])),
        .init(
            name: "the present is the sandbox's", sql: "SELECT date('now') || ' ' || CURRENT_TIME",
            end: .harmless([["2026-11-20 12:00:00"]])),
        .init(name: "chance", sql: "SELECT random()", end: .refused(.functionDenied)),
        .init(
            name: "printf is memory on demand", sql: "SELECT printf('%.*c', 900000000, 'x')",
            end: .refused(.functionDenied)),
        .init(
            name: "format is memory on demand", sql: "SELECT format('%900000000d', 1)",
            end: .refused(.functionDenied)),
        .init(name: "the version", sql: "SELECT sqlite_version()", end: .refused(.functionDenied)),
        .init(
            name: "the build", sql: "SELECT sqlite_compileoption_get(1), sqlite_source_id()",
            end: .refused(.functionDenied)),
        .init(name: "a function that writes a file", sql: "SELECT writefile('PLACE/x', 'y')", end: .refused(.invalid)),
        .init(name: "a function that reads a file", sql: "SELECT readfile('/etc/passwd')", end: .refused(.invalid)),
        .init(name: "a file as a table", sql: "SELECT * FROM 'PLACE/shop.sqlite'", end: .refused(.unknownTable)),
        .init(
            name: "a table-valued function asks the authorizer for more",
            sql: "SELECT CAST(value AS TEXT) FROM json_each('[1]')",
            end: .harmless([["1"]])),
        .init(
            name: "a pragma hides behind a table-valued function",
            sql: "SELECT p.name FROM json_each('[1]') j, pragma_table_info('patient') p", end: .refused(.functionDenied)
        ),
        .init(
            name: "a delay made of work",
            sql: "SELECT note FROM guess WHERE 1 = LIKE('ABCDEFG', UPPER(HEX(RANDOMBLOB(1000000000 / 2))))",
            end: .refused(.functionDenied)),
        .init(
            name: "a delay of another dialect", sql: "SELECT ssn FROM guess WHERE SLEEP(5) = 0",
            end: .refused(.invalid)),
        .init(name: "another dialect", sql: "SELECT TOP 1 note FROM guess", end: .refused(.invalid)),
        .init(
            name: "brackets without an end", sql: "SELECT " + String(repeating: "(", count: 800),
            end: .refused(.tooComplex)),
        .init(
            name: "comments in comments",
            sql: String(repeating: "/* ", count: 10_000) + "*/ SELECT note FROM guess LIMIT 1",
            end: .harmless([["one"]])),
        .init(
            name: "a comment behind the statement is none of it", sql: "SELECT note FROM guess LIMIT 1; -- x",
            end: .harmless([["one"]])),
        .init(name: "only a comment", sql: "-- only comment", end: .refused(.empty)),
        .init(
            name: "an ordinary condition is not too deep",
            sql: "SELECT note FROM guess WHERE " + Array(repeating: "note > 'a'", count: 20).joined(separator: " AND "),
            end: .harmless([["one"], ["other"]])),
        .init(
            name: "an ordinary compound is not too long",
            sql: "SELECT 'a' UNION SELECT 'b' UNION SELECT 'c' UNION SELECT 'd'",
            end: .harmless([["a"], ["b"], ["c"], ["d"]])),
        .init(
            name: "rows without an end",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", end: .cut(1_000)),
        .init(
            name: "a condition that is always true reads nothing else",
            sql: "SELECT note FROM guess WHERE note = '' OR 1=1",
            end: .harmless([["one"], ["other"]])),
    ]
}
