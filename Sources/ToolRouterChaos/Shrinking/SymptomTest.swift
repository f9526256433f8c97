import ToolRouter

/// Says whether schedules show what is looked for.
package protocol SymptomTest: AnyObject {
    /// Whether `schedule` shows it.
    ///
    /// - Throws: what says nothing of the schedule, such as `Interrupted`.
    func shows(_ schedule: Schedule) throws -> Bool

    /// When the rules of its faults were applied first and last, since the traffic began, by their names; empty where nobody knows.
    func injections(of schedule: Schedule) throws -> [String: ClosedRange<Duration>]
}

extension SymptomTest {
    package func injections(of schedule: Schedule) throws -> [String: ClosedRange<Duration>] { [:] }
}
