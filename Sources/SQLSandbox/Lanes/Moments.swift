import Glibc

/// The real clocks, which nothing of an answer depends on.
enum Moments {
    private static let begin = ContinuousClock.now

    /// The time since some fixed moment.
    static var now: Duration { ContinuousClock.now - begin }

    /// The processor time that the calling thread has used.
    static var ofThread: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
