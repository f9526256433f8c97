import SQLSandbox
import Testing
import ToolRouter

@Suite struct ReadSetTests {
    @Test(
        arguments: [
            ("a count", "SELECT count(*) FROM patient", [], ["patient"]),
            ("a star", "SELECT * FROM guess", ["guess.note", "guess.ssn"], ["guess"]),
            (
                "the keys of USING", "SELECT note FROM guess JOIN badge USING (ssn)",
                ["badge.ssn", "guess.note", "guess.ssn"], ["badge", "guess"]
            ),
            (
                "the keys of NATURAL", "SELECT 1 FROM guess NATURAL JOIN badge", ["badge.ssn", "guess.ssn"],
                ["badge", "guess"]
            ),
            (
                "a view and what it reads", "SELECT name FROM roster",
                ["patient.name", "patient.ssn", "roster.name"], ["patient", "roster"]
            ),
            (
                "what a generated column is computed from", "SELECT masked FROM patient",
                ["patient.masked", "patient.ssn"], ["patient"]
            ),
            ("the number of a row", "SELECT rowid FROM guess", ["guess.ROWID"], ["guess"]),
            ("an INTEGER PRIMARY KEY", "SELECT rowid FROM patient", ["patient.id"], ["patient"]),
            ("no table", "SELECT 1", [], []),
        ] as [(String, String, [String], [String])])
    func `an approval says which columns are read:`(
        name: String, sql: String, columns: [String], tables: [String]
    ) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: SandboxPolicy())
        let approved = try sandbox.approve(sql, at: noon)
        #expect(approved.readColumns == columns, "\(name)")
        #expect(approved.tables == tables, "\(name)")
    }

    @Test(arguments: [
        ("case, space and comments", "SELECT name FROM customer", "select  NAME from Customer -- all", true),
        ("an alias of a table", "SELECT name FROM customer", "SELECT c.name FROM customer c", true),
        ("the name of a result column", "SELECT name FROM customer", "SELECT name AS who FROM customer", true),
        (
            "IN with one value", "SELECT name FROM customer WHERE id IN (1)", "SELECT name FROM customer WHERE id = 1",
            true
        ),
        ("a semicolon before", "SELECT name FROM customer", ";SELECT name FROM customer", true),
        ("another column", "SELECT name FROM customer", "SELECT born FROM customer", false),
        ("another text", "SELECT 'a'", "SELECT 'b'", false),
        ("another number", "SELECT 1", "SELECT 2", false),
        ("another table of the same shape", "SELECT id FROM purchase", "SELECT id FROM secret", false),
        (
            "another order", "SELECT id FROM purchase ORDER BY cents", "SELECT id FROM purchase ORDER BY cents DESC",
            false
        ),
        (
            "another collation", "SELECT name = 'a' FROM customer", "SELECT name = 'a' COLLATE NOCASE FROM customer",
            false
        ),
        ("reals that are listed alike", "SELECT 0.1", "SELECT 0.10000000000000002", false),
        ("blobs that differ behind a NUL", "SELECT x'0001'", "SELECT x'0002'", false),
        ("a real in another place", "SELECT cents > 0.5 FROM purchase", "SELECT cents > 0.50 FROM purchase", false),
        ("two texts and one", "SELECT 'a', 'b'", "SELECT 'ab', ''", false),
    ])
    func `a fingerprint tells programs apart:`(name: String, one: String, other: String, isSame: Bool) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let programs = try [one, other].map { try sandbox.approve($0, at: noon).program }
        #expect(programs.allSatisfy { $0?.text.count == 64 })
        #expect((programs[0] == programs[1]) == isSame, "\(name)")
    }
}
