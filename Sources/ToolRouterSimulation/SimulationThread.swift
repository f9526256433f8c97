import Glibc
import Synchronization

/// The one thread a simulation may run on, and the two traps that keep it so.
final class SimulationThread: Sendable {
    /// The threads that run a simulation now.
    private static let simulating = Mutex<Set<pthread_t>>([])
    /// 0 is nobody.
    private let owner = Atomic<pthread_t>(0)

    /// Makes the calling thread the simulation's.
    func enter() {
        GlobalExecutorTrap.install()
        let current = pthread_self()
        let isFree = owner.compareExchange(expected: 0, desired: current, ordering: .sequentiallyConsistent).exchanged
        precondition(isFree, "the simulation runs already: one simulation is one run on one thread")
        let isFirst = Self.simulating.withLock { $0.insert(current).inserted }
        precondition(isFirst, "this thread runs a simulation already")
    }

    /// Releases the calling thread.
    func leave() {
        _ = Self.simulating.withLock { $0.remove(pthread_self()) }
        owner.store(0, ordering: .sequentiallyConsistent)
    }

    /// Traps unless the calling thread is the simulation's.
    func check() {
        precondition(
            owner.load(ordering: .relaxed) == pthread_self(),
            """
            a job reached the simulation from another thread: something waited on a real clock, a real queue or \
            a task outside the simulation; use the scheduler's sleep, run(by:) and spawn
            """)
    }

    /// Whether the calling thread runs a simulation.
    static var isCurrent: Bool {
        simulating.withLock { $0.contains(pthread_self()) }
    }
}
