import Synchronization

/// Allowances that a store outside keeps for several processes, and what this process knows of them by itself.
///
/// A limiter of this process counts along, so that it is warm when it is needed:
///
/// - While the store answers, the store decides; but no process lets through more than a whole limit, whatever the store
///   says: it may have lost what it knew. A caller who has had that much here is refused without asking.
/// - While it does not, each process decides alone, and lets through its part of each limit: 1 / replicas.
final class SharedLimits: Sendable {
    let store: any RateLimitStore
    let gateway: StoreGateway
    private let local: Mutex<RateLimiter>
    private let replicas: Int

    init(_ store: any RateLimitStore, _ configuration: RouterConfiguration) {
        self.store = store
        gateway = StoreGateway(.limiter, configuration)
        local = Mutex(RateLimiter(limits: configuration.limits))
        replicas = configuration.stores.replicas
    }

    /// What this process would say by itself; nothing is taken.
    func look(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) -> RateLimitDecision {
        var own = local.withLock { $0.look(keys, tokens: tokens, at: now) }
        own.isLocal = own.scope != nil
        return own
    }

    /// The decision on a request, now that the store was asked.
    func decide(
        _ answer: Result<RateLimitDecision, StoreFailure>, _ keys: RateLimitKeys, tokens: Int, at now: Timestamp
    ) -> RateLimitDecision {
        var share = 1
        switch answer {
        case .success(let decision): if !decision.isAllowed { return decision }
        // That a caller has left says nothing about the store.
        case .failure(let failure): if failure != .cancelled { share = replicas }
        }
        var own = local.withLock { $0.admit(keys, tokens: tokens, share: share, at: now) }
        if case .success(var decision) = answer, own.isAllowed {
            // What a store claims to have taken is not given back.
            decision.tokens = own.tokens
            return decision
        }
        own.isLocal = true
        own.share = share
        return own
    }

    /// Puts right what this process counted, by the weight it had on admission.
    func spend(tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp) {
        local.withLock { $0.spend(tokens: tokens, of: keys, admittedAs: decision, share: decision.share, at: now) }
    }

    /// How a caller stands with this process's part of each limit, as far as it knows.
    func standings(of keys: RateLimitKeys, at now: Timestamp) -> [RateLimitStanding] {
        local.withLock { $0.standings(of: keys, at: now) }.map { standing in
            RateLimitStanding(
                scope: standing.scope, unit: standing.unit, limit: standing.limit,
                remaining: standing.remaining / replicas, resetAfter: standing.resetAfter)
        }
    }
}

extension Router {
    /// Decides on a request by its caller's allowances, which it uses up when it is let in.
    func admit(_ keys: RateLimitKeys, tokens: Int, _ state: inout RequestState) async -> RateLimitDecision {
        await turn(.admit, state.request)
        let asked = scheduler.now
        guard let shared = sharedLimits else {
            return await numbered(.admit, state.request) {
                await StoreCall.inside { [limiter] () async throws(StoreFailure) in
                    try await limiter.admit(keys, tokens: tokens, at: asked)
                }
            }
        }
        // Where nothing is limited there is nothing to ask, and where this process alone has let through a whole limit, no need.
        let own = shared.look(keys, tokens: tokens, at: asked)
        guard own.isAllowed, own.scope != nil else { return own }
        let asking = state
        let answer = await numbered(.admit, state.request) {
            await ask(
                shared.gateway, for: asking.request, within: asking.storePatience, until: asking.deadline
            ) { () async throws(StoreFailure) in
                try await shared.store.admit(keys, tokens: tokens, at: asked)
            }
        }
        wait(for: .limiter, since: asked, &state)
        return shared.decide(answer, keys, tokens: tokens, at: scheduler.now)
    }

    /// Puts right what an admitted request spent: `tokens` more than were taken so far. Nobody waits for a store outside.
    func spend(_ tokens: Int, _ allowance: Allowance, _ request: Request) async {
        guard tokens != 0 else { return }
        let (caller, decision, now) = (allowance.caller, allowance.decision, scheduler.now)
        guard let shared = sharedLimits else {
            return await StoreCall.inside { [limiter] () async throws(StoreFailure) in
                try await limiter.spend(tokens: tokens, of: caller, admittedAs: decision, at: now)
            }
        }
        shared.spend(tokens: tokens, of: caller, admittedAs: decision, at: now)
        // What the store was never told of must not be given back there.
        guard !decision.isLocal else { return }
        scheduler.spawn { [self] in
            _ = await ask(shared.gateway, for: request, within: configuration.stores.budget) {
                () async throws(StoreFailure) in
                try await shared.store.spend(tokens: tokens, of: caller, admittedAs: decision, at: now)
            }
        }
    }

    /// How `caller` stands with each limit that applies to it. Looking takes nothing.
    ///
    /// - Parameter request: the request that asks.
    public func limits(of caller: Caller, for request: RequestID) async -> [RateLimitStanding] {
        let keys = configuration.limits.rateLimitKeys(of: caller, seed: configuration.seedOfLimits)
        let now = scheduler.now
        guard let shared = sharedLimits else {
            return await StoreCall.inside { [limiter] () async throws(StoreFailure) in
                try await limiter.standings(of: keys, at: now)
            }
        }
        let asking = Request(id: request, caller: caller, question: "")
        let answer = await ask(shared.gateway, for: asking, within: configuration.stores.budget) {
            () async throws(StoreFailure) in
            try await shared.store.standings(of: keys, at: now)
        }
        switch answer {
        case .success(let standings) where !standings.isEmpty: return standings
        case .success, .failure: return shared.standings(of: keys, at: scheduler.now)
        }
    }
}
