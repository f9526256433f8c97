import ToolRouter

/// Decides which timers are due, and when the thread that fires them has to be woken: for a timer that is earlier than
/// what it waits for, and for no other.
struct TimerQueue<Target: Sendable>: Sendable {
    typealias Timer = TimerHeap<Target>.Handle

    /// What the thread has to do.
    struct Turn {
        /// What is due, in order.
        let due: [Target]
        /// Until when to wait after that; nil means until it is woken.
        let next: Timestamp?
    }

    private var timers = TimerHeap<Target>()
    /// What the thread waits for, which may be a timer that was removed since; nil means to be woken.
    private var awaited: Timestamp?

    /// The timers that are set.
    var count: Int { timers.count }

    /// Sets a timer; says whether the thread has to be woken for it.
    mutating func set(_ target: Target, at moment: Timestamp) -> (timer: Timer, wakes: Bool) {
        let timer = timers.insert(target, at: moment)
        if let awaited, awaited <= moment { return (timer, false) }
        awaited = moment
        return (timer, true)
    }

    /// Removes a timer and returns what it was for; nil when it has fired. The thread is not woken: it finds out in time.
    mutating func remove(_ timer: Timer) -> Target? {
        timers.remove(timer)
    }

    /// Removes what is due.
    mutating func turn(at now: Timestamp) -> Turn {
        var due: [Target] = []
        while let target = timers.removeFirst(dueAt: now) { due.append(target) }
        awaited = timers.earliest
        return Turn(due: due, next: awaited)
    }
}
