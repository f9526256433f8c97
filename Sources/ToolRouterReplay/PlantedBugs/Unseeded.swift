import Synchronization
import ToolRouter

/// A planner takes up to a millisecond longer, by a draw of which no seed knows: by the order of a set, and by how many replays there
/// were in this process.
struct Unseeded: PlantedBug {
    static let name = "unseeded"
    static let invariant = RunComparison.sameBytes

    private static let replays = Atomic(0)

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let replay = Self.replays.wrappingAdd(1, ordering: .relaxed).newValue
        let anyNumber = Set(0..<1_000).min { _, _ in false } ?? 0
        let delay = Duration.microseconds(1 + (replay + anyNumber) % 1_000)
        world.planners = world.planners.map { Delayed(planner: $0, scheduler: scheduler, delay: delay) }
    }

    private struct Delayed: Planner {
        let planner: any Planner
        let scheduler: any Scheduler
        let delay: Duration

        var name: PlannerName { planner.name }
        var model: String { planner.model }
        var promptFingerprint: String { planner.promptFingerprint }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            do {
                try await scheduler.sleep(for: delay)
            } catch {
                return .failure(.cancelled)
            }
            return await planner.propose(inquiry)
        }
    }
}
