import Synchronization

/// Whose plan is judged, of all candidates' together: one at a time.
///
/// Tools judge on few lanes, which callers need. With one of them at most for candidates, callers always have the others,
/// whatever a candidate has written and however long it takes to judge. Those that wait have their turn in the order in which
/// they came.
final class JudgingTurn: Sendable {
    fileprivate struct State {
        var isTaken = false
        var waiting: [DeadlineRace] = []
    }

    private let places: Int
    private let state = Mutex(State())

    /// - Parameter places: how many may wait at once.
    init(places: Int) {
        self.places = places
    }

    /// Waits for the turn until `deadline`; false where it did not come. Who has it must give it back.
    func take(by deadline: Timestamp, _ scheduler: any Scheduler) async -> Bool {
        let race = DeadlineRace()
        let isTaken = state.withLock { state -> Bool? in
            guard state.isTaken else {
                state.isTaken = true
                return true
            }
            guard state.waiting.count < places else { return false }
            state.waiting.append(race)
            return nil
        }
        if let isTaken { return isTaken }
        if case .finished = await scheduler.verdict(of: race, by: deadline) { return true }
        state.withLock { state in state.waiting.removeAll { $0 === race } }
        // It came just as the caller was cancelled.
        if race.isFinished { giveBack() }
        return false
    }

    /// The turn is the next one's.
    func giveBack() {
        while let next = state.withLock({ $0.next() }) {
            // Who has just left does not take it.
            if next.finish() { return }
        }
    }
}

extension JudgingTurn.State {
    /// The one who has waited longest; nil where nobody waits, and the turn is free.
    fileprivate mutating func next() -> DeadlineRace? {
        guard waiting.isEmpty else { return waiting.removeFirst() }
        isTaken = false
        return nil
    }
}
