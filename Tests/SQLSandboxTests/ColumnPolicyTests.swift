import SQLSandbox
import Testing
import ToolRouter

@Suite struct ColumnPolicyTests {
    @Test func `a denied column is answered with those that may be read`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: withoutNumbers)
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve("SELECT * FROM patient", at: noon) }
        #expect(refusal.code == .columnDenied)
        #expect(refusal.subject == "patient.ssn")
        #expect(refusal.detail == "the column ssn of patient is not allowed")
        #expect(refusal.hint == "columns of patient: id, name, ward, masked, initial")
    }

    @Test(arguments: [
        ("its other columns", "SELECT id, name, ward FROM patient NOT INDEXED ORDER BY id", 2),
        ("a count", "SELECT count(*) FROM patient", 1),
        ("an alias of the denied name", "SELECT name AS ssn FROM patient ORDER BY name", 2),
        ("a column of that name in another table", "SELECT ssn FROM guess", 2),
        ("a stored column computed from another", "SELECT initial FROM patient ORDER BY id", 2),
        ("an allowed column of a table without rowid", "SELECT door FROM badge", 1),
        ("a view that leaves it out", "SELECT patients FROM wards", 1),
        ("a join on other columns", "SELECT door FROM badge, patient WHERE patient.id = 1", 1),
        ("an index on another column", "SELECT name FROM patient WHERE name > 'B'", 1),
    ])
    func `a table with a denied column can still be read:`(name: String, sql: String, rows: Int) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: withoutNumbers)
        #expect(try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows.count == rows, "\(name)")
    }

    private static let person = """
        CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, ssn TEXT, age INTEGER,
            tail AS (substr(ssn, -4)), twice AS (age * 2), again AS (twice + 1), next AS (id + 1));
        CREATE INDEX person_by_tail ON person(tail);
        CREATE INDEX person_by_twice ON person(again);
        CREATE INDEX person_by_next ON person(next);
        CREATE TABLE odd (rowid TEXT, x TEXT);
        INSERT INTO person(id, name, ssn, age) VALUES (1, 'Ada', '078-05-1120', 36), (2, 'Bo', '219-09-9999', 4);
        INSERT INTO odd VALUES ('a', 'b');
        """

    @Test(arguments: [
        ("a column that an index has computed from it", "person", "ssn", "SELECT tail FROM person", "ssn"),
        ("the order of such an index", "person", "ssn", "SELECT 1 FROM person INDEXED BY person_by_tail", "ssn"),
        ("a column that an index has computed from a key", "person", "id", "SELECT next FROM person", "id"),
    ])
    func `a copy of a denied column in an index is denied:`(
        name: String, table: String, column: String, sql: String, subject: String
    ) throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(deniedColumns: [table: [column]])
        let sandbox = try Sandbox(opening: folder.database(Self.person), policy: policy)
        let refusal = try #require(throws: SQLRefusal.self, "\(name)") { try sandbox.approve(sql, at: noon) }
        #expect(refusal.code == .columnDenied && refusal.subject == "\(table).\(subject)", "\(refusal)")
        #expect(refusal.hint?.isEmpty == false)
    }

    @Test(arguments: [
        ("an index on what is computed from others", "person", "ssn", "SELECT again FROM person", 2),
        (
            "the number of a row, beside a column of that name", "odd", "rowid",
            "SELECT odd.x FROM person NOT INDEXED FULL JOIN odd ON odd.x = person.name", 3
        ),
    ])
    func `what does not tell of a denied column is not denied:`(
        name: String, table: String, column: String, sql: String, rows: Int
    ) throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(deniedColumns: [table: [column]])
        let sandbox = try Sandbox(opening: folder.database(Self.person), policy: policy)
        #expect(try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows.count == rows, "\(name)")
    }

    @Test(arguments: [
        ("patient", "sssn", "patient has no column sssn, which is denied"),
        ("roster", "ssn", "roster, some columns of which are denied, is a view"),
    ])
    func `a denial that would protect nothing keeps the database shut`(
        table: String, column: String, detail: String
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(clinicScript)
        let error = #expect(throws: SandboxError.self) {
            try Sandbox(opening: path, policy: SandboxPolicy(deniedColumns: [table: [column]]))
        }
        #expect(error?.reason == .policy)
        #expect(error?.detail == detail)
    }

    @Test func `a denied table of another database is no mistake here`() throws {
        let folder = try TemporaryFolder()
        let policy = SandboxPolicy(deniedColumns: ["nowhere": ["a"]])
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: policy)
        #expect(!sandbox.hasTable("nowhere") && sandbox.hasTable("PATIENT") && sandbox.hasTable("roster"))
    }

    @Test func `when a denied column is renamed, nothing of its table may be read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database("CREATE TABLE patient (id INTEGER PRIMARY KEY, name, ssn, ward)")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]]))
        let approved = try sandbox.approve("SELECT name FROM patient", at: noon)
        try Writer(path).execute("ALTER TABLE patient RENAME COLUMN ssn TO social_security_number")
        let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure?.code == .denied)
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT ward FROM patient", at: noon) }
        #expect(refusal?.code == .columnDenied)
        #expect(refusal?.hint == "leave patient out")
    }

    @Test func `when a table appears under a denied name, its columns are denied`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database("CREATE TABLE other (a)")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(deniedColumns: ["patient": ["ssn"]]))
        try Writer(path).execute("CREATE TABLE patient (name, ssn)")
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT ssn FROM patient", at: noon) }
        #expect(throws: Never.self) { try sandbox.approve("SELECT name FROM patient", at: noon) }
    }

    @Test func `a list of functions is all that may be called`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy(functions: ["count"]))
        #expect(throws: Never.self) { try sandbox.approve("SELECT count(*) FROM customer", at: noon) }
        for sql in ["SELECT upper(name) FROM customer", "SELECT 1 FROM customer WHERE name LIKE 'a%'"] {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
            #expect(refusal?.code == .functionDenied)
        }
    }
}
