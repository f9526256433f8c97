import Foundation
import Testing

/// `toolrouter prices`, and scenarios that take their prices from a file.
@Suite struct PricesTests {
    private static let file = """
        version: 1
        models:
          gpt-4o:
            - {provider: openai, input: "2.50", cached_input: "1.25", output: "10"}
            - {from: 2026-10-01, input: "2", output: "8", above: {1000: {input: "4"}}}
          claude-x: {input: 3, cache_write_1h: 6, output: 15}
          qwen-2024-01-01: {input: 1, output: 1}
          qwen-2024-02-02: {input: 2, output: 2}

        """

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.write(Self.file, to: "replays/prices.yaml")
        return workplace
    }

    @Test func `explain shows the arithmetic, the entry, the date and the tier`() throws {
        let explained = try workplace().run(
            "prices", "explain", "openai/gpt-4o-2024-08-06", "--input", "900", "--cached-input", "200", "--output", "10"
        )
        #expect(explained.code == 0)
        let lines = explained.text.split(separator: "\n").map(String.init)
        #expect(
            Array(lines.dropLast()) == [
                "model          openai/gpt-4o-2024-08-06",
                "entry          gpt-4o, found without_provider+without_date",
                "price          valid from 2026-10-01",
                "tier           above 1000 tokens of the prompt, which has 1100",
                "input          900 × 0.000004 = 0.0036 USD",
                "cached_input   200 × 0.000004 = 0.0008 USD",
                "output          10 × 0.000008 = 0.00008 USD",
                "total          0.00448 USD, exact",
            ])
        #expect(lines.last?.hasPrefix("catalogue      replays/prices.yaml, digest ") == true)
    }

    @Test func `explain takes the price of a day`() throws {
        let before = try workplace().run(
            "prices", "explain", "gpt-4o", "--input", "900", "--cached-input", "200", "--output", "10", "--at",
            "2026-09-30", "--json")
        #expect(before.code == 0)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(before.text.utf8)) as? [String: Any])
        #expect(json["match"] as? String == "exact")
        #expect(json["cost_status"] as? String == "exact")
        #expect(before.text.contains("\"cost_usd\":0.0026,"), "\(before.text)")
    }

    @Test(arguments: [
        (["gpt4o"], 65, "replays/prices.yaml: the catalogue has no `gpt4o`; did you mean `gpt-4o`?"),
        (["qwen"], 65, "`qwen` is sold at different prices; name one of qwen-2024-01-01, qwen-2024-02-02"),
        (["gpt-4o", "--at", "yesterday"], 64, "--at is a day in UTC such as 2026-10-01"),
        (["gpt-4o", "--service-tier", "flx"], 64, "did you mean flex?"),
        (["gpt-4o", "--service-tier", "flex"], 65, "found a catalogue without service tiers"),
        (["gpt-4o", "--catalogue", "none.json"], 65, "none.json: found no file, expected a file of prices"),
    ])
    func `what can't be explained is said`(arguments: [String], code: Int, message: String) throws {
        let explained = try BuiltTool.run(
            ["prices", "explain"] + arguments + ["--input", "1", "--output", "1"], in: workplace().folder,
            environment: [:])
        #expect(Int(explained.code) == code)
        #expect(explained.errors.contains(message), "\(explained.errors)")
        #expect(explained.text.isEmpty)
    }

    @Test func `check says what a file holds`() throws {
        let workplace = try workplace()
        try workplace.folder.write(
            #"{"a": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6, "supports_vision": true}}"#,
            to: "prices.json")
        let yaml = try workplace.run("prices", "check", "replays/prices.yaml")
        #expect(yaml.code == 0 && yaml.text.hasPrefix("ToolRouter's YAML: 4 models, 4 with a price\ndigest "))
        let json = try workplace.run("prices", "check", "prices.json", "--fields")
        #expect(json.text.contains("read 3 fields of 3 names, passed over 1 field of 1 name"), "\(json.text)")
        #expect(json.text.contains("passed over supports_vision: 1"))
    }

    @Test func `a scenario takes its prices from a file, and a price that changes is that of the request's date`()
        throws
    {
        let workplace = try workplace()
        // The first request comes at 09:00:02, the second at 09:00:04; its reply takes 0.9 s.
        try workplace.folder.write(
            """
            version: 1
            models:
              m-1:
                - {input: "1", output: "0"}
                - {from: "2026-11-20T09:00:02.5Z", input: "10", output: "0"}

            """, to: "replays/prices.yaml")
        let shop = Shop()
        try shop.write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "  m-1: {input: \"2.50\", output: \"10.00\"}", "  catalogue: ../prices.yaml")
        try workplace.acceptAll()
        let golden = try workplace.folder.text("goldens/shop/answers.jsonl").split(separator: "\n")
        #expect(golden[0].contains("\"prices\":\"sha256:"))
        #expect(golden[1].contains("\"cost_usd\":0.0008,"), "\(golden[1])")
        #expect(golden[2].contains("\"cost_usd\":0.008,"), "\(golden[2])")
        // Other prices are a difference, and what they change is drift.
        try workplace.edit("replays/prices.yaml", "input: \"10\"", "input: \"11\"")
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("prices changed"), "\(run.text)")
        // A model's own price takes the place of the catalogue's.
        try workplace.edit(
            "replays/shop/scenario.yaml", "  catalogue: ../prices.yaml",
            "  catalogue: ../prices.yaml\n  m-1: {input: \"2.50\", output: \"10.00\"}")
        try workplace.run("replay")
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl.new").contains("\"cost_usd\":0.0024,"))
    }

    @Test func `a price that is only estimated is said to be, everywhere`() throws {
        let workplace = try workplace()
        try workplace.folder.write(
            #"{"m-1": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 0, "input_cost_per_request": 0.01}}"#,
            to: "replays/prices.json")
        try Shop().write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "  m-1: {input: \"2.50\", output: \"10.00\"}", "  catalogue: ../prices.json")
        try workplace.acceptAll()
        #expect(
            try workplace.folder.text("goldens/shop/answers.jsonl").contains(
                "\"cost_usd\":0.0008,\"cost_status\":\"estimated\","))
        #expect(try workplace.folder.text("goldens/shop/totals.json").contains("\"estimated_replies\": "))
        let run = try workplace.run("replay")
        #expect(run.code == 0)
        #expect(run.text.contains(" USD (5 estimated)"), "\(run.text)")
        #expect(try workplace.folder.text("reports/summary.md").contains("The costs of 5 replies are estimated"))
        #expect(try workplace.folder.text("reports/junit.xml").contains("replies_of_estimated_cost"))
    }
}
