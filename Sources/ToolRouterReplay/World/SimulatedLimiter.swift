import Synchronization
import ToolRouter

/// What a limiter of several processes is asked to do.
final class LimiterCommand: Sendable {
    enum Use: Sendable {
        case admit
        /// Puts right what a request spent that was admitted so.
        case spend(RateLimitDecision)
    }

    let use: Use
    let caller: RateLimitKeys
    let tokens: Int

    init(_ use: Use, _ caller: RateLimitKeys, tokens: Int) {
        self.use = use
        self.caller = caller
        self.tokens = tokens
    }
}

/// The limiter of several processes, as a simulation has it.
final class SimulatedLimiter: Sendable {
    private let limits: RateLimits
    private let scheduler: any Scheduler
    private let limiter: Mutex<RateLimiter>

    init(_ limits: RateLimits, scheduler: any Scheduler) {
        self.limits = limits
        self.scheduler = scheduler
        limiter = Mutex(RateLimiter(limits: limits))
    }

    /// Does what `command` says, at once: its decision, or the one that it was told.
    func reply(to command: LimiterCommand) -> RateLimitDecision {
        let now = scheduler.now
        return limiter.withLock { limiter in
            switch command.use {
            case .admit: return limiter.admit(command.caller, tokens: command.tokens, at: now)
            case .spend(let decision):
                limiter.spend(tokens: command.tokens, of: command.caller, admittedAs: decision, at: now)
                return decision
            }
        }
    }

    /// Knows nothing of what it let through.
    func forget() {
        limiter.withLock { $0 = RateLimiter(limits: limits) }
    }
}
