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
        #expect(run.text.contains("    rows: 0 changed, 0 added, 1 removed (3 → 2)\n    - 'Barbara'\n"))
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
}
