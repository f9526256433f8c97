import Synchronization

/// Watches over statements whose outcome has to be the same in every run: one that is stopped for a reason outside of it is
/// noted, so that nobody takes what came of it for an answer.
package final class RunWatch: Sendable {
    /// Why a statement was stopped that might have gone on.
    package enum Cause: CaseIterable, Sendable {
        /// The process is to end.
        case interruption
        /// It took more processor time than its budget of operations is meant to allow.
        case processorTime
    }

    /// What a run may take in a replay: ten times what the costliest statement takes that is known to stay within the
    /// default budget of operations.
    package static let processorTimeOfReplay = Duration.seconds(30)

    /// The most processor time of its thread that one run may take.
    package let processorTime: Duration

    private let asksForEnd: @Sendable () -> Bool
    private let interrupted = Atomic(false)
    private let overran = Atomic(false)

    /// - Parameters:
    ///   - processorTime: the most processor time of its thread that one run may take.
    ///   - isInterrupted: whether the process is to end; asked often, and on any thread.
    package init(
        processorTime: Duration = RunWatch.processorTimeOfReplay,
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
        self.processorTime = processorTime
        asksForEnd = isInterrupted
    }

    /// Whether the process is to end.
    package var isInterrupted: Bool { asksForEnd() }

    /// Whether any statement was stopped for that cause.
    package func hasStopped(for cause: Cause) -> Bool {
        switch cause {
        case .interruption: interrupted.load(ordering: .acquiring)
        case .processorTime: overran.load(ordering: .acquiring)
        }
    }

    /// Why statements were stopped, if any was; the end of the process above all.
    package var cause: Cause? { Cause.allCases.first { hasStopped(for: $0) } }

    /// Notes that a statement is stopped.
    func note(_ cause: Cause) {
        switch cause {
        case .interruption: interrupted.store(true, ordering: .releasing)
        case .processorTime: overran.store(true, ordering: .releasing)
        }
    }
}
