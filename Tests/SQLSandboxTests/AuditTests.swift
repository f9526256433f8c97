import SQLSandbox
import Testing
import ToolRouter

/// The audit of compiled programs, beside the authorizer and in its place.
@Suite struct AuditTests {
    /// Reads of a denied column that the authorizer is never told of.
    static let unseen: [RefusedStatement] = [
        ("the key of USING", "SELECT note FROM guess JOIN patient USING (ssn)", "patient.ssn"),
        ("the key of USING from the other side", "SELECT note FROM patient JOIN guess USING (ssn)", "patient.ssn"),
        ("the key of NATURAL JOIN", "SELECT note FROM guess NATURAL JOIN badge", "badge.ssn"),
        ("the key of a left join", "SELECT note, name FROM guess LEFT JOIN patient USING (ssn)", "patient.ssn"),
        ("the key of a full join", "SELECT note FROM guess FULL JOIN badge USING (ssn)", "badge.ssn"),
        (
            "the key of USING without an index", "SELECT note FROM guess JOIN patient NOT INDEXED USING (ssn)",
            "patient.ssn"
        ),
        (
            "the key of USING in a subquery",
            "SELECT note FROM guess g WHERE EXISTS (SELECT 1 FROM guess h JOIN patient USING (ssn) WHERE h.note = g.note)",
            "patient.ssn"
        ),
        ("what a generated column is computed from", "SELECT masked FROM patient", "patient.ssn"),
        (
            "what a generated column in a condition is computed from", "SELECT 1 FROM patient WHERE masked > 'x'",
            "patient.ssn"
        ),
        ("the order of an index", "SELECT name FROM patient ORDER BY ward", "patient.ssn"),
        ("the order of an index of two", "SELECT name FROM patient WHERE ward = 7", "patient.ssn"),
    ].map { name, sql, subject in
        RefusedStatement(
            name: name, sql: sql, code: .columnDenied, subject: subject, policy: withoutNumbers, script: clinicScript)
    }

    @Test(arguments: unseen)
    func `the audit refuses what the authorizer is not told of`(row: RefusedStatement) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(row.script)
        let refusal = try #require(throws: SQLRefusal.self) {
            try Sandbox(opening: path, policy: row.policy).approve(row.sql, at: noon)
        }
        #expect(refusal.code == row.code && refusal.subject == row.subject, "\(refusal)")
        #expect(refusal.hint?.isEmpty == false)

        let unaudited = try Sandbox(opening: path, policy: row.policy, layers: .all.subtracting(.audit))
        #expect(throws: Never.self, "the audit is not needed for this row") { try unaudited.approve(row.sql, at: noon) }
    }

    /// What no program shows: a view is gone when a statement is compiled, and so is a column that nobody asks for, and an
    /// index that there is not.
    private static func leavesNoTrace(_ row: RefusedStatement) -> Bool {
        row.subject == "spending" || row.name == "a denied column behind the other column of a view"
            || row.name == "a REINDEX of a table without an index"
    }

    static let byEitherLayer = RefusedStatement.all.filter {
        [.tableDenied, .columnDenied, .functionDenied, .notReadOnly].contains($0.code) && !leavesNoTrace($0)
    }

    @Test(arguments: byEitherLayer, [GuardLayers.audit, .authorizer, [.authorizer, .query]])
    func `without the audit or without the authorizer, the other refuses`(
        row: RefusedStatement, removed: GuardLayers
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(row.script)
        let sandbox = try Sandbox(opening: path, policy: row.policy, layers: .all.subtracting(removed))
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(row.sql, at: noon) }
        let codes: [SQLRefusal.Code] = [
            .tableDenied, .columnDenied, .functionDenied, .notReadOnly, .statementDenied, .invalid,
        ]
        #expect(codes.contains(refusal.code), "\(refusal)")
        #expect(try folder.contents == ["shop.sqlite"], "a refused statement left a file")
    }

    @Test func `a read in an order that tells too much can be mended as the hint says`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(clinicScript), policy: withoutNumbers)
        let refusal = try #require(throws: SQLRefusal.self) {
            try sandbox.approve("SELECT id FROM patient WHERE ward = 7", at: noon)
        }
        #expect(refusal.detail == "patient would be read in the order of ssn, which is not allowed")
        #expect(refusal.hint == "write NOT INDEXED after patient")
        let mended = try sandbox.approve("SELECT id FROM patient NOT INDEXED WHERE ward = 7", at: noon)
        #expect(try sandbox.run(mended, at: noon).rows == [[.integer(1)], [.integer(2)]])
    }

    @Test func `a view that begins to read a denied column is noticed when it runs`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(clinicScript)
        let sandbox = try Sandbox(opening: path, policy: withoutNumbers)
        let approved = try sandbox.approve("SELECT * FROM wards", at: noon)
        try Writer(path).execute(
            "DROP VIEW wards; CREATE VIEW wards AS SELECT note FROM guess JOIN patient USING (ssn)")
        let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure?.code == .denied)
    }

    @Test func `nothing but this folder and the sandbox speaks of layers`() throws {
        // A configuration that could switch a layer off would be a hole: no other target may name them.
        let sources = try ThisPackage.sources(besides: "SQLSandbox")
        #expect(!sources.isEmpty)
        for (name, text) in sources { #expect(!text.contains("GuardLayers"), "\(name) names the layers") }
    }
}
