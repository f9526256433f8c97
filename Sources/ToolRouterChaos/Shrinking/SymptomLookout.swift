package import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// Notes in one replay how requests ended badly, and which drifted from their goldens. Confined to the thread of the replay.
package final class SymptomLookout: ScheduleOnlooker, @unchecked Sendable {
    /// What is known of a symptom.
    package struct Sighting: Sendable {
        /// How many requests showed it.
        package var count: Int
        /// The first of them.
        package var request: RequestID?
        /// When that one was answered.
        package var at: Timestamp?
    }

    /// What was seen, by symptom.
    package private(set) var sightings: [Symptom: Sighting] = [:]
    /// What was seen, in the order in which it was seen first.
    package private(set) var order: [Symptom] = []
    /// What the drift of each request that drifted is known by.
    package private(set) var drifts: [RequestID: Symptom] = [:]
    private let goldens: ReplayTest.Goldens?
    private let comparison: RecordedComparison?
    private let informational: Set<DriftKind>

    /// - Parameter goldens: what requests are compared with; nil compares nothing.
    package init(_ subject: ChaosSubject, _ goldens: ReplayTest.Goldens? = nil) {
        self.goldens = goldens
        informational = subject.scenario.informationalDriftKinds
        comparison = goldens.map {
            RecordedComparison(with: $0.header, of: subject.scenario, in: subject.databases)
        }
    }

    package func observe(_ event: RouterEvent) {}
    package func observe(_ fault: InjectedFault) {}

    package func take(_ done: Case) throws {
        if let error = done.answer.outcome.error { add(.answer(error.code, stage: error.stage), done) }
        guard let golden = goldens?.answers[done.request.id], let comparison,
            let drift = try comparison.failingDrift(of: done, from: golden),
            let worst = drift.kinds.first(where: { !informational.contains($0) })
        else { return }
        let symptom = Symptom.drift(worst, stage: drift.stage, code: drift.actual?.code)
        drifts[done.request.id] = symptom
        add(symptom, done)
    }

    private func add(_ symptom: Symptom, _ done: Case) {
        if sightings[symptom] == nil {
            sightings[symptom] = Sighting(count: 0, request: done.request.id, at: done.settledAt)
            order.append(symptom)
        }
        sightings[symptom]?.count += 1
    }
}
