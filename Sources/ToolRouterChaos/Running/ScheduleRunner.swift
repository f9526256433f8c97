import Crypto
import Foundation
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
        if again.whole != answers.whole {
            outcome.add(comparison(RunComparison.sameBytes, "the same answers and trails from a second replay"))
            return outcome
        }
        if !scenario.settings.shadows.isEmpty {
            var alone = scenario
            alone.settings.shadows = []
            let others = AnswerDigest()
            _ = try run(alone, schedule, into: others)
            if others.withoutCandidates != answers.withoutCandidates {
                outcome.add(
                    comparison(
                        RunComparison.shadowsChangeNothing, "the same answers and trails without its candidates"))
            }
        }
        return outcome
    }

    private func comparison(_ name: String, _ expected: String) -> ScheduleOutcome.Failure {
        ScheduleOutcome.Failure(
            symptom: .invariant(name, stage: nil, code: nil), words: "expected \(expected); found others")
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

/// What all answers of a replay come to, with and without what candidates said.
private final class AnswerDigest {
    private var all = SHA256()
    private var answers = SHA256()

    func add(_ done: Case) {
        let line = done.makeRecord().json
        all.update(data: Array(line.utf8))
        // What candidates said stands at the end of the trail.
        let own = line.range(of: ",\"shadow:").map { line[..<$0.lowerBound] + "]}" } ?? line[...]
        answers.update(data: Array(own.utf8))
    }

    var whole: SHA256.Digest { all.finalize() }
    var withoutCandidates: SHA256.Digest { answers.finalize() }
}
