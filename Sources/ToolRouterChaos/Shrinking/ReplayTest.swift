package import ToolRouter
package import ToolRouterFormats
import ToolRouterReplay

/// Replays schedules in this process to see whether they show a symptom.
package final class ReplayTest: SymptomTest {
    /// The answers that requests are compared with.
    package struct Goldens {
        /// What stands above them.
        package let header: GoldenHeader
        /// The answers, by their requests.
        package let answers: [RequestID: AnswerRecord]

        package init(header: GoldenHeader, answers: [RequestID: AnswerRecord]) {
            self.header = header
            self.answers = answers
        }
    }

    private let runner: ScheduleRunner
    private let thoroughness: ScheduleRunner.Thoroughness
    private let symptom: Symptom
    /// The request that must drift; nil lets any of them.
    private let request: RequestID?
    private let goldens: Goldens?

    /// - Parameters:
    ///   - thoroughness: what is tried where the symptom shows by comparison only.
    ///   - request: the request that must drift, where the symptom is a drift.
    ///   - goldens: what that is judged by.
    package init(
        _ runner: ScheduleRunner, _ thoroughness: ScheduleRunner.Thoroughness, _ symptom: Symptom,
        of request: RequestID? = nil, goldens: Goldens? = nil
    ) {
        self.runner = runner
        // Most symptoms show in one replay, and most candidates show none: then all others would be for nothing.
        let isCompared =
            if case .invariant(let name, _, _) = symptom { RunComparison.all.contains(name) } else { false }
        self.thoroughness = isCompared ? thoroughness : .once
        self.symptom = symptom
        self.request = request
        self.goldens = goldens
    }

    package func shows(_ schedule: Schedule) throws -> Bool {
        switch symptom {
        case .answer, .drift:
            let lookout = SymptomLookout(runner.subject, goldens)
            _ = try runner.run(schedule, seenBy: lookout)
            guard let request, case .drift = symptom else { return lookout.sightings[symptom] != nil }
            return lookout.drifts[request] == symptom
        default: return try runner.run(schedule, thoroughness).shows(symptom)
        }
    }

    package func injections(of schedule: Schedule) throws -> [String: ClosedRange<Duration>] {
        let times = InjectionTimes(epoch: schedule.epoch)
        _ = try runner.run(schedule, seenBy: times)
        return times.byRule
    }
}

/// Notes when each rule of the faults was applied. Confined to the thread of the replay.
private final class InjectionTimes: ScheduleOnlooker, @unchecked Sendable {
    private let epoch: Timestamp
    private(set) var byRule: [String: ClosedRange<Duration>] = [:]

    init(epoch: Timestamp) { self.epoch = epoch }

    func observe(_ event: RouterEvent) {}
    func take(_ done: Case) {}

    func observe(_ fault: InjectedFault) {
        let at = max(fault.at - epoch, .zero)
        let former = byRule[fault.rule]
        byRule[fault.rule] = min(former?.lowerBound ?? at, at)...max(former?.upperBound ?? at, at)
    }
}
