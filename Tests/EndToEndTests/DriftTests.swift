import Foundation
import Testing

@Suite struct DriftTests {
    /// One thing that changes in the small scenario, and what must be found.
    struct Change: CustomTestStringConvertible, Sendable {
        let name: String
        let request: Int
        let becomes: Shop.Request
        let kinds: [String]
        let stage: String

        var testDescription: String { name }
    }

    static let changes = [
        Change(
            name: "other rows", request: 1,
            becomes: .init("r-2", "Who are they?", "SELECT name FROM customer WHERE id < 3 ORDER BY name"),
            kinds: ["result", "sql_meaning"], stage: "plan"),
        Change(
            name: "a statement that the guard refuses", request: 1,
            becomes: .init("r-2", "Who are they?", "DELETE FROM customer"),
            kinds: ["outcome", "code", "sql_meaning"], stage: "guard"),
        Change(
            name: "prose in place of a plan", request: 1,
            becomes: .init("r-2", "Who are they?", content: "They are our customers."),
            kinds: ["outcome", "tool", "code", "source"], stage: "plan"),
        Change(
            name: "a failure that is another one", request: 5,
            becomes: .init("r-6", "What did they spend?", attempt: "\"error\":{\"kind\":\"timeout\"}"),
            kinds: ["code", "cost"], stage: "plan"),
        Change(
            name: "an answer where there was a failure", request: 5,
            becomes: .init("r-6", "What did they spend?", "SELECT sum(cents) FROM purchase"),
            kinds: ["outcome", "tool", "code", "source", "cost", "tokens"], stage: "plan"),
    ]

    @Test(arguments: changes)
    func `one changed request is exit 1, and everything names it, its stage and the kinds`(_ change: Change) throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[change.request] = change.becomes
        try shop.write(to: workplace)
        let run = try workplace.run("replay")
        #expect(run.code == 1)

        let scenario = try workplace.report().scenarios[0]
        let drifted = try #require(scenario.cases.first)
        #expect(scenario.verdict == "drift")
        #expect(scenario.cases.count == 1)
        #expect(drifted.id == change.becomes.id)
        #expect(drifted.failing)
        #expect(drifted.kinds.filter { $0 != "latency" } == change.kinds)
        #expect(drifted.stage == change.stage)
        #expect(drifted.expected != nil && drifted.actual != nil)
        #expect(drifted.question == change.becomes.question)

        let headline = "\(drifted.kinds.joined(separator: ", ")) at stage \(change.stage)"
        #expect(run.text.contains("shop \(drifted.id): \(headline)"))
        #expect(try workplace.folder.text("reports/summary.md").contains(headline))
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<failure type=\"\(drifted.kinds[0])\" message=\"\(headline)\">"))
        #expect(junit.components(separatedBy: "<failure").count == 2)
        #expect(workplace.folder.exists("goldens/shop/answers.jsonl.new"))
    }

    @Test func `in CI a drift is exit 1 too, and nothing waits`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay", environment: ["CI": "true"]).code == 1)
        #expect(workplace.folder.files("goldens") == ["shop/answers.jsonl", "shop/results.jsonl", "shop/totals.json"])
    }

    @Test func `another text with the same rows is counted and fails nothing`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT c.name FROM customer AS c ORDER BY c.name || ''")
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 0)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.kinds == ["sql_text": 1])
        #expect(scenario.cases.map(\.failing) == [false])
        #expect(scenario.cases.map(\.placement) == ["same_rows"])
        #expect(try !workplace.folder.text("reports/junit.xml").contains("<failure"))
    }

    @Test func `another text for the same program is counted as that`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[1] = .init("r-2", "Who are they?", "select  customer.name from customer order by customer.name ;")
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 0)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.kinds == ["sql_text": 1])
        #expect(scenario.cases.map(\.placement) == ["same_program"])
        #expect(scenario.placements["same_program"] == 1 && scenario.placements["different"] == 0)
    }

    @Test(arguments: [
        ("SELECT name FROM customer WHERE id < 3 ORDER BY name", false),
        ("SELECT name FROM customer ORDER BY name DESC", true),
    ])
    func `of a statement that is different is said whether it reads the same`(sql: String, hasSameReads: Bool) throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[1] = .init("r-2", "Who are they?", sql)
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let cases = try workplace.report().scenarios[0].cases
        #expect(cases.map(\.placement) == ["different"])
        #expect(cases.map(\.hasSameReads) == [hasSameReads])
    }

    @Test func `new and missing requests are named as such`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests.remove(at: 4)
        shop.requests.append(.init("r-8", "Whose name is the longest?", "SELECT name FROM customer WHERE id = 3"))
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.found("r-5")?.kinds == ["missing"])
        #expect(scenario.found("r-5")?.actual == nil)
        #expect(scenario.found("r-8")?.kinds == ["new"])
        #expect(scenario.found("r-8")?.expected == nil)
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<failure type=\"missing\""))
        #expect(junit.contains("<failure type=\"new\""))
    }

    @Test func `a statement that the golden's guard refused and that runs now is the worst drift`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/scenario.yaml", "[customer, purchase]", "[customer, purchase, secret]")
        #expect(try workplace.run("replay").code == 1)
        let drifted = try #require(try workplace.report().scenarios[0].found("r-4"))
        #expect(drifted.kinds.first == "unsafe_accepted")
        #expect(drifted.stage == "guard")
        #expect(try workplace.folder.text("reports/junit.xml").contains("<failure type=\"unsafe_accepted\""))
    }

    @Test func `a recording that lacks an episode is an error that names the nearest one`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[6] = .init("r-7", "Who spent mostly?", attempt: nil)
        shop.requests.append(.init("r-8", "Who spent most?", "SELECT 1"))
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let missed = try #require(try workplace.report().scenarios[0].found("r-7"))
        #expect(missed.kinds.contains("recording_miss"))
        #expect(missed.miss == "the nearest episode is r-8, its field `question` differs")
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<error type=\"recording_miss\""))
        #expect(junit.contains("the nearest episode is r-8"))
    }

    @Test func `the episode of a cached request serves the same question when the cache is gone`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[2].attempt = nil
        shop.settings = "cache: off\n"
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.found("r-3")?.kinds.contains("source") == true)
        #expect(scenario.kinds["recording_miss"] == nil)
        #expect(scenario.found("r-3")?.actual?.sql == "SELECT count(*) FROM customer")
    }
}
