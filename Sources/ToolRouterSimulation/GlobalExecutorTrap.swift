import CSwiftRuntime

/// Catches work that leaves a simulation for the global executor, where it would run at a time of its own.
///
/// The Swift runtime offers hooks that see each job before the global executor gets it (`swift_task_enqueueGlobal_hook`
/// and its two siblings for delayed jobs, in stdlib/public/Concurrency). Jobs of other threads pass through untouched.
/// A runtime that is linked statically has them too.
enum GlobalExecutorTrap {
    private typealias Enqueue = @convention(thin) (UnownedJob) -> Void
    private typealias EnqueueHook = @convention(thin) (UnownedJob, Enqueue) -> Void

    /// Installs the trap, once for the process.
    static func install() {
        _ = installed
    }

    private static let installed: Void = {
        guard let place = toolrouter_enqueue_global_hook() else { fatalError("a symbol has no address") }
        let hook: EnqueueHook = { job, original in
            if SimulationThread.isCurrent {
                fatalError(
                    """
                    work left the simulation for the global executor (a plain Task {}, Task.detached or Task.sleep); \
                    use the scheduler's spawn, run(by:) and sleep
                    """)
            }
            original(job)
        }
        place.assumingMemoryBound(to: EnqueueHook?.self).pointee = hook
    }()
}
