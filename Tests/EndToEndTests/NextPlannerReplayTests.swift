import Testing

/// More than one planner, and a repair, as a recording holds them.
@Suite struct NextPlannerReplayTests {
    private static func said(_ sql: String) -> String {
        #""model":"m-1","content":"{\"tool\":\"sql\",\"sql\":\"\#(sql)\"}","usage":{"input":800,"output":40}"#
    }

    private static var shop: Shop {
        var shop = Shop()
        // Two attempts each: the one after the first is another planner's, or the same one's that was told what was wrong.
        shop.requests = [
            .init(
                "r-1", "What did they spend?",
                attempt: #""error":{"kind":"http","status":401}},{"planner":"second","latency_us":100000,"#
                    + said("SELECT sum(cents) FROM purchase")),
            .init(
                "r-2", "Who are they?",
                attempt: said("SELECT nme FROM customer") + #"},{"latency_us":50000,"#
                    + said("SELECT name FROM customer")),
        ]
        return shop
    }

    private static func workplace(_ planner: String) throws -> Workplace {
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "retries: 0}", "retries: 0\(planner)}")
        return workplace
    }

    @Test func `the next planner's recorded attempt is what it says, and explain tells why it was asked`() throws {
        let workplace = try Self.workplace(", next: [{name: second, model: m-1}]")
        let run = try workplace.run("explain", "shop", "r-1")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("second is asked in place of recorded: provider_credentials"))
        #expect(run.text.contains("attempt 1 at second (m-1)"))
        #expect(run.text.contains("answered from planner by second, degraded: planner_failed"))
        try workplace.acceptAll()
        let trail = try workplace.folder.text("goldens/shop/answers.jsonl")
        #expect(trail.contains(#""plan:provider_credentials","plan:next(second)","plan:replied""#))
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `the recorded second attempt is what came of a repair`() throws {
        let workplace = try Self.workplace(", repairs: 1")
        let run = try workplace.run("explain", "shop", "r-2")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("goes back to recorded once: sql_invalid"))
        #expect(run.text.contains("attempt 2 at recorded (m-1)"))
        #expect(run.text.contains("3 rows"))
    }

    @Test func `without either both requests end as they did`() throws {
        let workplace = try Self.workplace("")
        #expect(try workplace.run("explain", "shop", "r-1").text.contains("provider_credentials"))
        #expect(try workplace.run("explain", "shop", "r-2").text.contains("sql_invalid"))
    }

    @Test func `a fault plan breaks one planner of the list, or another`() throws {
        let workplace = try Self.workplace(", next: [{name: second, model: m-1}]")
        try workplace.folder.write(
            """
            version: 1
            rules:
              - {name: gone, target: planner.second, kind: error, cause: connection}

            """, to: "replays/shop/faults.yaml")
        let run = try workplace.run("explain", "shop", "r-1")
        #expect(run.text.contains("fault gone at planner.second"), "\(run.errors)")
        #expect(run.text.contains("provider_unreachable"))
        try workplace.edit("replays/shop/faults.yaml", "planner.second", "planner.third")
        let refused = try workplace.run("explain", "shop", "r-1")
        #expect(refused.code == 65 && refused.errors.contains("`planner`, `planner.second`"), "\(refused.errors)")
    }
}
