import Synchronization
import ToolRouter
import ToolRouterFormats

/// Keeps what a planner is asked and says, request by request, as a recording has it.
final class AttemptTap: Planner {
    private struct Call {
        /// Tells it from a call for the same request in another run.
        let number: Int
        let begin: Timestamp
        var attempt: RecordedAttempt?
    }

    private let planner: any Planner
    private let scheduler: any Scheduler
    private let calls = Mutex((last: 0, open: [RequestID: [Call]]()))

    var name: PlannerName { planner.name }
    var model: String { planner.model }
    var promptFingerprint: String { planner.promptFingerprint }

    init(_ planner: any Planner, _ scheduler: any Scheduler) {
        (self.planner, self.scheduler) = (planner, scheduler)
    }

    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        let (id, begin) = (inquiry.request.id, scheduler.now)
        let number = calls.withLock { calls in
            calls.last += 1
            calls.open[id, default: []].append(Call(number: calls.last, begin: begin))
            return calls.last
        }
        let result = await planner.propose(inquiry)
        let attempt = self.attempt(result, taking: scheduler.now - begin)
        calls.withLock { calls in
            // Nobody waits any more for what comes after its request was taken.
            if let place = calls.open[id]?.firstIndex(where: { $0.number == number }) {
                calls.open[id]![place].attempt = attempt
            }
        }
        return result
    }

    /// The calls for a request that is answered, in their order; one that has not ended brought nothing until now.
    func takeAttempts(for id: RequestID) -> [RecordedAttempt] {
        let taken = calls.withLock { $0.open.removeValue(forKey: id) ?? [] }
        return taken.map { call in
            call.attempt
                ?? RecordedAttempt(
                    latency: whole(scheduler.now - call.begin), promptSHA256: promptFingerprint,
                    outcome: .error(.timeout, retryAfter: nil, usage: nil))
        }
    }

    private func attempt(
        _ result: Result<PlannerReply, PlannerFailure>, taking time: Duration
    ) -> RecordedAttempt {
        let model: String? =
            switch result {
            case .success(let reply): reply.model
            case .failure(.metered(_, _, let model)): model
            case .failure: nil
            }
        // One that was cut short did not reply by then; one that could not be asked had nobody at the other end.
        let cutShort: RecordedOutcome =
            if case .failure(.unavailable) = result {
                .error(.unavailable, retryAfter: nil, usage: nil)
            } else {
                .error(.timeout, retryAfter: nil, usage: nil)
            }
        return RecordedAttempt(
            latency: whole(time), model: model, promptSHA256: promptFingerprint,
            outcome: RecordedOutcome(result) ?? cutShort)
    }

    /// As a recording writes it.
    private func whole(_ time: Duration) -> Duration { .microseconds(max(0, time.wholeMicroseconds)) }
}
