import Glibc

/// What tells a run that goes on and on from one that waits for the processor, on a busy machine as on an idle one.
enum ThreadClock {
    /// The processor time that the calling thread has used.
    static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
