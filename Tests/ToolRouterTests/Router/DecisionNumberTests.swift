import RouterTesting
import Testing
import ToolRouter

/// What a recorder is told of decisions and calls.
struct DecisionNumberTests {
    private static func world(
        _ script: [ScriptedReply], candidates: [(name: PlannerName, script: [ScriptedReply], sample: Ratio)] = [],
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(
            script: script, candidates: candidates, numbersDecisions: true, configure: configure)
    }

    /// The decisions of a request by their numbers: `kind@milliseconds`.
    private static func decisions(of id: RequestID, in world: ScriptedWorld) -> [String] {
        world.log.happenings(to: id).compactMap { event in
            if case .decided(let decision) = event { decision } else { nil }
        }.sorted { $0.number.sequence < $1.number.sequence }.map { decision in
            let time = (decision.number.at - ScriptedWorld.start).wholeMicroseconds / 1_000
            let candidate = decision.point.candidate.map { "(\($0))" } ?? ""
            return "\(decision.point.kind.rawValue)\(candidate)@\(time)"
        }
    }

    private static func calls(of id: RequestID, in world: ScriptedWorld) -> [FinishedCall] {
        world.log.happenings(to: id).compactMap { event in
            if case .callFinished(let call) = event { call } else { nil }
        }
    }

    @Test func `a miss, one who joins and a hit tell all that they decided, in one order`() throws {
        let world = Self.world([.plan()])
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "first")),
            .init(at: .milliseconds(100), request: .asking(id: "second")),
            .init(at: .seconds(2), request: .asking(id: "third")),
        ])
        #expect(
            Self.decisions(of: "first", in: world) == [
                "admit@0", "recall@0", "join@0", "ask@0", "reply@800", "circuit@800", "settle@830", "store@830",
            ])
        #expect(Self.decisions(of: "second", in: world) == ["admit@100", "recall@100", "join@100", "settle@830"])
        #expect(Self.decisions(of: "third", in: world) == ["admit@2000", "recall@2000", "settle@2000"])
        let numbers = world.log.events.compactMap { event in
            if case .decided(let decision) = event.kind { decision.number.sequence } else { nil }
        }
        #expect(numbers.sorted() == Array(0..<Int64(numbers.count)))
        #expect(Self.calls(of: "second", in: world).isEmpty)
        let call = try #require(Self.calls(of: "first", in: world).first)
        #expect(!call.isCandidate && call.ended.at - call.asked.at == .milliseconds(800))
        #expect(throws: Never.self) { try call.result.get() }
    }

    @Test func `a call is told once, by the one who made it, whoever still waited`() throws {
        let world = Self.world([.plan()])
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "first"), hangsUpAfter: .milliseconds(100)),
            .init(at: .milliseconds(50), request: .asking(id: "second")),
        ])
        #expect(Self.calls(of: "first", in: world).count == 1)
        #expect(Self.calls(of: "second", in: world).isEmpty)
        #expect(Self.decisions(of: "first", in: world).contains("reply@800"))
    }

    @Test func `a call that is cut off is told when it ends, and each attempt is a call`() throws {
        let world = Self.world([.plan(after: .seconds(60)), .plan()]) { $0.attemptTimeout = .seconds(5) }
        _ = try world.reply(to: .asking(id: "r"))
        let calls = Self.calls(of: "r", in: world).sorted { $0.asked.sequence < $1.asked.sequence }
        #expect(calls.count == 2)
        #expect(Self.decisions(of: "r", in: world).filter { $0.hasPrefix("ask") }.count == 2)
    }

    @Test func `a candidate's decisions carry its name`() throws {
        let world = Self.world([.plan()], candidates: [("rival", [.plan(after: .milliseconds(300))], .one)])
        _ = try world.reply(to: .asking(id: "r"))
        let decisions = Self.decisions(of: "r", in: world)
        #expect(
            decisions.filter { $0.contains("rival") } == ["ask(rival)@0", "reply(rival)@300", "circuit(rival)@300"])
        #expect(Self.calls(of: "r", in: world).map(\.isCandidate).sorted { !$0 && $1 } == [false, true])
    }

    @Test func `nobody is told where nothing is numbered`() throws {
        let world = ScriptedWorld(.plan())
        _ = try world.reply(to: .asking(id: "r"))
        #expect(!world.log.names(of: "r").contains { $0 == "decided" || $0 == "callFinished" })
    }
}
