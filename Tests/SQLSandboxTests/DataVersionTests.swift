import SQLSandbox
import Testing

@Suite struct DataVersionTests {
    @Test(arguments: ["DELETE", "WAL"])
    func `the version changes with every write, and only then`(journal: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=\(journal)")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())

        var seen = [try sandbox.dataVersion.text]
        for write in [
            "INSERT INTO secret(ssn) VALUES ('1')", "UPDATE secret SET ssn = '2' WHERE id = 2",
            "UPDATE secret SET ssn = '3' WHERE id = 2", "CREATE TABLE t(a)", "DELETE FROM secret",
        ] {
            try writer.execute(write)
            let version = try sandbox.dataVersion
            #expect(!seen.contains(version.text), "\(write) did not change \(version.text)")
            seen.append(version.text)
            _ = try sandbox.run(sandbox.approve("SELECT * FROM customer", at: noon), at: noon)
            #expect(try sandbox.dataVersion == version)
            #expect(try Sandbox(opening: path, policy: SandboxPolicy()).dataVersion == version)
        }
    }

    @Test func `two builds of one script have one version, unless one could take the place of the other`() throws {
        let folder = try TemporaryFolder()
        let paths = try ["one", "two"].map { try folder.database(named: $0) }
        let snapshots = try paths.map { path in
            try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true).dataVersion.text
        }
        #expect(snapshots == ["schema 5, change 1", "schema 5, change 1"])
        let versions = try paths.map { path in try Sandbox(opening: path, policy: SandboxPolicy()).dataVersion.text }
        #expect(versions[0].hasPrefix("schema 5, change 1, file "))
        #expect(versions[0] != versions[1])
    }

    @Test func `a schema change reaches the hints`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["customer", "later"])))
        try Writer(path).execute("CREATE TABLE later(a)")
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT * FROM nosuch", at: noon) }
        #expect(refusal?.hint == "tables: customer, later")
    }
}
