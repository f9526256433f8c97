import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct WeakerFaultTests {
    private static let targets: [FaultTarget] = [
        .planner, .tool(nil), .store, .limiter, .database, .audit, .clock, .callers,
    ]

    private func text(_ rule: FaultRule) -> String { FaultPlan(rules: [rule]).json }

    @Test(arguments: FaultKinds.all.map { $0.kind })
    func `whoever goes on weakening comes to an end, and each form is a rule that a file can say`(kind: String) throws {
        let kind = try #require(FaultKinds.all.first { $0.kind == kind })
        for target in Self.targets {
            for fault in kind.examples(at: target) {
                var seen: Set<String> = []
                var next = [FaultRule(name: "a", target: target, fault: fault)]
                while let rule = next.popLast() {
                    let written = text(rule)
                    guard seen.insert(written).inserted else { continue }
                    #expect(try FaultPlan(yaml: written, file: "f").json == written)
                    #expect(seen.count < 200, "\(kind.kind)")
                    next += rule.weaker
                    for weaker in rule.weaker { #expect(text(weaker) != written) }
                }
                try expectEnd(of: FaultRule(name: "a", target: target, fault: fault))
            }
        }
    }

    /// No chain of ever weaker forms comes back to one of its own.
    private func expectEnd(of rule: FaultRule, behind chain: [String] = []) throws {
        let written = text(rule)
        try #require(!chain.contains(written), "\(written)")
        try #require(chain.count < 60)
        // The last of them is enough: the others lead to it.
        for weaker in rule.weaker.suffix(1) { try expectEnd(of: weaker, behind: chain + [written]) }
    }

    @Test func `a rule is copied with one thing changed`() {
        let rule = FaultRule(
            name: "a", target: .planner, fault: HangFault(), window: FaultWindow(to: .seconds(5)),
            odds: Odds(1, in: 3)!,
            filter: FaultFilter(tenant: "acme"), leadsTo: FaultConsequence(codes: [.plannerTimeout]))
        let copy = rule.with(window: .always).with(odds: .always).with(fault: LatencyFault(delay: .seconds(1)))
        #expect(copy.window == .always && copy.odds == .always && copy.kind == "latency")
        #expect(copy.filter.tenant == "acme" && copy.leadsTo == rule.leadsTo && copy.name == "a")
        #expect(rule.weaker.map(\.kind) == ["latency"])
        #expect(rule.with(filter: FaultFilter()).filter.isOpen)
    }
}
