import Testing

/// What candidates say is part of the golden, but whom to ask is nobody's drift.
@Suite struct ShadowDriftTests {
    private static let plan = ##"{\"tool\":\"sql\",\"sql\":\"SELECT 2\"}"##

    /// Two requests, each with what the planner and two candidates said; the candidate `next` said `last` to the second.
    private func write(to workplace: Workplace, asking shadow: String, last: String = plan) throws {
        let shop = Shop()
        try shop.write(to: workplace)
        try workplace.folder.write(shop.yaml + shadow + "\n", to: "replays/shop/scenario.yaml")
        func said(_ content: String) -> String { ##"[{"latency_us":1000,"content":"\##(content)"}]"## }
        let lines = [("r-1", Self.plan), ("r-2", last)].map { id, content in
            ##"{"id":"\##(id)","at_us":0,"caller":{"tenant":"acme"},"question":"\##(id)?","planner":"##
                + said(Self.plan) + ##","shadow":{"next":\##(said(content)),"other":\##(said(Self.plan))}}"##
        }
        let header = String(shop.recording.prefix { $0 != "\n" })
        try workplace.folder.write(([header] + lines).joined(separator: "\n") + "\n", to: "replays/shop/traffic.jsonl")
    }

    @Test func `a candidate that says nothing usable any more is drift at the stage shadow`() throws {
        let workplace = try Workplace()
        try write(to: workplace, asking: "shadow: {next: {}}")
        try workplace.acceptAll()
        #expect(try workplace.run("replay").code == 0)
        try write(to: workplace, asking: "shadow: {next: {}}", last: "I do not know")
        let run = try workplace.run("replay")
        #expect(run.code == 1, "\(run.errors)")
        #expect(run.text.contains("shop r-2: trail at stage shadow"))
        let cases = try workplace.report().scenarios[0].cases
        #expect(cases.map(\.id) == ["r-2"])
        #expect(cases.map(\.stage) == ["shadow"])
    }

    @Test func `a candidate that is asked for the first time, or no more, is no drift`() throws {
        let workplace = try Workplace()
        try write(to: workplace, asking: "")
        try workplace.acceptAll()
        let asked = try workplace.run("replay", "--shadow", "next")
        #expect(asked.code == 0)
        #expect(!asked.text.contains("changed since") && workplace.folder.files("goldens").count == 3)
        #expect(try workplace.report().scenarios[0].shadow.keys.sorted() == ["next"])
        try write(to: workplace, asking: "shadow: {next: {}, other: {}}")
        let run = try workplace.run("replay")
        #expect(run.code == 0)
        #expect(run.text.contains("shop: changed since the golden: candidates none → next other"))

        #expect(try workplace.run("accept", "--reason", "looked at").code == 0)
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl").contains("shadow:other(planned)"))
        #expect(try workplace.run("replay", "--shadow", "other").code == 0)
    }

    @Test func `a planner that is asked a second time is compared where that was recorded, and is no fault where not`()
        throws
    {
        let workplace = try Workplace()
        try write(to: workplace, asking: "self_noise: {sample: 1}")
        try workplace.acceptAll()
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.report().scenarios[0].shadow.isEmpty)
        try workplace.edit("replays/shop/traffic.jsonl", #""next":"#, #""self":"#)
        let run = try workplace.run("replay")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(try workplace.report().scenarios[0].shadow.keys.sorted() == ["self"])
        let explained = try workplace.run("explain", "shop", "r-1")
        #expect(explained.text.contains("candidate self says the same text"), "\(explained.text)")
    }
}
