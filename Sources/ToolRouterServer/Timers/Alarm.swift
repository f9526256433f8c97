import Glibc

/// Wakes one waiting thread: after some time, or when another thread rings.
///
/// Foundation's conditions wait for a moment of the wall clock, which can be set; this one waits on CLOCK_MONOTONIC
/// (pthread_condattr_setclock(3)).
final class Alarm: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // Touched only while `mutex` is locked.
    private var hasRung = false

    init() {
        var attributes = pthread_condattr_t()
        Self.require(pthread_condattr_init(&attributes))
        Self.require(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC))
        Self.require(pthread_cond_init(condition, &attributes))
        Self.require(pthread_condattr_destroy(&attributes))
        Self.require(pthread_mutex_init(mutex, nil))
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Ends the wait of the other thread; when it does not wait, its next one.
    func ring() {
        pthread_mutex_lock(mutex)
        hasRung = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits until it rings.
    func wait() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !hasRung { Self.require(pthread_cond_wait(condition, mutex)) }
        hasRung = false
    }

    /// Waits until it rings, at most for so many nanoseconds; not at all when they are negative.
    func wait(atMost nanoseconds: Int64) {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let (seconds, rest) = (Int64(end.tv_nsec) + max(0, nanoseconds)).quotientAndRemainder(dividingBy: 1_000_000_000)
        end.tv_sec += Int(seconds)
        end.tv_nsec = Int(rest)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !hasRung {
            let code = pthread_cond_timedwait(condition, mutex, &end)
            if code == ETIMEDOUT { break }
            Self.require(code)
        }
        hasRung = false
    }

    private static func require(_ code: Int32) {
        precondition(code == 0, "the threads library failed: \(String(cString: strerror(code)))")
    }
}
