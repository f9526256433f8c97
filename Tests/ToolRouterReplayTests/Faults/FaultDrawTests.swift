import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import ToolRouterTools

@testable import ToolRouterReplay

/// What a rule's draw depends on, and on what not.
@Suite struct FaultDrawTests {
    /// A call that may be spoilt.
    private struct Call {
        let seam: FaultTarget
        let request: Request
        let attempt: Int
    }

    private static let rules: [(name: String, text: String)] = [
        ("often", "  - {name: often, target: planner, kind: hang, odds: 1/3}"),
        ("tool", "  - {name: tool, target: tool.sql, kind: hang, odds: 40%}"),
        ("rare", "  - {name: rare, target: planner, kind: latency, delay: 1s, odds: 1/20}"),
        ("always", "  - {name: always, target: shadow.next, kind: hang}"),
        ("half", "  - {name: half, target: shadow, kind: hang, odds: 1/2}"),
        ("never", "  - {name: never, target: planner, kind: hang, odds: 0}"),
        ("emea", "  - {name: emea, target: planner, kind: hang, odds: 1/2, tenant: emea}"),
        ("rest", "  - {name: rest, target: planner, kind: hang, odds: 0.9}"),
    ]

    private static let calls: [Call] = (0..<500).flatMap { number in
        let request = Request.asking(id: RequestID("r-\(number)"), tenant: number.isMultiple(of: 2) ? "emea" : "apac")
        return [
            Call(seam: .planner, request: request, attempt: 1), Call(seam: .planner, request: request, attempt: 2),
            Call(seam: .shadow("next"), request: request, attempt: 1),
            Call(seam: .shadow("more"), request: request, attempt: 1),
            Call(seam: .tool(.sql), request: request, attempt: 1),
        ]
    }

    /// For each call the names of the rules that wanted it, the winner first.
    private func wishes(_ rules: [String], seed: UInt64 = 7) throws -> (wanted: [[String]], winners: [String?]) {
        let scheduler = SimulatedScheduler(start: FaultyWorld.start)
        let plan = try FaultPlan.test(
            rules.map { name in Self.rules.first { $0.name == name }!.text }.joined(separator: "\n"))
        let injector = FaultInjector(plan, seed: seed, start: FaultyWorld.start)
        var wanted: [[String]] = []
        var winners: [String?] = []
        for call in Self.calls {
            let before = injector.counts
            let won = injector.winner(at: call.seam, for: call.request, attempt: call.attempt, on: scheduler)
            wanted.append(zip(before, injector.counts).filter { $0.wanted < $1.wanted }.map(\.1.rule))
            winners.append(won?.rule.name)
        }
        return (wanted, winners)
    }

    private static let names = rules.map(\.name)

    @Test func `for each call the first rule that wants it wins`() throws {
        let (wanted, winners) = try wishes(Self.names)
        #expect(wanted.map(\.first) == winners)
        #expect(wanted.contains { $0.count > 1 } && wanted.contains { $0.isEmpty })
        #expect(Set(winners.compactMap { $0 }) == Set(Self.names).subtracting(["never"]))
    }

    @Test(arguments: names)
    func `without one rule all others want what they wanted, and only calls that it had won go to the next`(
        name: String
    ) throws {
        let all = try wishes(Self.names)
        let rest = try wishes(Self.names.filter { $0 != name })
        for (call, wanted) in all.wanted.enumerated() {
            let left = wanted.filter { $0 != name }
            #expect(rest.wanted[call] == left)
            #expect(rest.winners[call] == (all.winners[call] == name ? left.first : all.winners[call]))
        }
    }

    @Test func `in another order all rules want what they wanted`() throws {
        let forwards = try wishes(Self.names)
        let backwards = try wishes(Self.names.reversed())
        #expect(backwards.wanted == forwards.wanted.map { $0.reversed() })
        #expect(backwards.winners == forwards.wanted.map(\.last))
    }

    @Test func `the seed decides`() throws {
        #expect(try wishes(Self.names).wanted == wishes(Self.names).wanted)
        #expect(try wishes(Self.names).wanted != wishes(Self.names, seed: 8).wanted)
    }

    /// What two calls of one request must differ in for their draws to be different ones.
    @Test(arguments: [
        ("attempt", FaultTarget.planner, 1, FaultTarget.planner, 2),
        ("candidate", .shadow("next"), 1, .shadow("more"), 1), ("seam", .planner, 1, .tool(.sql), 1),
    ])
    func `each call has a draw of its own`(
        what: String, left: FaultTarget, leftAttempt: Int, right: FaultTarget, rightAttempt: Int
    ) throws {
        let rules = ["planner", "shadow", "tool"].map { "  - {name: \($0), target: \($0), kind: hang, odds: 1/2}" }
        let injector = FaultInjector(
            try .test(rules.joined(separator: "\n")), seed: 7, start: FaultyWorld.start)
        let scheduler = SimulatedScheduler(start: FaultyWorld.start)
        let differing = (0..<400).count { number in
            let request = Request.asking(id: RequestID("r-\(number)"))
            let first = injector.winner(at: left, for: request, attempt: leftAttempt, on: scheduler)
            let second = injector.winner(at: right, for: request, attempt: rightAttempt, on: scheduler)
            return (first == nil) != (second == nil)
        }
        #expect((150...250).contains(differing), "\(differing)")
    }

    @Test func `two rules of the same odds want different calls`() throws {
        let rules = ["a", "b"].map { "  - {name: \($0), target: planner, kind: hang, odds: 1/2}" }
        let plan = try FaultPlan.test(rules.joined(separator: "\n"))
        let scheduler = SimulatedScheduler(start: FaultyWorld.start)
        let differing = (0..<400).count { number in
            let injector = FaultInjector(plan, seed: 7, start: FaultyWorld.start)
            let request = Request.asking(id: RequestID("r-\(number)"))
            _ = injector.winner(at: .planner, for: request, attempt: 1, on: scheduler)
            return injector.counts[0].wanted != injector.counts[1].wanted
        }
        #expect((150...250).contains(differing), "\(differing)")
    }

    @Test(arguments: [
        ("退货", "上个月有多少退货？", true), ("คืนสินค้า", "เดือนที่แล้วมีคืนสินค้ากี่รายการ", true), ("returns", "«Returns»?", true),
        ("returns", "returns’ reasons", true), ("returns", "Returnsöffnung", false), ("ن", "من", false),
        ("!", "why?!", true),
        ("refund", "re\u{AD}fund", true),
    ])
    func `a filter finds words of the question as rules find theirs`(phrase: String, question: String, isHit: Bool) {
        let request = Request(id: "r", caller: Caller(tenant: "t"), question: question)
        #expect(FaultFilter(question: phrase).matches(request) == isHit)
        let rules = RuleSet([Rule(name: "r", anyOf: [phrase], tool: "t")])
        #expect((rules.match(question).rule != nil) == isHit)
    }

    @Test func `a filter is about tenant, user and words of the question, and all of them must fit`() throws {
        let rule = """
              - {name: a, target: planner, kind: hang, tenant: emea, user: u-1, question: "Out of  stock"}
            """
        let injector = FaultInjector(try .test(rule), seed: 7, start: FaultyWorld.start)
        let scheduler = SimulatedScheduler(start: FaultyWorld.start)
        func isHit(_ tenant: TenantID, _ user: UserID?, _ question: String) -> Bool {
            let request = Request(id: "r", caller: Caller(tenant: tenant, user: user), question: question)
            return injector.winner(at: .planner, for: request, attempt: 1, on: scheduler) != nil
        }
        #expect(isHit("emea", "u-1", "What is OUT OF STOCK?"))
        #expect(!isHit("apac", "u-1", "What is out of stock?"))
        #expect(!isHit("emea", "u-2", "What is out of stock?"))
        #expect(!isHit("emea", nil, "What is out of stock?"))
        #expect(!isHit("emea", "u-1", "What is out of stockings?"))
        #expect(injector.counts.map(\.wanted) == [1])
    }
}
