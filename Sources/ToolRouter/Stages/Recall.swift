extension Router {
    /// What the cache knows about a question, and under which key an answer may be stored.
    struct Memory: Sendable {
        var answer: StoredAnswer?
        var key: CacheKey?
    }

    /// Looks for a fresh answer and has it approved by today's guard.
    func recall(_ route: Route, _ progress: Progress) async throws(RouterError) -> Memory {
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
            emit(.recalled(.bypassed), progress)
            return Memory(key: key)
        }
        guard let answer = await store.answer(for: key, at: scheduler.now) else {
            emit(.recalled(.miss), progress)
            return Memory(key: key)
        }
        do throws(RouterError) {
            _ = try await judge(answer.plan, progress)
        } catch {
            await store.remove(key, at: scheduler.now)
            emit(.recalled(.disapproved(error.code)), progress)
            return Memory(key: key)
        }
        emit(.recalled(.hit(key, age: scheduler.now - answer.storedAt)), progress)
        return Memory(answer: answer, key: key)
    }

    /// Keeps a complete answer of the planner; a fallback, a failure or a truncated answer never comes here or is
    /// turned away.
    func remember(
        _ result: ToolResult, of plan: Plan, from source: AnswerSource, as key: CacheKey?, _ progress: Progress
    ) async {
        guard let store, let key, source == .planner, !result.isTruncated else { return }
        let answer = StoredAnswer(plan: plan, result: result, storedAt: scheduler.now)
        await store.store(answer, for: key, at: scheduler.now)
        emit(.stored(key, answer), progress)
    }

    /// What the answer may depend on. All tools count, whichever the rules chose: the planner may still plan for another
    /// one.
    private func fingerprints(_ progress: Progress) async throws(RouterError) -> [ToolFingerprint] {
        var fingerprints: [ToolFingerprint] = []
        for tool in tools {
            do throws(RouterError) {
                fingerprints.append(try await tool.fingerprint(for: progress.request))
            } catch {
                throw turnAway(error, progress)
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
