import SQLSandbox
import Testing
import ToolRouter

/// What `ANALYZE` has written down of denied columns decides nothing.
@Suite struct StatisticsTests {
    private static let policy = SandboxPolicy(deniedColumns: ["person": ["diagnosis"]])

    /// People with so many diagnoses, and what `ANALYZE` says of them.
    private static func people(_ diagnoses: Int) -> String {
        """
        CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, diagnosis INTEGER, city INTEGER, age INTEGER);
        CREATE INDEX person_by_diagnosis ON person(diagnosis, city);
        CREATE INDEX person_by_city ON person(age);
        CREATE INDEX person_by_age ON person(city, diagnosis) WHERE city > 2000;
        CREATE TABLE visit (id INTEGER PRIMARY KEY, person_id INTEGER, room INTEGER, note TEXT);
        CREATE INDEX visit_by_room ON visit(room);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4000)
            INSERT INTO person SELECT i, 'name' || i, i % \(diagnoses), i * 7919 % 2003, i % 90 FROM n;
        INSERT INTO visit SELECT id, id, id % 50, 'note' FROM person LIMIT 400;
        ANALYZE;
        """
    }

    @Test(arguments: [
        ("a column that an index has behind a denied one", "SELECT name FROM person WHERE city = 77", 2),
        ("a count of them", "SELECT count(*) FROM person WHERE city = 77", 1),
        ("two columns", "SELECT name FROM person WHERE city = 77 AND age > 3", 2),
        ("a list of values", "SELECT name FROM person WHERE city IN (77, 78)", 4),
        ("either of two columns", "SELECT name FROM person WHERE city = 77 OR age = -1", 2),
        ("a join", "SELECT name FROM visit JOIN person ON person.id = person_id WHERE city = 77 AND room > 0", 0),
        ("the number of a row", "SELECT id FROM person", 1_000),
        ("the greatest", "SELECT max(city), min(id) FROM person", 1),
        ("groups", "SELECT age, count(*) FROM person WHERE city = 77 GROUP BY age", 2),
    ])
    func `an honest statement is answered, whatever the statistics say:`(name: String, sql: String, rows: Int) throws {
        let folder = try TemporaryFolder()
        let results = try [2, 1_000].map { diagnoses in
            let sandbox = try Sandbox(
                opening: folder.database(Self.people(diagnoses), named: "\(diagnoses).sqlite"), policy: Self.policy)
            let approved = try sandbox.approve(sql, at: noon)
            #expect(!approved.readColumns.contains("person.diagnosis"))
            return try sandbox.run(approved, at: noon)
        }
        #expect(results[0] == results[1], "\(name)")
        #expect(results[0].rows.count == rows, "\(name)")
    }

    @Test func `an ANALYZE while the database is open changes no verdict and no order`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.people(2).replacing("ANALYZE;", with: ""))
        let before = try Sandbox(opening: path, policy: Self.policy)
        let statements = [
            "SELECT name FROM person WHERE city = 77", "SELECT note FROM visit, person WHERE person.id = room",
            "SELECT id FROM person WHERE city < 100 AND age < 30",
        ]
        func answers(_ sandbox: Sandbox) throws -> [ResultSet] {
            try statements.map { try sandbox.run(sandbox.approve($0, at: noon), at: noon) }
        }
        let first = try answers(before)
        // The first makes the table of statistics, which is a new schema; the second only fills it.
        for _ in 0..<2 {
            try Writer(path).execute("ANALYZE")
            #expect(try answers(before) == first)
            #expect(try answers(Sandbox(opening: path, policy: Self.policy)) == first)
        }
        // A new schema is read on the connection that is open.
        try Writer(path).execute("CREATE TABLE other (a)")
        #expect(try answers(before) == first)
    }

    @Test func `statistics that are no text, or damaged, harm nobody`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.people(2))
        try Writer(path).execute(
            "INSERT INTO sqlite_stat1 VALUES ('person', 'person_by_diagnosis', x'00ff'), ('nobody', 'none', 'x 1 -1')")
        let sandbox = try Sandbox(opening: path, policy: Self.policy)
        #expect(try sandbox.run(sandbox.approve("SELECT count(*) FROM person", at: noon), at: noon).rows.count == 1)
    }

    @Test func `where no column is denied, statistics are read and indices serve`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.people(2))
        let policies = [SandboxPolicy(), Self.policy]
        let programs = try policies.map {
            try Sandbox(opening: path, policy: $0).approve("SELECT name FROM person WHERE city = 77", at: noon).program
        }
        #expect(programs[0] != programs[1])
    }

    @Test(.enabled(if: FieldCase.parent != nil, FieldCase.missing))
    func `a case from the field: few diagnoses, or many`() throws {
        let field = try FieldCase("guard-13-statistics-decide")
        let folder = try TemporaryFolder()
        let sandboxes = try ["few": "db.sql", "many": "db2.sql"].mapValues { script in
            try Sandbox(
                opening: folder.database(field.script(script), named: "\(script).sqlite"), policy: Self.policy)
        }
        let rows = try field.requests().map { request in
            let sandbox = try #require(sandboxes[request.database ?? ""])
            return try sandbox.run(sandbox.approve(request.sql, at: noon), at: noon).rows
        }
        #expect(rows.map(\.count) == [2, 2, 1, 1])
        #expect(rows[0] == rows[1] && rows[2] == [[.integer(2)]] && rows[3] == rows[2])
    }
}
