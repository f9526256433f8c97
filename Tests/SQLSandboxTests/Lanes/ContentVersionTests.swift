import Foundation
import Glibc
import Synchronization
import Testing

@testable import SQLSandbox

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

    private func pool(_ path: String, by name: PoolSettings.Version, source: String? = nil) throws -> SandboxPool {
        try SandboxPool(
            opening: path, policy: SandboxPolicy(), settings: PoolSettings(lanes: 1, version: name), source: source,
            processes: LaneProcesses(BuiltLanes.path))
    }

    /// The version of what lies at `path` now.
    private func version(
        of path: String, by name: PoolSettings.Version, source: String? = nil
    ) async throws -> String {
        let pool = try pool(path, by: name, source: source)
        let version = try await pool.dataVersion.text
        await pool.close()
        return version
    }

    /// The version of a pool when its content has got a name.
    private func named(_ pool: SandboxPool) async throws -> String {
        while true {
            let version = try await pool.dataVersion.text
            if version.contains("source ") { return version }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func content(of path: String) async throws -> String {
        let pool = try pool(path, by: .content)
        let version = try await named(pool)
        await pool.close()
        return version
    }

    @Test(.timeLimit(.minutes(20))) func `copies are one by their content`() async throws {
        #expect(try await content(of: path) == content(of: copy))
        #expect(try await version(of: path, by: .file) != version(of: copy, by: .file))
    }

    @Test(.timeLimit(.minutes(20))) func `other content has another name, whatever the counters say`() async throws {
        let other = try folder.database(shopScript.replacing("'Ada'", with: "'Eva'"), named: "other.sqlite")
        #expect(try await content(of: path) != content(of: other))
    }

    @Test(.timeLimit(.minutes(20)))
    func `nobody waits for a name: what has none is known by its file, and a change by another`() async throws {
        let pool = try pool(path, by: .content)
        let before = try await named(pool)
        try Writer(path, waits: true).execute("UPDATE customer SET name = 'Eva' WHERE id = 1")
        let changed = try await pool.dataVersion.text
        #expect(changed != before && !changed.contains("source "))
        let after = try await named(pool)
        #expect(after != before)
        #expect(try await content(of: path) == after)
        await pool.close()
    }

    @Test func `what may have a log is known by its file`() async throws {
        for database in [path, copy] { try Writer(database).execute("PRAGMA journal_mode = WAL") }
        let pool = try pool(path, by: .content)
        for _ in 0..<20 { #expect(try await !pool.dataVersion.text.contains("source ")) }
        await pool.close()
        #expect(try await version(of: path, by: .content) != version(of: copy, by: .content))
    }

    @Test func `a file that changes while it is read gets no name of that reading`() async throws {
        let names = ContentNames(of: path)
        let looks = Mutex(0)
        let version = DataVersion(text: "1")
        let look: @Sendable () async -> DataVersion? = {
            looks.withLock { $0 += 1 }
            return DataVersion(text: "2")
        }
        #expect(names.name(of: version, lookingAgain: look) == nil)
        while looks.withLock({ $0 }) == 0 { await Task.yield() }
        #expect(names.name(of: version, lookingAgain: look) == nil)
    }

    @Test func `a file that is too large has no name`() async throws {
        let large = folder.file("large")
        #expect(FileManager.default.createFile(atPath: large, contents: nil))
        #expect(truncate(large, ContentNames.largest + 1) == 0)
        let names = ContentNames(of: large)
        let looks = Mutex(0)
        let version = DataVersion(text: "1")
        let look: @Sendable () async -> DataVersion? = {
            looks.withLock { $0 += 1 }
            return version
        }
        for _ in 0..<100 {
            #expect(names.name(of: version, lookingAgain: look) == nil)
            await Task.yield()
        }
        while looks.withLock({ $0 }) == 0 { await Task.yield() }
        #expect(names.name(of: version, lookingAgain: look) == nil)
    }

    @Test func `what is made from one source is one`() async throws {
        #expect(try await version(of: path, by: .file, source: "s") == version(of: copy, by: .file, source: "s"))
        #expect(try await version(of: path, by: .file, source: "s") != version(of: copy, by: .file, source: "t"))
    }
}
