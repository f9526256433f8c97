import Foundation
import Testing

@Suite struct CompareTests {
    /// Two finished runs of the small scenario.
    private func runs(_ first: Shop, _ second: Shop) throws -> Workplace {
        let workplace = try Workplace()
        try first.write(to: workplace)
        try workplace.run("replay", "--reports", "before")
        try second.write(to: workplace)
        try workplace.run("replay", "--reports", "after")
        return workplace
    }

    @Test func `two runs that agree are exit 0`() throws {
        let run = try runs(Shop(), Shop()).run("compare", "before", "after")
        #expect(run.code == 0)
        #expect(run.text == "shop: 0 requests differ\n")
    }

    @Test func `two runs that differ are exit 1, with the request and the kinds`() throws {
        let run = try runs(Shop(), .withShorterList).run("compare", "before", "after")
        #expect(run.code == 1)
        #expect(run.text.contains("shop: 1 request differs\n"))
        #expect(run.text.contains("  result: 1\n"))
        #expect(run.text.contains("  r-2: result, sql_meaning at stage"))
        #expect(
            run.text.contains(
                """
                    sql        SELECT name FROM customer {+WHERE id < 3 +}ORDER BY name
                    rows: 0 changed, 0 added, 1 removed (3 → 2)
                      name
                      'Ada'
                    - 'Barbara'
                      'Grace'

                """), "\(run.text)")
        #expect(run.text.contains("shop: changed between the runs: recording traffic.jsonl changed\n"))
    }

    @Test func `a scenario that only one run has is a difference`() throws {
        let workplace = try runs(Shop(), Shop())
        try Shop().write(to: workplace, named: "other")
        try workplace.run("replay", "--reports", "after")
        let run = try workplace.run("compare", "before", "after")
        #expect(run.code == 1)
        #expect(run.text.contains("other: only in one of the two reports"))
    }

    @Test func `a report that is not there is exit 65`() throws {
        let run = try runs(Shop(), Shop()).run("compare", "before", "afterwards")
        #expect(run.code == 65)
        #expect(run.errors.contains("afterwards"))
    }

    @Test func `reports without a scenario in common are exit 3`() throws {
        let workplace = try runs(Shop(), Shop())
        try FileManager.default.createDirectory(
            atPath: workplace.folder.file("empty"), withIntermediateDirectories: true)
        let run = try workplace.run("compare", "before", "empty")
        #expect(run.code == 3)
        #expect(run.errors.contains("no scenario"))
    }

    @Test func `causes come before what differs, the worst first`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay", "--reports", "before")
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "\"10.00\"", "\"11.00\"")
        try workplace.run("replay", "--reports", "after")
        let text = try workplace.run("compare", "before", "after").text
        let order = [
            "shop: changed between the runs: prices.m-1 changed", "shop: 5 requests differ",
            "  1 alike, same trail, sql + WHERE id < 3: result", "  4 alike, same trail: cost", "  r-2: result",
            "  r-1: cost", "  … and 1 alike",
        ].map { text.firstRange(of: $0)?.lowerBound }
        #expect(!order.contains(nil), "\(text)")
        #expect(order.compactMap { $0 } == order.compactMap { $0 }.sorted(), "\(text)")
    }
}
