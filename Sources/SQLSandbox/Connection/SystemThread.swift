import CSQLiteWork
import Glibc

/// Threads of the system's that are known to run.
///
/// Foundation's `Thread` says nothing where the system has no thread to give, and whoever waits for its work waits forever.
package enum SystemThread {
    /// How often the system is asked again where it has no thread to give: those that end, and statements that are through, give
    /// back what one needs.
    private static let tries = 10_000
    /// The time between two tries, in microseconds.
    private static let pause: UInt32 = 1_000

    /// Starts a thread that does `work` and ends. Waits some ten seconds where the system has none to give, and ends the
    /// process after that: what the work was for could never be answered.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes of it are shown by the system.
    ///   - stack: the bytes of its stack; nil takes the system's usual number.
    package static func start(_ name: String, stack: Int? = nil, _ work: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        if let stack { pthread_attr_setstacksize(&attributes, stack) }
        let job = Unmanaged.passRetained(Job(name: String(decoding: name.utf8.prefix(15), as: UTF8.self), work))
        var code: Int32 = 0
        for _ in 0..<tries {
            code = create(&attributes, job)
            if code == 0 { return }
            usleep(pause)
        }
        fatalError("the system starts no thread \(name), in \(tries) tries: \(String(cString: strerror(code)))")
    }

    private static func create(_ attributes: inout pthread_attr_t, _ job: Unmanaged<Job>) -> Int32 {
        var thread = pthread_t()
        return pthread_create(
            &thread, &attributes,
            { context in
                let job = Unmanaged<Job>.fromOpaque(context!).takeRetainedValue()
                toolrouter_name_thread(job.name)
                job.work()
                return nil
            }, job.toOpaque())
    }

    private final class Job: Sendable {
        let name: String
        let work: @Sendable () -> Void

        init(name: String, _ work: @escaping @Sendable () -> Void) {
            self.name = name
            self.work = work
        }
    }
}
