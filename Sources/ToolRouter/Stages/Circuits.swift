import Synchronization

extension Router {
    /// How the circuit of each planner stands: the current one's first, then the candidates'.
    public func circuits() -> [(circuit: CircuitKey, status: CircuitBreakerStatus)] {
        let now = scheduler.now
        return breakers.withLock { breakers in breakers.circuits.map { ($0, breakers[$0].status(at: now)) } }
    }

    /// The calls to planners that have not ended, those left behind included, and the flights that somebody waits for: all
    /// that outlives a request here.
    public var underWay: (calls: Int, flights: Int) { (calls.withLock(\.underWay), flights.count) }

    /// Does to a circuit what an operator wants; false when there is no such circuit.
    ///
    /// - Parameter request: the operator's own request, which its events name.
    @discardableResult
    public func operate(
        _ command: CircuitBreakerCommand, on circuit: CircuitKey, for request: RequestID
    ) -> Bool {
        let now = scheduler.now
        let (isKnown, transition) = breakers.withLock { breakers in
            guard breakers.circuits.contains(circuit) else { return (false, nil as CircuitBreakerTransition?) }
            return (true, breakers[circuit].operate(command, at: now))
        }
        guard isKnown else { return false }
        let isCurrent = circuit == self.circuit(of: planner)
        let operation =
            isCurrent ? RouterEvent.Kind.circuitOperated(command) : .shadowCircuitOperated(circuit.planner, command)
        observer.observe(RouterEvent(request: request, at: now, operation))
        if let transition {
            observer.observe(RouterEvent(request: request, at: now, circuitChange(transition, of: circuit)))
        }
        return true
    }

    /// The circuit to a planner and its model.
    func circuit(of planner: any Planner) -> CircuitKey {
        CircuitKey(planner: planner.name, model: planner.model)
    }

    /// Leave to ask the planner of `circuit`.
    func admit(to circuit: CircuitKey, at stage: Stage, _ request: Request) throws(RouterError) -> CircuitBreakerPermit
    {
        switch breakers.withLock({ $0[circuit].admit(at: scheduler.now) }) {
        case .permitted(let permit, let transition):
            if let transition { emit(circuitChange(transition, of: circuit), request) }
            return permit
        case .refused(let retryAfter):
            if stage == .plan { emit(.circuitRefused(retryAfter: retryAfter), request) }
            throw RouterError(
                .circuitOpen, at: stage, "the planner has failed too often and is left alone", retryAfter: retryAfter)
        }
    }

    /// Tells `circuit` what became of the call that `permit` allowed.
    func settle(
        _ permit: CircuitBreakerPermit, _ outcome: CircuitBreakerOutcome, on circuit: CircuitKey, _ request: Request
    ) {
        let transition = breakers.withLock { $0[circuit].settle(permit, outcome, at: scheduler.now) }
        if let transition { emit(circuitChange(transition, of: circuit), request) }
    }

    /// Whether `circuit` will still let nothing through at `moment`; then it is not worth waiting for.
    func isOpen(_ circuit: CircuitKey, at moment: Timestamp) -> Bool {
        breakers.withLock { $0[circuit].state(at: moment) == .open }
    }

    private func circuitChange(_ transition: CircuitBreakerTransition, of circuit: CircuitKey) -> RouterEvent.Kind {
        circuit == self.circuit(of: planner)
            ? .circuitChanged(transition) : .shadowCircuitChanged(circuit.planner, transition)
    }
}
