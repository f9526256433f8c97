/// Leaves a service alone that fails again and again, and then tries it carefully.
///
/// Closed, it counts the failures of the last `window`; a success does not clear them. At `failures` of them it opens
/// and refuses every call. After the open time it is half-open: it admits `probes` calls, closes when that many have
/// succeeded and opens again at the first failure. A neutral outcome gives a probe's place back, and so does a probe
/// that has not ended within the open time (found at the next `admit`): a lost call can't keep the circuit half-open
/// for ever. Results of calls admitted before the last transition are dropped.
///
/// Times don't go backwards from one call to the next. Deadlines are exclusive, as in gobreaker and resilience4j: at
/// the deadline itself the circuit is still open.
public struct CircuitBreaker: Sendable {
    private enum Phase {
        case closed(CircuitBreakerFailures)
        case open(until: Timestamp)
        case halfOpen(CircuitBreakerProbes)
    }

    /// The configuration it was made with.
    public let configuration: CircuitBreakerConfiguration
    private var phase = Phase.closed(CircuitBreakerFailures())
    private var generation: UInt64 = 0
    private var lastProbe: UInt64 = 0

    /// A closed circuit; traps when the configuration has less than 1 failure or probe, or a negative time.
    public init(_ configuration: CircuitBreakerConfiguration = CircuitBreakerConfiguration()) {
        precondition(configuration.failures >= 1, "failures must be at least 1, found \(configuration.failures)")
        precondition(configuration.probes >= 1, "probes must be at least 1, found \(configuration.probes)")
        precondition(configuration.window >= .zero, "window must not be negative, found \(configuration.window)")
        precondition(configuration.openFor >= .zero, "openFor must not be negative, found \(configuration.openFor)")
        self.configuration = configuration
    }

    /// The state a call would meet; reading it changes nothing.
    public func state(at now: Timestamp) -> CircuitBreakerState {
        switch phase {
        case .closed: .closed
        case .open(let deadline): now > deadline ? .halfOpen : .open
        case .halfOpen: .halfOpen
        }
    }

    /// The first moment at which a call could be admitted that was refused before; nil while calls are admitted.
    ///
    /// It may lie in the past: nothing happens at that moment by itself.
    public var nextProbe: Timestamp? {
        switch phase {
        case .closed: nil
        case .open(let deadline): deadline + .nanoseconds(1)
        case .halfOpen(let probes):
            probes.hasRoom(for: configuration.probes)
                ? nil : probes.oldest.map { $0 + configuration.openFor + .nanoseconds(1) }
        }
    }

    /// Asks for leave to make a call.
    public mutating func admit(at now: Timestamp) -> CircuitBreakerAdmission {
        switch phase {
        case .closed:
            return .permitted(CircuitBreakerPermit(generation: generation, probe: nil), transition: nil)
        case .open(let deadline):
            guard now > deadline else { return .refused(retryAfter: deadline - now + .nanoseconds(1)) }
            let transition = change(to: .halfOpen(CircuitBreakerProbes()), from: .open, .openTimeOver)
            return .permitted(startProbe(CircuitBreakerProbes(), at: now), transition: transition)
        case .halfOpen(var probes):
            probes.giveUpLost(after: configuration.openFor, at: now)
            phase = .halfOpen(probes)
            if let nextProbe { return .refused(retryAfter: nextProbe - now) }
            return .permitted(startProbe(probes, at: now), transition: nil)
        }
    }

    /// Reports what became of a call; a transition that follows from it is returned.
    public mutating func settle(
        _ permit: CircuitBreakerPermit, _ outcome: CircuitBreakerOutcome, at now: Timestamp
    ) -> CircuitBreakerTransition? {
        guard permit.generation == generation else { return nil }
        switch phase {
        case .closed(var failures):
            guard case .failure(let retryAfter) = outcome else { return nil }
            failures.add(at: now, retryAfter: retryAfter, window: configuration.window)
            guard failures.count >= configuration.failures else {
                phase = .closed(failures)
                return nil
            }
            let deadline = max(now + configuration.openFor, failures.latestRetry ?? now)
            return change(to: .open(until: deadline), from: .closed, .tooManyFailures)
        case .open:
            return nil
        case .halfOpen(var probes):
            guard let probe = permit.probe, probes.end(probe) else { return nil }
            switch outcome {
            case .failure(let retryAfter):
                let openFor = max(configuration.openFor, retryAfter ?? .zero)
                return change(to: .open(until: now + openFor), from: .halfOpen, .probeFailed)
            case .success:
                probes.successes += 1
                if probes.successes >= configuration.probes {
                    return change(to: .closed(CircuitBreakerFailures()), from: .halfOpen, .probesSucceeded)
                }
            case .neutral:
                break
            }
            phase = .halfOpen(probes)
            return nil
        }
    }

    private mutating func startProbe(_ probes: CircuitBreakerProbes, at now: Timestamp) -> CircuitBreakerPermit {
        lastProbe += 1
        var probes = probes
        probes.begin(lastProbe, at: now)
        phase = .halfOpen(probes)
        return CircuitBreakerPermit(generation: generation, probe: lastProbe)
    }

    private mutating func change(
        to phase: Phase, from state: CircuitBreakerState, _ reason: CircuitBreakerTransition.Reason
    ) -> CircuitBreakerTransition {
        self.phase = phase
        generation += 1
        let next: CircuitBreakerState =
            switch phase {
            case .closed: .closed
            case .open: .open
            case .halfOpen: .halfOpen
            }
        return CircuitBreakerTransition(from: state, to: next, reason: reason)
    }
}
