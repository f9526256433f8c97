import Testing

@Suite struct CheckTests {
    @Test func `the shipped scenarios are sound`() throws {
        let run = try Workplace.withShippedScenarios().run("check")
        #expect(run.code == 0)
        for name in [
            "faulty-planner", "half-open-stampede", "noisy-tenant", "oversized-request", "planner-outage",
            "retry-storm", "separate-rights", "shared-outage", "spent-budget", "steady-day",
        ] {
            #expect(run.text.contains("\(name): sound; "), "\(name)")
        }
    }

    @Test func `a sound scenario is described, and nothing is written`() throws {
        let workplace = try Shop().accepted()
        let before = workplace.folder.files()
        let run = try workplace.run("check", "shop")
        #expect(run.text == "shop: sound; 7 requests, 1 database, a golden of 7 answers\n")
        #expect(workplace.folder.files() == before)
    }

    @Test func `a recording alone is checked line by line`() throws {
        let workplace = try Shop().accepted()
        #expect(
            try workplace.run("check", "replays/shop/traffic.jsonl").text
                == "replays/shop/traffic.jsonl: sound; 7 requests, 0 lines out of order\n")
        try workplace.edit("replays/shop/traffic.jsonl", "\"at_us\":14000000", "\"at_us\":-1")
        let broken = try workplace.run("check", "replays/shop/traffic.jsonl")
        #expect(broken.code == 65)
        #expect(broken.errors.contains("replays/shop/traffic.jsonl:8: field `at_us`"))
    }

    @Test func `a rule whose statement the guard refuses is a fault`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.settings = """
            rules:
              - {name: secrets, all_of: [secret], tool: sql, confidence: 0.9, sql: "SELECT code FROM secret"}

            """
        try shop.write(to: workplace)
        let run = try workplace.run("check", "shop")
        #expect(run.code == 65)
        #expect(run.errors.contains("rule secrets"))
        #expect(run.errors.contains("table_denied"))
    }

    @Test func `a request about a database that is not served is a fault`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"question\":\"Who are", "\"database\":\"shap\",\"question\":\"Who are")
        let run = try workplace.run("check", "shop")
        #expect(run.code == 65)
        #expect(run.errors.contains("request r-2 asks database shap"))
    }
}
