import ToolRouter
import ToolRouterReplay

/// What no recording can say and a live world does all the same: planners that go on after their calls were cancelled, and
/// an audit log that has moments in which it takes nothing.
struct RoughWorld: WorldDecoration {
    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.planners = world.planners.map { StubbornPlanner(planner: $0, scheduler: scheduler) }
        for number in world.shadows.indices {
            world.shadows[number].planner = StubbornPlanner(
                planner: world.shadows[number].planner, scheduler: scheduler)
        }
        world.audit = world.audit.map { MoodyAuditLog(log: $0, scheduler: scheduler) }
    }

    /// Ends when the planner it asks ends, or an hour later, and not before.
    private struct StubbornPlanner: Planner {
        let planner: any Planner
        let scheduler: any Scheduler

        var name: PlannerName { planner.name }
        var model: String { planner.model }
        var promptFingerprint: String { planner.promptFingerprint }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            await withUnsafeContinuation { continuation in
                let call = scheduler.spawn { continuation.resume(returning: await planner.propose(inquiry)) }
                scheduler.spawn {
                    try? await scheduler.sleep(for: .seconds(3_600))
                    call.cancel()
                }
            }
        }
    }

    /// Takes nothing in one second of five.
    private struct MoodyAuditLog: AuditLog {
        let log: any AuditLog
        let scheduler: any Scheduler

        var isAccepting: Bool { scheduler.now.microseconds / 1_000_000 % 5 != 3 && log.isAccepting }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            log.append(record, done: done)
        }
    }
}
