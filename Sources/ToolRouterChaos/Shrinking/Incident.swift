package import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// A recorded scenario that something went wrong in: an invariant broke, answers drifted, or requests failed.
package struct Incident {
    /// Something that went wrong, and what is known of it.
    package struct Finding: Sendable {
        /// What it is known by.
        package let symptom: Symptom
        /// How many requests showed it; 1 where nobody counts.
        package let count: Int
        /// The first of them, where it is known.
        package let request: RequestID?
        /// When it showed first, since the traffic began, where that is known.
        package let at: Duration?
        /// What must hold and what happened; nil where the symptom says it all.
        package let words: String?
    }

    /// The scenario.
    package let subject: ChaosSubject
    /// Its requests as they were recorded.
    package let schedule: Schedule
    /// What its requests are compared with; nil when it has no golden.
    package let goldens: ReplayTest.Goldens?
    private let decorations: [any WorldDecoration]
    private let interruption: Interruption

    /// Opens the scenario at `path`.
    ///
    /// - Parameters:
    ///   - workspace: where its golden is, unless it brings its own.
    ///   - decorations: go around the seams of the router.
    package init(
        path: String, workspace: Workspace, decorations: [any WorldDecoration], interruption: Interruption
    ) throws {
        let scenario = try Scenario(path: path)
        subject = try ChaosSubject(path: path, interruption: interruption)
        self.decorations = decorations
        self.interruption = interruption
        var schedule = subject.ownSchedule
        let traffic = try Traffic(scenario)
        for place in schedule.requests.indices {
            guard let exchange = try traffic.next()?.exchange else { break }
            schedule.requests[place].decisions = exchange.decisions
        }
        self.schedule = schedule
        goldens = try ReplayTest.Goldens(of: scenario, workspace)
    }

    /// Whether its recordings hold more requests than are looked at.
    package var isCutOff: Bool { schedule.requests.count == ChaosSubject.mostRecorded }

    /// All that goes wrong in it, the gravest first: an end that is none, invariants, drift, answers with a status from 500 on by how many
    /// there are, a circuit that opened, a budget that is used up, a limit that was hit, other errors; then all else that happened.
    package func findings() throws -> [Finding] {
        let lookout = SymptomLookout(subject, goldens)
        let outcome = try ScheduleRunner(subject, decorations: decorations, interruption: interruption)
            .run(schedule, seenBy: lookout)
        var findings = outcome.failures.map { failure in
            Finding(
                symptom: failure.symptom, count: 1, request: failure.request, at: failure.at, words: failure.words)
        }
        for symptom in lookout.order {
            guard let sighting = lookout.sightings[symptom] else { continue }
            findings.append(
                Finding(
                    symptom: symptom, count: sighting.count, request: sighting.request,
                    at: sighting.at.map { $0 - schedule.epoch }, words: nil))
        }
        findings += outcome.happenings.all.map {
            Finding(symptom: .happening($0), count: 1, request: nil, at: nil, words: nil)
        }
        return findings.enumerated().sorted { left, right in
            let (graver, lesser) = (left.element, right.element)
            return (graver.symptom.rank, -graver.count, left.offset)
                < (lesser.symptom.rank, -lesser.count, right.offset)
        }.map(\.element)
    }

    /// The test whether schedules show `finding`.
    package func test(for finding: Finding) -> ReplayTest {
        ReplayTest(
            ScheduleRunner(subject, decorations: decorations, interruption: interruption), .once, finding.symptom,
            of: finding.request, goldens: goldens)
    }
}

extension Symptom {
    /// Whether it is bad news at all.
    package var isTrouble: Bool { rank < 8 }

    /// How grave it is: the less, the graver.
    fileprivate var rank: Int {
        switch self {
        case .crash, .silence, .endless, .stalled: 0
        case .invariant: 1
        case .drift: 2
        case .answer(.budgetExhausted, _): 5
        case .answer(let code, _): code.status >= 500 ? 3 : code.status == 429 ? 6 : 7
        case .happening(.circuitOpened): 4
        case .happening(.budgetExhausted): 5
        case .happening(.limitHit), .happening(.tokenLimitHit): 6
        case .happening: 8
        }
    }
}
