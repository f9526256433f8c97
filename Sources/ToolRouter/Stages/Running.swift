import Synchronization

extension Router {
    /// Carries a decision out: how the request ends.
    func perform(
        _ decision: Decision, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async -> Conclusion {
        switch decision {
        case .serve(let fallback, let proposal):
            return Conclusion(.answered(fallback.answer.result), proposal)
        case .clarify(let clarification, let proposal):
            emit(.clarified(clarification), state)
            if let former = await beforeRefresh(lookup, &state) { return await perform(former, route, lookup, &state) }
            return Conclusion(.clarification(clarification), proposal)
        case .run(let proposal):
            state.clock.enter(.guard, at: scheduler.now)
            let call: any ApprovedCall
            do throws(RouterError) {
                call = try await approve(proposal.plan, state)
            } catch {
                let refusal = error
                do throws(RouterError) {
                    guard let mended = try await repair(proposal, refusal, route, lookup, &state) else {
                        return await fail(refusal, proposal, route, lookup, &state)
                    }
                    return await perform(mended, route, lookup, &state)
                } catch {
                    return await fail(error, proposal, route, lookup, &state)
                }
            }
            do throws(RouterError) {
                let began = scheduler.now
                state.clock.enter(.run, at: began)
                let result = try await run(call, state)
                let footprint = call.footprint
                return Conclusion(
                    .answered(result), proposal, footprint: footprint,
                    stores: storable(result, footprint, from: began, proposal, route, state))
            } catch {
                return await fail(error, proposal, route, lookup, &state)
            }
        }
    }

    /// How a request ends whose plan came to nothing.
    private func fail(
        _ error: RouterError, _ proposal: Proposal, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async -> Conclusion {
        if error.code != .cancelled, let former = await beforeRefresh(lookup, &state) {
            return await perform(former, route, lookup, &state)
        }
        return Conclusion(Answer.Outcome(error), proposal)
    }

    /// Runs an approved call by the request's deadline.
    private func run(_ call: any ApprovedCall, _ state: RequestState) async throws(RouterError) -> ToolResult {
        do throws(RouterError) {
            let number = try toolCalls.begin(call.plan.tool)
            let result: ToolResult
            do throws(RouterError) {
                result = try await byDeadline(state, at: .run) { [scheduler, toolCalls] () async throws(RouterError) in
                    defer { toolCalls.end(number) }
                    return try await call.run(at: scheduler.now)
                }
            } catch {
                toolCalls.abandon(number)
                throw error
            }
            emit(.ran(call.plan, result), state)
            return result
        } catch {
            emit(.runFailed(call.plan, error), state)
            throw error
        }
    }
}

/// The calls to tools that have not ended. One that ignores its cancellation is abandoned; while a tool holds too many of
/// those, no more is started.
final class ToolCalls: Sendable {
    private struct State {
        var calls: [UInt64: (tool: ToolName, isAbandoned: Bool)] = [:]
        var abandoned: [ToolName: Int] = [:]
        var last: UInt64 = 0
    }

    /// The most abandoned calls that a tool may hold.
    static let maximumAbandoned = 64

    private let state = Mutex(State())

    /// The calls that have not ended.
    var count: Int { state.withLock { $0.calls.count } }

    /// The number of a call to `tool` that starts now.
    func begin(_ tool: ToolName) throws(RouterError) -> UInt64 {
        let (number, abandoned) = state.withLock { state in
            let abandoned = state.abandoned[tool, default: 0]
            guard abandoned < Self.maximumAbandoned else { return (nil as UInt64?, abandoned) }
            state.last += 1
            state.calls[state.last] = (tool, false)
            return (state.last, abandoned)
        }
        guard let number else {
            throw RouterError(
                .overloaded, at: .run,
                "the tool still holds \(abandoned) abandoned calls, so no more is started",
                hint: "ask again in \(RouterError.overloadPause.millisecondsRoundedUp) ms",
                retryAfter: RouterError.overloadPause)
        }
        return number
    }

    /// The call is abandoned; one that has ended is not.
    func abandon(_ number: UInt64) {
        state.withLock { state in
            guard let call = state.calls[number] else { return }
            state.calls[number]?.isAbandoned = true
            state.abandoned[call.tool, default: 0] += 1
        }
    }

    /// The call has ended.
    func end(_ number: UInt64) {
        state.withLock { state in
            guard let call = state.calls.removeValue(forKey: number), call.isAbandoned else { return }
            state.abandoned[call.tool, default: 0] -= 1
        }
    }
}
