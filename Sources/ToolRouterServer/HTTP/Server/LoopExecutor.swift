import NIOCore
import NIOPosix

/// Runs tasks on one event loop: a request whose work never waits for another thread never changes its own.
final class LoopExecutor: TaskExecutor {
    private static let ofThread = ThreadSpecificVariable<LoopExecutor>()

    /// That of the event loop whose thread this is; nil on another thread.
    static var here: LoopExecutor? { ofThread.currentValue }

    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
        loop.execute { [self] in Self.ofThread.currentValue = self }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // It is held until the job has run, which names it without holding it.
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
