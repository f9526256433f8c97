/// The SQL that planners propose and callers write in these scenarios.
enum TrialStatements {
    /// What a guard lets through, with the databases of the trials.
    static let honest = [
        "SELECT count(*) FROM item", "SELECT id, name FROM item ORDER BY id",
        "SELECT name, price FROM item WHERE stock > 0",
        "SELECT * FROM blank", "SELECT id FROM cheap", "SELECT 1", "select\n  max(price)\nfrom item;",
        "SELECT sum(price) FROM item WHERE id < 5", "SELECT name FROM item GROUP BY name ORDER BY count(*) DESC, name",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40) SELECT i FROM n",
        "SELECT title FROM book", "SELECT count(*), :user FROM item", "SELECT name FROM item WHERE name <> :tenant",
        "SELECT price / 0, NULL, -0.0, 1e999 FROM item",
    ]

    /// What reads the clock: true for a time only.
    static let ofTheClock = [
        "SELECT date('now')", "SELECT strftime('%s', 'now')", "SELECT count(*) FROM book WHERE day <= date('now')",
        "SELECT CURRENT_TIMESTAMP", "SELECT julianday('now', '+1 day') - julianday('now')",
        "SELECT datetime('now', '-300 years')", "SELECT strftime('%f', 'now')",
    ]

    /// What is refused, fails or costs too much.
    static let bad = [
        "DROP TABLE item", "UPDATE item SET price = 0", "DELETE FROM item", "SELECT 1; SELECT 2", "PRAGMA table_list",
        "ATTACH DATABASE 'x' AS x", "SELECT random()", "SELECT load_extension('x')", "SELECT nope FROM item",
        "SELECT * FROM nope", "SELECT FROM", "SELECT * FROM payroll", "SELECT secret FROM item",
        "SELECT * FROM item ORDER BY secret", "SELECT abs(-9223372036854775807 - 1)", "SELECT zeroblob(2000000000)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT i, i, i FROM n",
        "SELECT name FROM item WHERE name LIKE '" + String(repeating: "%a", count: 200) + "'",
        "SELECT " + String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300),
        "SELECT '" + String(repeating: "x", count: 40_000) + "'", "SELECT 'a\u{0}b'", "SELECT 1\u{0}; DROP TABLE item",
        "\u{0}", "EXPLAIN SELECT 1", "VACUUM",
        "SELECT * FROM sqlite_schema", "SELECT * FROM item, item, item, item, item, item, item, item",
        "BEGIN", "SELECT sqlite_version()", "/* only a comment */", "-- nothing", " ; ", ";;", "/**/",
        "SELECT 1 UNION SELECT 2, 3",
    ]
}
