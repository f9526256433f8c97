/// Leaves a service alone that fails again and again, and then tries it carefully.
///
/// Closed, it counts the calls of the last `window`. It opens at `failures` of them that failed (a success does not clear
/// those) and, where that is switched on, at failures in a row or at a share of failures or slow calls, and then refuses
/// every call. After the open time it is half-open: it admits `probes` calls, whose results close it or open it again. A
/// neutral outcome gives a probe's place back, and so does a probe that has not ended within the open time and the
/// longest call (found at the next `admit`): a lost call can't keep the circuit half-open for ever. Results of calls
/// admitted before the last transition are dropped.
///
/// Deadlines are exclusive, as in gobreaker and resilience4j: at the deadline itself the circuit is still open. A clock
/// that is set back keeps nothing open for longer: see `MonotonicTime`.
public struct CircuitBreaker: Sendable {
    /// The configuration it was made with.
    public let configuration: CircuitBreakerConfiguration
    /// Who decides about the circuit now.
    public private(set) var mode: CircuitBreakerMode
    /// The state that the last transition led to; when the open time is over, a call would meet another one.
    public private(set) var lastState = CircuitBreakerState.closed
    /// The last change of the state or of who decides; nil before the first.
    public private(set) var lastTransition: CircuitBreakerTransition?
    /// The calls refused since then.
    public private(set) var refusals = 0
    /// The failures since then without a success between them.
    public private(set) var failuresInARow = 0
    /// The successes since then without a failure between them.
    public private(set) var successesInARow = 0

    private let window: Int64
    private let slowCall: Int64
    /// The time after which a probe is taken for lost.
    private let probePatience: Int64

    private var time = MonotonicTime()
    private var generation: UInt64 = 0
    /// The last moment of the open time, while open.
    private var openUntil: Int64 = 0
    private var openTime: CircuitBreakerOpenTime
    private var calls: CircuitBreakerWindow
    private var failures: CircuitBreakerFailures?
    private var probes = CircuitBreakerProbes()
    private var lastProbe: UInt64 = 0

    /// A closed circuit; traps when the configuration makes no sense, such as less than 1 probe or a negative time.
    ///
    /// - Parameters:
    ///   - maximumCall: the time after which every call has been settled. A probe that takes longer, and longer than the
    ///     open time, is taken for lost.
    ///   - draw: what the jitter is drawn from.
    ///   - key: names the circuit in its draws.
    public init(
        _ configuration: CircuitBreakerConfiguration = CircuitBreakerConfiguration(), maximumCall: Duration = .zero,
        draw: KeyedDraw = KeyedDraw(seed: 0), key: String = ""
    ) {
        configuration.check()
        self.configuration = configuration
        mode = configuration.mode
        window = configuration.window.wholeNanoseconds
        slowCall = configuration.slowCall.wholeNanoseconds
        probePatience = max(configuration.openFor, maximumCall).wholeNanoseconds
        openTime = CircuitBreakerOpenTime(configuration, draw: draw, key: key)
        calls = CircuitBreakerWindow(length: window, buckets: configuration.buckets)
        failures = configuration.failures.map(CircuitBreakerFailures.init)
        if mode == .forcedOpen { lastState = .open }
    }

    // MARK: Calls

    /// Asks for leave to make a call.
    public mutating func admit(at now: Timestamp) -> CircuitBreakerAdmission {
        let now = time.advance(to: now)
        switch (mode, lastState) {
        case (.disabled, _), (_, .closed):
            return .permitted(
                CircuitBreakerPermit(generation: generation, probe: nil, since: now), transition: nil)
        case (.forcedOpen, _):
            refusals += 1
            return .refused(retryAfter: nil)
        case (_, .open):
            guard now > openUntil else { return refuse(until: openUntil.addingClamped(1), at: now) }
            let transition = change(to: .halfOpen, .openTimeOver, at: now)
            return .permitted(startProbe(at: now), transition: transition)
        case (_, .halfOpen):
            probes.giveUpLost(after: probePatience, at: now)
            guard probes.hasRoom(for: configuration.probes) else {
                // With a result from each the verdict would be in, so at least one is under way.
                return refuse(until: (probes.oldest ?? now).addingClamped(probePatience).addingClamped(1), at: now)
            }
            return .permitted(startProbe(at: now), transition: nil)
        }
    }

    /// Reports what became of a call; a transition that follows from it is returned.
    ///
    /// - Parameter delay: how long ago the call ended, where it took time to find out what became of it; never negative.
    public mutating func settle(
        _ permit: CircuitBreakerPermit, _ outcome: CircuitBreakerOutcome, after delay: Duration = .zero,
        at now: Timestamp
    ) -> CircuitBreakerTransition? {
        let now = time.advance(to: now)
        guard permit.generation == generation, mode != .disabled else { return nil }
        let isSlow = now.subtractingClamped(permit.since).subtractingClamped(delay.wholeNanoseconds) > slowCall
        countInARow(outcome)
        switch lastState {
        case .open:
            return nil
        case .closed:
            let reason = count(outcome, isSlow: isSlow, at: now)
            guard mode == .automatic, let reason else { return nil }
            return open(reason, patience: calls.latestRetry, at: now)
        case .halfOpen:
            let retryAt = outcome.retryAt(from: now)
            guard let probe = permit.probe, probes.end(probe, outcome, isSlow: isSlow, retryAt: retryAt) else {
                return nil
            }
            guard let isWell = verdict(on: outcome, isSlow: isSlow) else { return nil }
            if isWell { return change(to: .closed, .probesSucceeded, at: now) }
            return open(.probeFailed, patience: probes.latestRetry, at: now)
        }
    }

    // MARK: An operator

    /// Does what an operator wants.
    public mutating func operate(_ command: CircuitBreakerCommand, at now: Timestamp) -> CircuitBreakerOperation {
        let now = time.advance(to: now)
        switch command {
        case .setMode(let mode):
            return .done(force(mode == .forcedOpen ? .open : .closed, mode, at: now))
        case .open(let duration):
            let transition = force(.open, .automatic, at: now)
            openUntil = now.addingClamped(duration?.wholeNanoseconds ?? openTime.open(patience: 0))
            return .done(transition)
        case .probe:
            if mode == .automatic, lastState == .closed { return .refused }
            return .done(force(.halfOpen, .automatic, at: now))
        case .reset:
            return .done(force(.closed, .automatic, at: now))
        }
    }

    // MARK: Questions, which change nothing

    /// The state a call would meet.
    public func state(at now: Timestamp) -> CircuitBreakerState {
        guard lastState == .open, mode == .automatic else { return lastState }
        return time.reading(at: now) > openUntil ? .halfOpen : .open
    }

    /// The first moment at which a call could be admitted that was refused before; nil while calls are admitted, and
    /// when an operator keeps the circuit open.
    ///
    /// It may lie in the past: nothing happens at that moment by itself.
    public var nextProbe: Timestamp? {
        guard mode == .automatic else { return nil }
        switch lastState {
        case .closed:
            return nil
        case .open:
            return time.moment(of: openUntil.addingClamped(1))
        case .halfOpen:
            guard !probes.hasRoom(for: configuration.probes), let oldest = probes.oldest else { return nil }
            return time.moment(of: oldest.addingClamped(probePatience).addingClamped(1))
        }
    }

    /// What became of the calls it remembers.
    public func counts(at now: Timestamp) -> CircuitBreakerCounts {
        switch lastState {
        case .closed: calls.counts(at: time.reading(at: now))
        case .open: CircuitBreakerCounts()
        case .halfOpen: probes.counts
        }
    }

    /// How the circuit stands.
    public func status(at now: Timestamp) -> CircuitBreakerStatus {
        CircuitBreakerStatus(
            mode: mode, state: state(at: now), lastTransition: lastTransition,
            nextProbe: nextProbe.flatMap { $0 > now ? $0 : nil }, counts: counts(at: now), refusals: refusals)
    }

    // MARK: Rules

    /// Counts an outcome of a closed circuit; the reason to open that it is.
    private mutating func count(
        _ outcome: CircuitBreakerOutcome, isSlow: Bool, at now: Int64
    ) -> CircuitBreakerTransition.Reason? {
        calls.add(outcome, isSlow: isSlow, retryAt: outcome.retryAt(from: now), at: now)
        switch outcome {
        case .neutral:
            return nil
        case .success:
            break
        case .failure:
            if failures?.add(at: now, window: window) == true { return .tooManyFailures }
            if let limit = configuration.consecutiveFailures, failuresInARow >= limit { return .consecutiveFailures }
        }
        let counts = calls.latestCounts
        guard counts.calls >= configuration.minimumCalls else { return nil }
        if counts.failures.isShare(of: counts.calls, atLeast: configuration.failureRatio) { return .failureRatio }
        if counts.slow.isShare(of: counts.calls, atLeast: configuration.slowRatio) { return .slowRatio }
        return nil
    }

    private mutating func countInARow(_ outcome: CircuitBreakerOutcome) {
        switch outcome {
        case .neutral: break
        case .success: (successesInARow, failuresInARow) = (successesInARow + 1, 0)
        case .failure: (successesInARow, failuresInARow) = (0, failuresInARow + 1)
        }
    }

    /// Whether the other side is well again; nil while more probes have to tell.
    private func verdict(on outcome: CircuitBreakerOutcome, isSlow: Bool) -> Bool? {
        let counts = probes.counts
        switch configuration.verdict {
        case .firstFailure:
            switch outcome {
            case .failure: return false
            case .success where isSlow && configuration.slowRatio != nil: return false
            case .success, .neutral: return counts.calls >= configuration.probes ? true : nil
            }
        case .ratio:
            guard counts.calls >= configuration.probes else { return nil }
            return !counts.failures.isShare(of: counts.calls, atLeast: configuration.failureRatio)
                && !counts.slow.isShare(of: counts.calls, atLeast: configuration.slowRatio)
        }
    }

    private mutating func refuse(until moment: Int64, at now: Int64) -> CircuitBreakerAdmission {
        refusals += 1
        return .refused(retryAfter: .nanoseconds(max(moment.subtractingClamped(now), 1)))
    }

    private mutating func startProbe(at now: Int64) -> CircuitBreakerPermit {
        lastProbe += 1
        probes.begin(lastProbe, at: now)
        return CircuitBreakerPermit(generation: generation, probe: lastProbe, since: now)
    }

    private mutating func open(
        _ reason: CircuitBreakerTransition.Reason, patience retryAt: Int64, at now: Int64
    ) -> CircuitBreakerTransition {
        let patience = retryAt > now ? retryAt.subtractingClamped(now) : 0
        let transition = change(to: .open, reason, at: now)
        openUntil = now.addingClamped(openTime.open(patience: patience))
        return transition
    }

    private mutating func force(
        _ state: CircuitBreakerState, _ mode: CircuitBreakerMode, at now: Int64
    ) -> CircuitBreakerTransition? {
        let isChange = state != lastState || mode != self.mode
        let previous = lastTransition
        let transition = change(to: state, .operatorCommand, mode: mode, at: now)
        if !isChange { lastTransition = previous }
        return isChange ? transition : nil
    }

    private mutating func change(
        to state: CircuitBreakerState, _ reason: CircuitBreakerTransition.Reason, mode: CircuitBreakerMode? = nil,
        at now: Int64
    ) -> CircuitBreakerTransition {
        let counts: CircuitBreakerCounts =
            switch lastState {
            case .closed: calls.counts(at: now)
            case .open: CircuitBreakerCounts()
            case .halfOpen: probes.counts
            }
        let transition = CircuitBreakerTransition(
            from: lastState, to: state, formerMode: self.mode, mode: mode ?? self.mode, reason: reason, counts: counts)
        lastState = state
        self.mode = transition.mode
        lastTransition = transition
        generation += 1
        refusals = 0
        (successesInARow, failuresInARow) = (0, 0)
        calls.clear()
        failures?.clear()
        probes.clear()
        if state == .closed { openTime.reset() }
        return transition
    }
}

extension CircuitBreakerOutcome {
    /// The moment until which it asked for patience; the smallest number when it did not.
    fileprivate func retryAt(from now: Int64) -> Int64 {
        guard case .failure(let retryAfter?) = self else { return .min }
        return now.addingClamped(retryAfter.wholeNanoseconds)
    }
}

extension Int {
    /// Whether this part of `whole` is at least `ratio`, exactly; false when there is no ratio to reach.
    fileprivate func isShare(of whole: Int, atLeast ratio: Ratio?) -> Bool {
        guard let ratio else { return false }
        return Int64(self) * 1_000_000 >= Int64(whole) * ratio.millionths
    }
}
