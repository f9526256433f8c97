import Foundation
import SQLSandbox
import Testing
import ToolRouter

@Suite struct KnownTrickTests {
    @Test(arguments: KnownTrick.all)
    func `a known trick comes to its end, and leaves no trace:`(trick: KnownTrick) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(clinicScript)
        let bytes = try Data(contentsOf: URL(filePath: path))
        var policy = trick.policy
        policy.budget.operations = 200_000
        let sandbox = try Sandbox(opening: path, policy: policy)
        let sql = trick.sql.replacing("PLACE", with: folder.path)

        switch trick.end {
        case .refused(let code):
            let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
            #expect(refusal.code == code, "\(refusal)")
        case .harmless(let rows):
            let result = try sandbox.run(sandbox.approve(sql, at: noon), at: noon)
            #expect(result.rows == rows.map { $0.map { .text($0) } })
        case .cut(let rows):
            let result = try sandbox.run(sandbox.approve(sql, at: noon), at: noon)
            #expect(result.rows.count == rows && result.isTruncated)
        case .stopped:
            let approved = try sandbox.approve(sql, at: noon)
            let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
            #expect(failure.code == .executionBudget, "\(failure)")
        }

        #expect(try folder.contents == ["shop.sqlite"], "a file appeared")
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes, "the database was written")
        // What a trick switched would show in the next statement.
        let next = try sandbox.run(sandbox.approve("SELECT count(*) FROM guess", at: noon), at: noon)
        #expect(next.rows == [[.integer(2)]])
        for probe in ["SELECT load_extension('x')", "SELECT id, ssn FROM patient", "SELECT sql FROM sqlite_schema"] {
            #expect(throws: SQLRefusal.self) { try sandbox.approve(probe, at: noon) }
        }
    }
}
