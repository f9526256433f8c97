import Foundation
import Testing
import ToolRouter

@testable import ToolRouterTools

/// The tool as a router sees it, over documents that stay as they are and over those that change.
@Suite struct DocsToolTests {
    private let request = Request(id: "r-1", caller: Caller(tenant: "t"), question: "q")
    private let now = Timestamp(nanoseconds: 0)

    private func hits(_ tool: DocsTool, _ query: String) async throws -> [DocumentHit] {
        let call = try await tool.approve(Plan(query: query), for: request, at: now)
        guard case .documents(let found) = try await call.run(at: now) else { return [] }
        return found.hits
    }

    private func live(_ library: Library, refresh: Duration = .milliseconds(20)) throws -> LiveDocuments {
        try LiveDocuments(
            library.source, within: DocumentBounds(), index: library.path + "/index", isScratch: true, refresh: refresh)
    }

    /// Waits until something is so; false after ten minutes and more.
    private func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<30_000 {
            if try await isSo() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func `documents are the same to a replay and to a server`() async throws {
        let library = try Library(["a.md": "# Alpha\nbeta gamma", "b/c.md": "beta"])
        let still = DocsTool(try StillDocuments(library.source, within: DocumentBounds()), limits: SearchLimits())
        let live = try live(library)
        let served = DocsTool(live, limits: SearchLimits())
        for query in ["beta", "gamma alpha", "nothing"] {
            #expect(try await hits(still, query) == hits(served, query))
        }
        #expect(try await still.fingerprint(for: request) == served.fingerprint(for: request))
        #expect(await still.describe(for: request)?.sources.map(\.name) == ["documents", "b"])
        await live.close()
    }

    @Test func `a server sees documents that change, and its fingerprint is another`() async throws {
        let library = try Library(["a.md": "alpha", "b.md": "beta"])
        let live = try live(library)
        let tool = DocsTool(live, limits: SearchLimits())
        let before = try await tool.fingerprint(for: request)
        #expect(try await hits(tool, "alpha").count == 1)
        try library.write("gamma", to: "c/d.md")
        try library.remove("a.md")
        let isNew = try await eventually {
            guard try await hits(tool, "gamma").count == 1 else { return false }
            return try await hits(tool, "alpha").isEmpty
        }
        #expect(isNew)
        #expect(try await eventually { try await tool.fingerprint(for: request) != before })
        await live.close()
    }

    @Test func `documents that can't be read any more are answered from as they were`() async throws {
        let library = try Library(["a.md": "alpha"])
        let live = try live(library)
        let tool = DocsTool(live, limits: SearchLimits())
        try FileManager.default.moveItem(atPath: library.folder, toPath: library.path + "/away")
        #expect(try await eventually { live.refreshTrouble != nil })
        #expect(try await hits(tool, "alpha").count == 1)
        try FileManager.default.moveItem(atPath: library.path + "/away", toPath: library.folder)
        #expect(try await eventually { live.refreshTrouble == nil })
        await live.close()
    }

    @Test func `many search at once, some of them leave, and the rest are answered`() async throws {
        let library = try Library(
            Dictionary(uniqueKeysWithValues: (0..<200).map { ("\($0).md", "word \($0) and more") }))
        let live = try live(library)
        let tool = DocsTool(live, limits: SearchLimits())
        let outcomes = await withTaskGroup(of: ErrorCode?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let task = Task { () -> ErrorCode? in
                        do {
                            return try await hits(tool, "word \(number)").isEmpty ? .searchEmpty : nil
                        } catch {
                            return (error as? RouterError)?.code
                        }
                    }
                    if number % 3 == 0 { task.cancel() }
                    return await task.value
                }
            }
            return await group.reduce(into: [ErrorCode?]()) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0 == nil || $0 == .cancelled })
        #expect(outcomes.count { $0 == nil } >= 133)
        await live.close()
        let error = await #expect(throws: RouterError.self) { _ = try await hits(tool, "word") }
        #expect(error?.code == .documentsUnavailable)
    }

    static let plans: [(String, Bool)] = [
        ("{\"tool\":\"docs\",\"query\":\"tents\"}", true),
        ("{\"tool\":\"docs\",\"query\":\"tents\",\"limit\":3}", true),
        ("{\"tool\":\"docs\",\"query\":\"tents\",\"limit\":null}", true), ("{\"tool\":\"docs\"}", false),
        ("{\"tool\":\"docs\",\"query\":7}", false), ("{\"query\":\"tents\"}", false),
    ]

    @Test(arguments: plans)
    func `a plan names the tool and the words`(_ text: String, _ isPlan: Bool) {
        let plan = try? PlanDecoder([DocsPlanSyntax(), SQLPlanSyntax()]).decode(text).get()
        #expect((plan?.tool == .docs) == isPlan)
    }
}
