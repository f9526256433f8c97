import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

/// How long what was seen of the data's version is shared.
@Suite struct SharedVersionTests {
    private static func version(_ text: String) -> DataVersion { DataVersion(text: text) }

    @Test func `without an age nothing is shared`() {
        let shared = SharedVersion(age: .zero)
        shared.note(Self.version("1"), seen: .now)
        guard case .none = shared.known else {
            Issue.record("\(shared.known)")
            return
        }
    }

    @Test func `one is told to look again when it is half as old, the others are not`() {
        let shared = SharedVersion(age: .seconds(200))
        shared.note(Self.version("1"), seen: .now)
        guard case .new = shared.known else {
            Issue.record("it is new")
            return
        }
        let aging = SharedVersion(age: .seconds(200))
        aging.note(Self.version("1"), seen: .now - .seconds(150))
        guard case .aging = aging.known, case .new = aging.known else {
            Issue.record("one looks, and one only")
            return
        }
        aging.endLook()
        guard case .aging = aging.known else {
            Issue.record("who looked has found nothing, and the next one looks")
            return
        }
    }

    @Test func `what is too old, and what can't be seen any more, is not used`() {
        let shared = SharedVersion(age: .seconds(200))
        shared.note(Self.version("1"), seen: .now - .seconds(201))
        guard case .none = shared.known else {
            Issue.record("it is too old")
            return
        }
        shared.note(Self.version("2"), seen: .now)
        shared.forget()
        guard case .none = shared.known else {
            Issue.record("the database is gone")
            return
        }
    }

    @Test func `a look that began earlier never replaces a later one`() {
        let shared = SharedVersion(age: .seconds(200))
        let now = ContinuousClock.now
        shared.note(Self.version("2"), seen: now)
        shared.note(Self.version("1"), seen: now - .seconds(1))
        guard case .new(let version) = shared.known else {
            Issue.record("nothing is known")
            return
        }
        #expect(version.text == "2")
    }

    @Test func `a pool sees a write when what it shares is old enough, and at once where it shares nothing`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "version-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.sqlite").path
        try DatabaseScript.build("CREATE TABLE t (a);", at: path)
        let shares = try SandboxPool(
            opening: path, policy: SandboxPolicy(), settings: PoolSettings(versionAge: .milliseconds(200)))
        let asks = try SandboxPool(opening: path, policy: SandboxPolicy())
        let (before, same) = (try await shares.dataVersion, try await asks.dataVersion)
        #expect(before == same)
        // Whoever keeps to SQLite's locks changes the file; its time is all that has to differ here.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
        #expect(try await asks.dataVersion != before)
        while try await shares.dataVersion == before { try await Task.sleep(for: .milliseconds(1)) }
        await shares.close()
        await asks.close()
    }
}
