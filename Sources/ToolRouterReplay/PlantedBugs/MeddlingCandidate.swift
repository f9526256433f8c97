import Synchronization
import ToolRouter

/// A planner fails to answer a question that a candidate was asked, too.
struct MeddlingCandidate: PlantedBug {
    static let name = "meddling-candidate"
    static let invariant = RunComparison.shadowsChangeNothing

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let asked = Asked()
        for number in world.shadows.indices {
            world.shadows[number].planner = Noting(planner: world.shadows[number].planner, asked: asked)
        }
        world.planners = world.planners.map { Failing(planner: $0, asked: asked) }
    }

    /// The requests that candidates were asked about.
    private final class Asked: Sendable {
        let requests = Mutex<Set<RequestID>>([])
    }

    private struct Noting: Planner {
        let planner: any Planner
        let asked: Asked

        var name: PlannerName { planner.name }
        var model: String { planner.model }
        var promptFingerprint: String { planner.promptFingerprint }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            asked.requests.withLock { _ = $0.insert(inquiry.request.id) }
            return await planner.propose(inquiry)
        }
    }

    private struct Failing: Planner {
        let planner: any Planner
        let asked: Asked

        var name: PlannerName { planner.name }
        var model: String { planner.model }
        var promptFingerprint: String { planner.promptFingerprint }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            if asked.requests.withLock({ $0.contains(inquiry.request.id) }) {
                return .failure(.http(status: 500, retryAfter: nil))
            }
            return await planner.propose(inquiry)
        }
    }
}
