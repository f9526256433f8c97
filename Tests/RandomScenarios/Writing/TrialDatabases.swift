import SQLSandbox

/// The databases that scenarios ask: small, with what a guard is for.
package enum TrialDatabases {
    /// The scripts by the name of the database.
    package static let scripts: [(name: String, script: String)] = [("books", books), ("shop", shop)]

    /// The file of a database in a scenario's folder.
    static func file(_ name: String) -> String { "\(name).sqlite" }

    /// Builds all of them in `folder`.
    package static func build(in folder: String) throws {
        for (name, script) in scripts {
            try DatabaseScript.build(script, at: "\(folder)/\(file(name))") { false }
        }
    }

    private static let shop = """
        CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price INTEGER, stock INTEGER, secret TEXT);
        INSERT INTO item VALUES
          (1, 'Zelt', 19900, 3, 'a'), (2, 'Lampe', 2500, 0, 'b'), (3, NULL, NULL, NULL, NULL), (4, 'Zelt', 19900, 3, 'c'),
          (5, 'x''; DROP TABLE item; --', -9223372036854775807, 9223372036854775807, x'ff00fe'),
          (6, '', 0, 0, ''), (7, '🏕️ tent ' || char(0) || 'é', 1.5, 1e308, '</testcase>');
        CREATE TABLE blank (id INTEGER PRIMARY KEY, note TEXT);
        CREATE TABLE payroll (id INTEGER PRIMARY KEY, salary INTEGER);
        INSERT INTO payroll VALUES (1, 100000);
        CREATE INDEX item_by_secret ON item (secret);
        CREATE VIEW cheap AS SELECT id, name FROM item WHERE price < 10000;
        """

    private static let books = """
        CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, day TEXT);
        INSERT INTO book VALUES (1, 'One', '2026-11-20');
        """
}
