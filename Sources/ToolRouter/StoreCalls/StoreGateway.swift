import Synchronization

/// All that is known of a store outside of the process: whether it answered lately. While it does not, nobody waits for it.
final class StoreGateway: Sendable {
    /// Which store it is.
    let outside: Outside
    private let breaker: Mutex<CircuitBreaker>

    init(_ outside: Outside, _ configuration: RouterConfiguration) {
        self.outside = outside
        breaker = Mutex(
            CircuitBreaker(
                configuration.stores.breaker, maximumCall: configuration.stores.budget,
                draw: KeyedDraw(seed: configuration.seed), key: outside.rawValue))
    }

    /// Asks for leave to ask the store.
    func admit(at now: Timestamp) -> CircuitBreakerAdmission { breaker.withLock { $0.admit(at: now) } }

    /// Reports what became of it.
    func settle(
        _ permit: CircuitBreakerPermit, _ outcome: CircuitBreakerOutcome, at now: Timestamp
    ) -> CircuitBreakerTransition? {
        breaker.withLock { $0.settle(permit, outcome, at: now) }
    }

    /// How its circuit stands.
    func status(at now: Timestamp) -> CircuitBreakerStatus { breaker.withLock { $0.status(at: now) } }
}

extension Router {
    /// What a store outside says; a failure when that takes longer than `patience`, or than until `end`.
    ///
    /// The wait ends then whatever the store does: what it still says is of no use.
    func ask<Value: Sendable>(
        _ gateway: StoreGateway, for request: Request, within patience: Duration,
        until end: Timestamp = Timestamp(nanoseconds: .max),
        _ work: @escaping @Sendable () async throws(StoreFailure) -> Value
    ) async -> Result<Value, StoreFailure> {
        let result = await askOnce(gateway, for: request, within: patience, until: end, work)
        if case .failure(let failure) = result { emit(.storeFailed(gateway.outside, failure), request) }
        return result
    }

    private func askOnce<Value: Sendable>(
        _ gateway: StoreGateway, for request: Request, within patience: Duration, until end: Timestamp,
        _ work: @escaping @Sendable () async throws(StoreFailure) -> Value
    ) async -> Result<Value, StoreFailure> {
        // Without time it is not asked: it could not but fail.
        guard patience > .zero else { return .failure(.timedOut) }
        let began = scheduler.now
        let permit: CircuitBreakerPermit
        switch gateway.admit(at: began) {
        case .permitted(let leave, let transition):
            if let transition { emit(.storeChanged(gateway.outside, transition), request) }
            permit = leave
        case .refused: return .failure(.circuitOpen)
        }
        let limit = min(began + patience, end)
        let outcome = await scheduler.run(by: limit, nearby: true) { (_: Result<Value, StoreFailure>) in
        } _: { () async -> Result<Value, StoreFailure> in
            do throws(StoreFailure) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        let (result, verdict): (Result<Value, StoreFailure>, CircuitBreakerOutcome) =
            switch outcome {
            case .finished(let result): (result, result.verdict(on: gateway.outside))
            // That a request had little time left says nothing about the store.
            case .deadlineReached:
                (
                    .failure(.timedOut),
                    limit - began >= configuration.stores.budget / 2 ? .failure(retryAfter: nil) : .neutral
                )
            case .cancelled: (.failure(.cancelled), .neutral)
            }
        if let transition = gateway.settle(permit, verdict, at: scheduler.now) {
            emit(.storeChanged(gateway.outside, transition), request)
        }
        return result
    }
}

extension Result where Failure == StoreFailure {
    fileprivate func verdict(on outside: Outside) -> CircuitBreakerOutcome {
        switch self {
        case .success: .success
        // An answer that does not open was written by somebody else. The store has handed it out as it should.
        case .failure(.unreadable) where outside == .store: .success
        case .failure(let failure): failure.isFault ? .failure(retryAfter: nil) : .neutral
        }
    }
}
