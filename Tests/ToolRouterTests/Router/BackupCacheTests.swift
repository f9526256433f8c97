import RouterTesting
import Testing
import ToolRouterTools

@testable import ToolRouter

/// What is kept of the answers of planners after the first.
struct BackupCacheTests {
    private static func world(_ script: ScriptedReply...) -> ScriptedWorld {
        ScriptedWorld(script: script, next: [("backup", [.plan("SELECT 2")])]) { $0.retry.retries = 0 }
    }

    @Test func `while the first planner fails, an answer of the next is served again`() throws {
        let world = Self.world(.http(503))
        let replies = try world.replies(to: "How many?", times: 3, every: .seconds(10))
        #expect(replies.map(\.answer.source) == [.planner, .cache, .cache])
        #expect(replies.allSatisfy { $0.answer.planner == "backup" && $0.answer.degraded == .plannerFailed })
        #expect(replies.allSatisfy { $0.rows == [[.text("SELECT 2")]] })
        #expect(world.next[0].calls == 1 && world.planner.calls == 3)
        #expect(world.log.names(of: "r-1").contains("recalledFor"))
        #expect(world.log.totals.cacheHits == 0 && world.log.totals.degraded[.plannerFailed] == 3)
    }

    @Test func `as soon as the first planner works it is asked, and its answer is found from then on`() throws {
        let world = Self.world(.http(503), .plan("SELECT 1"))
        let replies = try world.replies(to: "How many?", times: 3, every: .seconds(10))
        #expect(replies.map(\.answer.source) == [.planner, .planner, .cache])
        #expect(replies.map(\.answer.planner) == ["backup", "main", "main"])
        #expect(replies.map(\.answer.degraded) == [.plannerFailed, nil, nil])
        #expect(replies[2].rows == [[.text("SELECT 1")]])
    }

    @Test func `what today's guard refuses is not served again`() throws {
        let world = Self.world(.http(503))
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")),
            .init(at: .seconds(10), request: .asking(id: "r-1")) { $0.tool.set("SELECT 2", .refuse(.tableDenied)) },
        ])
        #expect(replies.map(\.summary) == ["answered", "refused table_denied at guard"])
        #expect(world.next[0].calls == 2)
    }

    @Test func `who bypasses the cache is planned for anew, and what comes of it is stored`() throws {
        let world = Self.world(.http(503))
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0", bypassCache: true)),
            .init(at: .seconds(10), request: .asking(id: "r-1", bypassCache: true)),
            .init(at: .seconds(20), request: .asking(id: "r-2")),
        ])
        #expect(replies.map(\.answer.source) == [.planner, .planner, .cache])
    }

    @Test func `those who ask the same share the next planner's call`() throws {
        let world = Self.world(.http(503))
        let replies = try world.replies(
            to: (0..<5).map { .init(at: .milliseconds($0), request: .asking(id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.answer.planner == "backup" })
        #expect(world.planner.calls == 1 && world.next[0].calls == 1)
        #expect(world.log.totals.cacheStored == 1)
    }

    @Test func `an answer before its refresh serves before another planner does`() throws {
        let world = ScriptedWorld(script: [.plan("SELECT 1"), .http(503)], next: [("backup", [.plan("SELECT 2")])]) {
            $0.earlyRefresh = EarlyRefresh(beta: Ratio(millionths: 100_000_000))
            $0.retry.retries = 0
        }
        let replies = try world.replies(to: "How many?", times: 2, every: .seconds(3_590))
        #expect(world.planner.calls == 2 && world.next[0].calls == 0)
        #expect(replies[1].rows == [[.text("SELECT 1")]])
        #expect(replies[1].answer.source == .cache && replies[1].answer.planner == "main")
    }
}
