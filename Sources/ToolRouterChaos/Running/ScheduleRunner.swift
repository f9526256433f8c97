import Crypto
import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay
import ToolRouterSimulation

/// Replays schedules, one after the other, with every invariant on. For one thread, which is the simulation's.
package final class ScheduleRunner {
    /// What is tried besides one replay.
    package enum Thoroughness: Sendable {
        /// Nothing.
        case once
        /// The same replay again, and without its candidates: the answers must be the same bytes.
        case compared
    }

    /// What is replayed.
    package let subject: ChaosSubject
    private let decorations: [any WorldDecoration]
    private let interruption: Interruption

    /// - Parameters:
    ///   - decorations: go around the seams of the router in every replay.
    ///   - interruption: ends the replay under way between two requests once it is raised.
    package init(
        _ subject: ChaosSubject, decorations: [any WorldDecoration] = [], interruption: Interruption = Interruption()
    ) {
        self.subject = subject
        self.decorations = decorations
        self.interruption = interruption
    }

    /// Replays `schedule`.
    ///
    /// - Parameter onlooker: is told of all that happens in the first replay.
    /// - Throws: what says nothing of the router, such as a want of memory, and `Interrupted`.
    package func run(
        _ schedule: Schedule, _ thoroughness: Thoroughness = .once, seenBy onlooker: (any ScheduleOnlooker)? = nil
    ) throws -> ScheduleOutcome {
        let scenario = subject.scenario(as: schedule)
        let answers = AnswerDigest()
        let compares = thoroughness == .compared
        var outcome = try run(scenario, schedule, into: compares ? answers : nil, seenBy: onlooker)
        guard compares, outcome.failures.isEmpty else { return outcome }
        let again = AnswerDigest()
        _ = try run(scenario, schedule, into: again)
        if let request = answers.parting(from: again, \.whole) {
            outcome.add(
                comparison(RunComparison.sameBytes, request, "the same answer and trail from a second replay"))
            return outcome
        }
        if !scenario.settings.shadows.isEmpty {
            var alone = scenario
            alone.settings.shadows = []
            let others = AnswerDigest()
            _ = try run(alone, schedule, into: others)
            if let request = answers.parting(from: others, \.withoutCandidates) {
                outcome.add(
                    comparison(
                        RunComparison.shadowsChangeNothing, request, "the same answer and trail without candidates"))
            }
        }
        return outcome
    }

    private func comparison(_ name: String, _ request: RequestID, _ expected: String) -> ScheduleOutcome.Failure {
        ScheduleOutcome.Failure(
            symptom: .invariant(name, stage: nil, code: nil), request: request,
            words: "expected \(expected); found another one")
    }

    private func run(
        _ scenario: Scenario, _ schedule: Schedule, into digest: AnswerDigest?,
        seenBy onlooker: (any ScheduleOnlooker)? = nil
    ) throws -> ScheduleOutcome {
        var outcome = ScheduleOutcome(requests: schedule.requests.count)
        // One that is raised since the replay has no end is nobody else's.
        let end = Interruption()
        let watch = HappeningWatch(
            requests: schedule.requests.count, ttl: scenario.settings.cache?.ttl, interruption: end)
        var options = Replay.Options(faults: schedule.faults, decorations: decorations, interruption: end)
        options.folds = .inline
        options.listener = onlooker
        let replay = Replay(scenario, databases: subject.databases, options: options)
        let requests = KeptRequests(
            schedule.requests.enumerated().map { number, exchange in
                LocatedExchange(exchange: exchange, line: number + 2, offset: 0, bytes: 0)
            }, epoch: schedule.epoch)
        do {
            let summary = try replay.run(requests, listening: watch, toFaults: onlooker) { done in
                digest?.add(done)
                try onlooker?.take(done)
            }
            // A statement that was stopped for no reason of its own says nothing, and nothing after it does.
            if case .processorTime = summary.cutShortBy { throw CostlyStatement(schedule: schedule) }
            outcome.faults = summary.faults
            for breach in summary.invariants.breaches {
                outcome.add(
                    ScheduleOutcome.Failure(
                        symptom: .invariant(breach.invariant, stage: breach.stage, code: breach.code),
                        request: breach.request, at: breach.at, words: breach.words))
            }
        } catch let stalled as StalledSimulation {
            outcome.add(
                ScheduleOutcome.Failure(symptom: .stalled, at: stalled.at - schedule.epoch, words: "\(stalled)"))
        }
        outcome.events = watch.events
        outcome.happenings = watch.happenings
        if watch.isEndless {
            outcome.add(
                ScheduleOutcome.Failure(symptom: .endless, words: "more than \(watch.events - 1) events"))
        }
        if interruption.isRaised { throw Interrupted() }
        return outcome
    }
}

/// What the answers of a replay come to, with and without what candidates said.
private final class AnswerDigest {
    struct Answer {
        let request: RequestID
        let whole: UInt64
        let withoutCandidates: UInt64
    }

    private var answers: [Answer] = []

    func add(_ done: Case) {
        let line = done.makeRecord().json
        // What candidates said stands at the end of the trail.
        let own = line.range(of: ",\"shadow:").map { line[..<$0.lowerBound] + "]}" } ?? line[...]
        answers.append(
            Answer(
                request: done.request.id, whole: Self.digest(line), withoutCandidates: Self.digest(String(own))))
    }

    /// The first request at which two replays part; nil when they are the same.
    func parting(from other: AnswerDigest, _ what: KeyPath<Answer, UInt64>) -> RequestID? {
        for (left, right) in zip(answers, other.answers)
        where left.request != right.request || left[keyPath: what] != right[keyPath: what] {
            return left.request
        }
        let common = min(answers.count, other.answers.count)
        return (answers.count > common ? answers : other.answers).dropFirst(common).first?.request
    }

    private static func digest(_ line: String) -> UInt64 {
        SHA256.hash(data: Array(line.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// A statement took more processor time than any within its budget is known to take: nothing can be said of the schedule.
struct CostlyStatement: Error, CustomStringConvertible {
    let schedule: Schedule

    var description: String {
        "a statement took more than \(RunWatch.processorTimeOfReplay.formatted()) of processor time, with seed \(schedule.seed) of \(schedule.scenario)"
    }
}
