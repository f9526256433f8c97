extension Router {
    /// What the cache knows about a question.
    struct Memory: Sendable {
        /// A fresh answer that today's guard allows.
        var answer: StoredAnswer?
        /// An answer to fall back on when the planner fails: past its time, or fresh and to be renewed.
        var kept: FallbackAnswer?
    }

    /// An answer that may stand in for the planner's.
    struct FallbackAnswer: Sendable {
        let key: CacheKey
        let answer: StoredAnswer
    }

    /// Looks for a fresh answer and has it approved by today's guard; where there is none, takes a seat with whoever is
    /// asking the planner for the same.
    func recall(_ route: Route, _ progress: inout Progress) async throws(RouterError) -> Memory {
        guard route.rawPlan == nil else {
            emit(.recalled(.notAsked), progress)
            return Memory()
        }
        let fingerprints = try await fingerprints(progress)
        guard let store else {
            emit(.recalled(.notAsked), progress)
            return Memory()
        }
        let key = key(for: route, fingerprints, progress)
        if progress.request.bypassCache {
            progress.storeKey = key
            emit(.recalled(.bypassed), progress)
            return Memory()
        }
        (progress.storeKey, progress.flightKey) = (key, key)
        guard let answer = await store.answer(for: key, at: scheduler.now) else {
            miss(key, &progress)
            return Memory()
        }
        guard answer.freshFor >= .zero else {
            miss(key, &progress)
            progress.leaveTimeToFallBack()
            return Memory(kept: FallbackAnswer(key: key, answer: answer))
        }
        do throws(RouterError) {
            _ = try await judge(answer.plan, progress)
        } catch {
            await store.remove(key, at: scheduler.now)
            emit(.recalled(.disapproved(error.code)), progress)
            return Memory()
        }
        let age = scheduler.now - answer.storedAt
        let draw = KeyedDraw(seed: configuration.seed)
        if configuration.earlyRefresh.renews(
            freshFor: answer.freshFor, load: answer.load, draw: draw, key: progress.request.id.text)
        {
            emit(.recalled(.refresh(key, age: age)), progress)
            progress.leaveTimeToFallBack()
            return Memory(kept: FallbackAnswer(key: key, answer: answer))
        }
        emit(.recalled(.hit(key, age: age)), progress)
        return Memory(answer: answer)
    }

    /// Keeps a complete answer of the planner; a fallback, a failure or a truncated answer never comes here or is
    /// turned away. Of those who shared a reply, the one who answers for it stores.
    func remember(_ result: ToolResult, of plan: Plan, from source: AnswerSource, _ progress: Progress) async {
        guard let store, let key = progress.storeKey, source == .planner, progress.ownsReply, !result.isTruncated
        else { return }
        let now = scheduler.now
        let answer = StoredAnswer(plan: plan, result: result, storedAt: now, load: now - progress.arrivedAt)
        if await store.store(answer, for: key, at: now) { emit(.stored(key, answer), progress) }
    }

    /// The kept answer, if today's guard allows it.
    func approved(_ kept: FallbackAnswer?, _ progress: Progress) async -> FallbackAnswer? {
        guard let kept else { return nil }
        do throws(RouterError) {
            _ = try await judge(kept.answer.plan, progress)
            return kept
        } catch {
            await store?.remove(kept.key, at: scheduler.now)
            return nil
        }
    }

    private func miss(_ key: CacheKey, _ progress: inout Progress) {
        guard flights.isFlying(key) else {
            emit(.recalled(.miss), progress)
            return
        }
        let seat = flights.board(key, at: scheduler.now)
        progress.seat = seat
        // It may have landed between the two questions.
        emit(.recalled(seat.isFirst ? .miss : .joined), progress)
    }

    /// What the answer may depend on. All tools count, whichever the rules chose: the planner may still plan for another
    /// one.
    private func fingerprints(_ progress: Progress) async throws(RouterError) -> [ToolFingerprint] {
        var fingerprints: [ToolFingerprint] = []
        for tool in tools {
            do throws(RouterError) {
                fingerprints.append(try await tool.fingerprint(for: progress.request))
            } catch {
                throw reject(error, progress)
            }
        }
        return fingerprints
    }

    private func key(for route: Route, _ fingerprints: [ToolFingerprint], _ progress: Progress) -> CacheKey {
        CacheKey(
            tenant: progress.request.caller.tenant, tool: route.choice, question: progress.question,
            fingerprints: fingerprints, prompt: "\(planner.name)/\(planner.model)/\(planner.promptFingerprint)")
    }
}
