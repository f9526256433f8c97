import Foundation
import SQLSandbox
import Testing

/// Copies of a database are one where its content names it, and two where its file does.
@Suite struct ContentVersionTests {
    private let folder: TemporaryFolder
    private let path: String
    private let copy: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
        copy = folder.file("copy.sqlite")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
    }

    private func version(
        of path: String, by name: PoolSettings.Version = .content, source: String? = nil
    ) async throws -> DataVersion {
        let pool = try SandboxPool(
            opening: path, policy: SandboxPolicy(), settings: PoolSettings(lanes: 1, version: name), source: source,
            processes: LaneProcesses(BuiltLanes.path))
        let version = try await pool.dataVersion
        #expect(try await pool.dataVersion == version)
        await pool.close()
        return version
    }

    @Test func `copies are one by their content`() async throws {
        #expect(try await version(of: path) == version(of: copy))
        #expect(try await version(of: path, by: .file) != version(of: copy, by: .file))
    }

    @Test func `other content has another name, whatever the counters say`() async throws {
        let other = try folder.database(shopScript.replacing("'Ada'", with: "'Eva'"), named: "other.sqlite")
        #expect(try await version(of: path) != version(of: other))
    }

    @Test func `a change is another version, in a pool that is open`() async throws {
        let pool = try SandboxPool(
            opening: path, policy: SandboxPolicy(), settings: PoolSettings(lanes: 1, version: .content),
            processes: LaneProcesses(BuiltLanes.path))
        let before = try await pool.dataVersion
        try Writer(path).execute("UPDATE customer SET name = 'Eva' WHERE id = 1")
        let after = try await pool.dataVersion
        #expect(after != before)
        #expect(try await version(of: path) == after)
        await pool.close()
    }

    @Test func `what may have a log is known by its file`() async throws {
        for database in [path, copy] { try Writer(database).execute("PRAGMA journal_mode = WAL") }
        #expect(try await version(of: path) != version(of: copy))
    }

    @Test func `what is made from one source is one`() async throws {
        #expect(try await version(of: path, by: .file, source: "s") == version(of: copy, by: .file, source: "s"))
        #expect(try await version(of: path, by: .file, source: "s") != version(of: copy, by: .file, source: "t"))
    }
}
