import SQLSandbox

/// A clinic, some columns of which are nobody's business.
let clinicScript = """
    CREATE TABLE patient (id INTEGER PRIMARY KEY, name TEXT, ssn TEXT UNIQUE, ward INTEGER,
        masked AS ('***' || substr(ssn, -4)), initial TEXT AS (substr(name, 1, 1)) STORED);
    CREATE INDEX patient_by_ward ON patient(ward, ssn);
    CREATE INDEX patient_by_name ON patient(name);
    CREATE INDEX patient_by_tail ON patient(substr(ssn, -4));
    CREATE INDEX patient_found ON patient(name) WHERE ssn = '219-09-9999';
    CREATE TABLE guess (ssn TEXT, note TEXT);
    CREATE TABLE badge (ssn TEXT PRIMARY KEY, door TEXT) WITHOUT ROWID;
    CREATE VIEW roster AS SELECT name, ssn FROM patient;
    CREATE VIEW wards AS SELECT ward, count(*) AS patients FROM patient NOT INDEXED GROUP BY ward;
    INSERT INTO patient(id, name, ssn, ward) VALUES (1, 'Ada', '219-09-9999', 7), (2, 'Grace', '078-05-1120', 7);
    INSERT INTO guess VALUES ('078-05-1120', 'one'), ('000-00-0000', 'other');
    INSERT INTO badge VALUES ('078-05-1120', 'north');
    """

/// Allows the clinic, but for the numbers of people.
let withoutNumbers = SandboxPolicy(deniedColumns: ["Patient": ["SSN"], "badge": ["ssn"]])

extension RefusedStatement {
    private static func column(
        _ name: String, _ sql: String, _ subject: String = "patient.ssn"
    ) -> RefusedStatement {
        RefusedStatement(
            name: "a denied column \(name)", sql: sql, code: .columnDenied, subject: subject, policy: withoutNumbers,
            script: clinicScript)
    }

    /// A denied column in the positions whose names SQLite resolves, so that its authorizer reports them.
    static let deniedColumns: [RefusedStatement] = [
        column("in the select list", "SELECT ssn FROM patient"),
        column("in another case", "SELECT \"Ssn\" FROM PATIENT"),
        column("in a star", "SELECT * FROM patient"),
        column("in the star of an alias", "SELECT g.note, p.* FROM guess g, patient p"),
        column("in an expression", "SELECT length(name || ssn) FROM patient"),
        column("in a condition", "SELECT name FROM patient WHERE ssn LIKE '2%'"),
        column("in a comparison with an index", "SELECT name FROM patient WHERE ssn = '078-05-1120'"),
        column("in a join condition", "SELECT name FROM guess JOIN patient ON guess.ssn = patient.ssn"),
        column("in an outer join condition", "SELECT p.name FROM guess LEFT JOIN patient p ON guess.ssn = p.ssn"),
        column("in ORDER BY", "SELECT name FROM patient ORDER BY ssn"),
        column("in ORDER BY by an expression", "SELECT name FROM patient ORDER BY substr(ssn, -4)"),
        column("in GROUP BY", "SELECT count(*) FROM patient GROUP BY ssn"),
        column("in HAVING", "SELECT ward FROM patient GROUP BY ward HAVING max(ssn) > '1'"),
        column("in an aggregate", "SELECT min(ssn) FROM patient"),
        column("in a window", "SELECT name, rank() OVER (ORDER BY ssn) FROM patient"),
        column("in LIMIT", "SELECT name FROM patient LIMIT (SELECT substr(ssn, 1, 1) FROM patient)"),
        column("in a common table expression", "WITH x AS (SELECT ssn AS a FROM patient) SELECT a FROM x"),
        column(
            "in a recursion",
            "WITH RECURSIVE x(a) AS (SELECT 1 UNION SELECT a + 1 FROM x, patient WHERE ssn > a) SELECT a FROM x"),
        column("in a subquery", "SELECT note FROM guess WHERE ssn IN (SELECT ssn FROM patient)"),
        column("in EXISTS", "SELECT note FROM guess g WHERE EXISTS (SELECT 1 FROM patient p WHERE p.ssn = g.ssn)"),
        column("in a compound", "SELECT note FROM guess UNION SELECT ssn FROM patient"),
        column("behind a view", "SELECT ssn FROM roster"),
        column("behind the other column of a view", "SELECT name FROM roster"),
        column("in a partial index's condition", "SELECT name FROM patient WHERE ssn = '219-09-9999' AND name > ''"),
        column("of a table without rowid", "SELECT ssn FROM badge", "badge.ssn"),
    ]
}
