/// The turn of one of the planners that serve.
struct PlannerTurn: Sendable {
    /// Which it is, from 0.
    let number: Int
    /// The key of answers to what it plans; nil where none is stored.
    let key: CacheKey?
    /// The moment at which it ends, since those after it need the rest of the time.
    let end: Timestamp
    /// The moment by which planning ends.
    let deadline: Timestamp

    /// Whose call will do, unless the request wants a reply of its own.
    func sharing(unless isBypassed: Bool) -> PlannerSharing {
        isBypassed ? .none : key.map(PlannerSharing.key) ?? .none
    }
}

extension Router {
    /// The turn of the planner of that number, which begins now.
    ///
    /// It leaves each planner after it the time of one attempt, but no more than an equal share of what is left. Nothing is kept
    /// for those whose circuits are open, nor for those for whom a share would be too short for any attempt. Its end stays
    /// where it is, however often the planner is asked again.
    func beginTurn(of number: Int, _ key: CacheKey?, by deadline: Timestamp) -> PlannerTurn {
        let waiting = others(after: number)
        let left = deadline - scheduler.now
        var count = left > .zero ? waiting.count : 0
        while count > 0, left / (count + 1) < configuration.minimumAttempt { count -= 1 }
        let share = left / (count + 1)
        let kept = waiting.prefix(count).reduce(Duration.zero) { $0 + min($1.attemptTimeout, share) }
        return PlannerTurn(number: number, key: key, end: deadline + (.zero - kept), deadline: deadline)
    }

    /// Whether another planner is likely to have a plan before this one, asked again, has: after a timeout, which is likely to
    /// come again, and where the provider asks for a longer pause than we would make.
    func isSoonerPlannedElsewhere(after error: RouterError, _ attempt: Int, _ turn: PlannerTurn) -> Bool {
        guard !others(after: turn.number).isEmpty else { return false }
        switch error.code {
        case .plannerTimeout, .providerTimeout: return true
        default:
            guard let retryAfter = error.retryAfter else { return false }
            return retryAfter > configuration.retry.pause(beforeRetry: attempt)
        }
    }

    /// The planners whose turn may come after that one's: those whose circuits are not open.
    private func others(after number: Int) -> [PlannerGateway] {
        guard number + 1 < gateways.count else { return [] }
        let now = scheduler.now
        return gateways[(number + 1)...].filter { !$0.isOpen(at: now) }
    }
}
