import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

struct InvariantBoardTests {
    /// Breaks whenever anybody is asked back.
    private struct NoClarifications: Invariant {
        static let name = "no_clarifications"

        mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
            if case .clarified = event.kind { Discrepancy(expected: "none", found: "one") } else { nil }
        }
    }

    private func event(_ kind: RouterEvent.Kind, _ id: RequestID = "r-1") -> RouterEvent {
        RouterEvent(request: id, at: InvariantStory.start, kind)
    }

    @Test func `every invariant has a name of its own`() {
        let names = Invariants.all(RouterConfiguration(), cache: nil).map { type(of: $0).name }
        #expect(
            names == [
                "one_answer", "valid_problems", "approved_runs", "planner_left_alone", "rate_limits_kept",
                "budgets_kept",
                "clean_cache", "costs_add_up", "audited_answers", "calls_accounted_for", "shadows_compared",
                "bounded", "converges",
                "faults_lead_as_stated",
            ])
    }

    @Test func `each invariant gets every event, and each breach is counted for its own`() {
        let board = InvariantBoard(
            [NoClarifications(), ApprovedRuns(), NoClarifications()], start: InvariantStory.start)
        for kind in [RouterEvent.Kind.arrived(), .clarified(.noTool), .ran(.count, .twoRows), .clarified(.noTool)] {
            board.observe(event(kind))
        }
        #expect(board.findings.names == ["no_clarifications", "approved_runs", "no_clarifications"])
        #expect(board.findings.count(of: "no_clarifications") == 4)
        #expect(board.findings.count(of: "approved_runs") == 1)
        #expect(board.findings.frequency(of: "approved_runs") == "once")
        #expect(board.findings.frequency(of: "no_clarifications") == "4 times")
        #expect(board.findings.isBroken)
    }

    /// Counts what it is asked about; a count is all that it finds fault with, in the end.
    private struct Counting: Invariant {
        static let name = "counting"
        let kinds: EventKinds
        var count = 0

        mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
            count += 1
            return nil
        }

        mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
            [Discrepancy(expected: "0", found: "\(count)")]
        }
    }

    @Test func `an invariant is asked about the kinds of events that it names, and no others`() {
        let kinds: [EventKinds] = [[], .clarified, [.clarified, .ran], .all]
        let board = InvariantBoard(kinds.map { Counting(kinds: $0) }, start: InvariantStory.start)
        for kind in [RouterEvent.Kind.arrived(), .clarified(.noTool), .ran(.count, .twoRows), .clarified(.noTool)] {
            board.observe(event(kind))
        }
        board.finish(totals: Totals())
        #expect(board.findings.breaches.map(\.found) == ["0", "2", "3", "4"])
    }

    @Test func `many breaches of one invariant are counted, and hide none of another`() {
        var findings = InvariantFindings(names: ["a", "b", "c"])
        #expect(!findings.isBroken)
        func breach(_ name: String) -> Breach {
            Breach(invariant: name, request: "r", at: .zero, expected: "1", found: "2")
        }
        for _ in 0..<2_500 { findings.add(breach("a")) }
        findings.add(breach("c"))
        #expect(findings.count(of: "a") == 2_500)
        #expect(findings.breaches(of: "a", limit: 5).count == 5)
        #expect(findings.breaches.count == 1_001)
        #expect(findings.omitted == 1_500)
        #expect(findings.broken == ["a", "c"])
        #expect(findings.breaches(of: "c", limit: 5).count == 1)
    }

    @Test func `only requests under way are remembered`() {
        let board = InvariantBoard([OneAnswer(patience: .seconds(30))], start: InvariantStory.start)
        for number in 0..<10_000 {
            let id = RequestID("r-\(number)")
            board.observe(event(.arrived(id), id))
            if number >= 3 {
                let former = RequestID("r-\(number - 3)")
                board.observe(event(.answered(to: former), former))
            }
        }
        #expect(board.underWay == 3)
        #expect(!board.findings.isBroken)
    }

    @Test func `whoever listens is told of each breach at once`() {
        final class Listener: BreachObserver {
            let breaches = EventLog()
            func observe(_ breach: Breach) {
                breaches.observe(RouterEvent(request: breach.request!, at: InvariantStory.start, .clarified(.noTool)))
            }
        }
        let listener = Listener()
        let board = InvariantBoard([NoClarifications()], start: InvariantStory.start, listener: listener)
        board.observe(event(.clarified(.noTool), "r-7"))
        #expect(listener.breaches.events.map(\.request) == ["r-7"])
    }

    @Test(arguments: [
        (Duration.zero, "0 ms"), (.microseconds(1_500), "1.5 ms"), (.milliseconds(999), "999 ms"), (.seconds(1), "1 s"),
        (.milliseconds(61_250), "61.25 s"), (.nanoseconds(30_000_000_001), "30.000000001 s"), (.seconds(-2), "-2 s"),
    ])
    func `durations are said exactly`(row: (duration: Duration, words: String)) {
        #expect(row.duration.words == row.words)
    }
}
