import Synchronization
import ToolRouter

/// Lanes whose work is shared: whoever asks for what has been asked for already waits for that.
///
/// A caller whose task is cancelled leaves at once. Work that nobody waits for leaves the line; what a lane has begun goes
/// on, since nothing interrupts SQLite's compiler, and what comes of it may be remembered.
final class SharedLanes<Key: Hashable & Sendable, Outcome: Sendable>: Sendable {
    private struct Asked {
        let work: SharedWork<Outcome>
        var callers = 1
    }

    private let queue: LaneQueue<SharedWork<Outcome>>
    private let asked = Mutex<[Key: Asked]>([:])
    private let joinsBegunWork: Bool
    private let failed: @Sendable (SQLFailure) -> Outcome

    /// Starts a lane for each of the databases.
    ///
    /// - Parameters:
    ///   - waiting: how much work may wait; more fails as `busy`.
    ///   - joinsBegunWork: whether what a lane does already is good enough for whoever asks now.
    ///   - failed: the outcome of work that no lane does, or that its caller has left.
    init(
        _ name: String, with databases: [SharedLane], waiting: Int, joinsBegunWork: Bool,
        failed: @escaping @Sendable (SQLFailure) -> Outcome
    ) {
        queue = LaneQueue(lanes: databases.count, capacity: waiting)
        self.joinsBegunWork = joinsBegunWork
        self.failed = failed
        for (number, database) in databases.enumerated() {
            Lane.start("\(name)-\(number)", serving: queue, with: database)
        }
    }

    /// How many lanes are at work.
    var running: Int { queue.running }

    /// How much work waits for a lane.
    var waiting: Int { queue.waiting }

    /// What comes of `work`, or of work that somebody else asked for by the same key.
    func outcome(of key: Key, _ work: @escaping @Sendable (any LaneDatabase) -> Outcome) async -> Outcome {
        if !Task.isCancelled {
            let shared = join(key, work)
            if let outcome = await shared.outcome() { return outcome }
            leave(shared, key)
        }
        return failed(SQLFailure(.cancelled, "the task was cancelled before the database had answered"))
    }

    /// No more work: what waits fails, and the lanes end.
    func close() {
        queue.close()
    }

    /// Waits until the last lane has closed its connection.
    func end() async {
        await queue.end()
    }

    private func join(_ key: Key, _ work: @escaping @Sendable (any LaneDatabase) -> Outcome) -> SharedWork<Outcome> {
        let new = SharedWork(
            { [self] database in
                if !joinsBegunWork { forget(key) }
                return work(database)
            }, failed: failed, ended: { [self] in forget(key, $0) })
        let shared = asked.withLock { asked in
            asked[key]?.callers += 1
            if let known = asked[key] { return known.work }
            asked[key] = Asked(work: new)
            return new
        }
        if shared === new { queue.join(new) }
        return shared
    }

    /// One caller less. It still counts until here, so that nobody else takes the work out of the line.
    private func leave(_ shared: SharedWork<Outcome>, _ key: Key) {
        asked.withLock { asked in
            guard asked[key]?.work === shared else { return }
            asked[key]?.callers -= 1
            if asked[key]?.callers == 0, queue.withdraw(shared) { asked[key] = nil }
        }
    }

    /// Nobody joins the work under this key any more; only if it is `shared`, where that is said.
    private func forget(_ key: Key, _ shared: SharedWork<Outcome>? = nil) {
        asked.withLock { asked in
            if let shared, asked[key]?.work !== shared { return }
            asked[key] = nil
        }
    }
}
