package import ToolRouter
package import ToolRouterReplay

/// What came of one schedule.
package struct ScheduleOutcome: Sendable {
    /// Something that must not be.
    package struct Failure: Hashable, Sendable {
        /// What it is known by.
        package let symptom: Symptom
        /// The request at which it showed first, where it was one.
        package let request: RequestID?
        /// The virtual time since the traffic began, where it showed then.
        package let at: Duration?
        /// For people: what must hold, and what happened; never a question or a statement.
        package let words: String

        package init(symptom: Symptom, request: RequestID? = nil, at: Duration? = nil, words: String) {
            self.symptom = symptom
            self.request = request
            self.at = at
            self.words = words
        }
    }

    /// Its requests.
    package var requests = 0
    /// The events of its replay.
    package var events = 0
    /// The first failure of each symptom, in the order in which they showed.
    package var failures: [Failure] = []
    /// What was reached.
    package var happenings: HappeningSet = []
    /// How often each rule of its faults was applied.
    package var faults: [FaultCount] = []

    /// Whether it shows `symptom`.
    package func shows(_ symptom: Symptom) -> Bool {
        if case .happening(let happening) = symptom { return happenings.contains(HappeningSet(happening)) }
        return failures.contains { $0.symptom == symptom }
    }

    mutating func add(_ failure: Failure) {
        if !failures.contains(where: { $0.symptom == failure.symptom }) { failures.append(failure) }
    }
}
