extension Router {
    /// What the answer cache has for a question, and by what key the question is known to it; an object, see `Conclusion`.
    final class CacheLookup: Sendable {
        /// A fresh answer that today's guard allows.
        let hit: StoredAnswer?
        /// An answer to fall back on when the planner fails: past its time, or fresh and to be renewed.
        let fallback: FallbackAnswer?
        /// The key under which a new answer of the first planner is stored; nil where none is.
        let key: CacheKey?
        /// What that key was made of, for those of other planners; nil where there is none.
        let parts: CacheKeyParts?
        /// Whose call to the planner will do.
        let sharing: PlannerSharing

        init(
            hit: StoredAnswer? = nil, fallback: FallbackAnswer? = nil, key: CacheKey? = nil,
            parts: CacheKeyParts? = nil, sharing: PlannerSharing = .none
        ) {
            self.hit = hit
            self.fallback = fallback
            self.key = key
            self.parts = parts
            self.sharing = sharing
        }
    }

    /// An answer that may stand in for the planner's.
    struct FallbackAnswer: Sendable {
        let key: CacheKey
        let answer: StoredAnswer

        /// Whether it is past its time; else it is an answer before its refresh.
        var isStale: Bool { answer.freshFor < .zero }
    }

    /// Looks for a fresh answer and has it approved by today's guard; where there is none, takes a place at the call
    /// of a request that is asking the planner for the same.
    func recall(
        _ question: AdmittedQuestion, _ route: Route, _ state: inout RequestState
    ) async throws(RouterError) -> CacheLookup {
        guard !route.hasPlan else {
            tell(.notAsked, &state)
            return CacheLookup()
        }
        let found: Found
        do throws(RouterError) {
            found = try await find(question, route, &state)
        } catch {
            throw reject(error, state)
        }
        guard let key = found.key else {
            tell(.notAsked, &state)
            return CacheLookup()
        }
        if state.request.bypassCache {
            tell(.bypassed, &state)
            return CacheLookup(key: key, parts: found.parts)
        }
        guard let answer = found.answer else { return await miss(key, found.parts, nil, &state) }
        guard answer.freshFor >= .zero else {
            return await miss(key, found.parts, FallbackAnswer(key: key, answer: answer), &state)
        }
        if let refusal = found.refusal {
            tell(.disapproved(refusal.code), &state)
            return CacheLookup(key: key, parts: found.parts, sharing: .key(key))
        }
        let age = scheduler.now - answer.storedAt
        let renews = configuration.earlyRefresh.renews(
            freshFor: answer.freshFor, load: answer.load, draw: KeyedDraw(seed: configuration.seed),
            key: state.request.id.text)
        guard renews else {
            tell(.hit(key, age: age), &state)
            return CacheLookup(hit: answer, key: key)
        }
        tell(.refresh(key, age: age), &state)
        return CacheLookup(
            fallback: FallbackAnswer(key: key, answer: answer), key: key, parts: found.parts, sharing: .key(key))
    }

    /// The fallback answer, if today's guard allows it.
    ///
    /// - Parameter end: from when on it is of no use; nil is the request's deadline.
    func approved(
        _ fallback: FallbackAnswer?, until end: Timestamp? = nil, _ state: inout RequestState
    ) async -> FallbackAnswer? {
        guard let fallback, fallback.answer.isValid(at: scheduler.now), let answers else { return nil }
        do throws(RouterError) {
            if let refusal = try await refusal(of: fallback.answer.plan, until: end, state) {
                await forget(fallback.key, in: answers, state.request)
                throw refusal
            }
            return fallback
        } catch {
            return nil
        }
    }

    /// What the store has, as one wait.
    private struct Found: Sendable {
        /// Nil where the cache is not asked.
        var key: CacheKey?
        var parts: CacheKeyParts?
        var answer: StoredAnswer?
        /// Why today's guard refuses a fresh answer; it is forgotten then.
        var refusal: RouterError?
    }

    private func find(
        _ question: AdmittedQuestion, _ route: Route, _ state: inout RequestState
    ) async throws(RouterError) -> Found {
        let request = state.request
        let known = try await byDeadline(state, at: .recall, mayWait: approvalMayWait) {
            [self] () async throws(RouterError) in
            try await fingerprints(route, request)
        }
        guard let fingerprints = known, let answers,
            let owner = CacheOwner(request.caller, scope: configuration.cacheScope)
        else { return Found() }
        let parts = CacheKeyParts(
            owner: owner, tool: route.choice, question: question.text, fingerprints: fingerprints)
        let key = parts.key(prompt: prompt(of: gateways[0]))
        var found = Found(key: key, parts: parts)
        guard !request.bypassCache else { return found }
        found.answer = await look(in: answers, for: key, &state)
        try requireTime(state)
        guard let answer = found.answer else { return found }
        guard answer.isValid(at: scheduler.now) else {
            found.answer = nil
            await forget(key, in: answers, request)
            return found
        }
        guard answer.freshFor >= .zero else { return found }
        found.refusal = try await refusal(of: answer.plan, state)
        if found.refusal != nil { await forget(key, in: answers, request) }
        return found
    }

    /// Why today's guard refuses a plan that it once approved, or why its answer is not for others; nil where there is no reason.
    private func refusal(
        of plan: Plan, until end: Timestamp? = nil, _ state: RequestState
    ) async throws(RouterError) -> RouterError? {
        try await byDeadline(state, until: end, at: .recall, mayWait: approvalMayWait) {
            [self] () async throws(RouterError) in
            do throws(RouterError) {
                let call = try await judge(plan, state.request)
                // No router stores such an answer, but a store outside may hold what it did not write.
                return call.footprint.dependsOnCaller && configuration.cacheScope != .user ? .notShared : nil
            } catch {
                return error
            }
        }
    }

    /// A store that took the rest of the request's time, or until its caller left, is as good as one that hangs.
    private func requireTime(_ state: RequestState) throws(RouterError) {
        guard answers?.gateway != nil else { return }
        if Task.isCancelled { throw .cancelled(at: .recall) }
        if scheduler.now >= state.deadline { throw .deadlineExceeded(at: .recall) }
    }

    /// What the answer may depend on: that of the tool which the rules chose, else that of all. Nil when one of several
    /// can't tell at the moment: the planner may choose another, so the request goes on without the cache.
    private func fingerprints(_ route: Route, _ request: Request) async throws(RouterError) -> [ToolFingerprint]? {
        let reachable = route.tool.map { name in tools.filter { $0.name == name } } ?? tools
        var fingerprints: [ToolFingerprint] = []
        for tool in reachable {
            do throws(RouterError) {
                fingerprints.append(try await tool.fingerprint(for: request))
            } catch {
                if error.code.kind == .validationError || reachable.count == 1 { throw error }
                return nil
            }
        }
        return fingerprints
    }

    private func miss(
        _ key: CacheKey, _ parts: CacheKeyParts?, _ fallback: FallbackAnswer?, _ state: inout RequestState
    ) async -> CacheLookup {
        await turn(.join, state.request)
        let (place, number) = gateways[0].join(key)
        tell(number, of: .join, state.request)
        tell(place == nil ? .miss : .joined, &state)
        return CacheLookup(
            fallback: fallback, key: key, parts: parts, sharing: place.map(PlannerSharing.place) ?? .key(key))
    }

    /// Says what the cache said, and remembers it for the record.
    private func tell(_ recall: Recall, _ state: inout RequestState) {
        state.recall = recall.name
        emit(.recalled(recall), state)
    }
}

extension RouterError {
    /// The refusal of a kept answer that depends on who asked for it, where answers are shared.
    fileprivate static let notShared = RouterError(
        .forbidden, at: .recall, "the answer depends on who asked for it, and is nobody else's")
}
