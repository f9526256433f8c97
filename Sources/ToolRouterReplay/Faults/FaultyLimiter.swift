import ToolRouter

/// A limiter of several processes some of whose replies a fault plan spoils.
struct FaultyLimiter: RateLimitStore {
    let limiter: SimulatedLimiter
    let injector: FaultInjector
    let scheduler: any Scheduler

    func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure) -> RateLimitDecision {
        try await reply(to: LimiterCommand(.admit, keys, tokens: tokens)).get()
    }

    func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async throws(StoreFailure) {
        _ = try await reply(to: LimiterCommand(.spend(decision), keys, tokens: tokens)).get()
    }

    private func reply(to command: LimiterCommand) async -> Result<RateLimitDecision, StoreFailure> {
        guard let call = injector.winner(at: .limiter, on: scheduler), let fault = call.fault as? any LimiterFault
        else { return .success(limiter.reply(to: command)) }
        return await fault.reply(to: command, from: limiter, call)
    }
}
