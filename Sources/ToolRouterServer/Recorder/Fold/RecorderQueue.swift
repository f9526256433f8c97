import ToolRouter

/// Events on their way to the recorder's thread: it decides what is taken, and never waits.
struct RecorderQueue {
    /// The bytes from which on no request is begun; what belongs to one that was may take as many again.
    private let limit: Int
    private var events: [RouterEvent] = []
    /// The bytes of events that wait and of those that were handed out and not released.
    private(set) var bytes = 0
    /// The requests that lack an event, and whose lines would be wrong.
    private var broken: Set<RequestID> = []
    private(set) var dropped = 0
    /// Whether requests are being dropped.
    private var isFull = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes an event, or drops its request. Says whether the thread is to look at once, since much waits.
    mutating func take(_ event: RouterEvent) -> Bool {
        let cost = EventCost.bytes(of: event)
        if bytes + cost > limit {
            if case .received = event.kind {
                dropped += 1
                isFull = true
                return true
            }
            guard bytes + cost <= 2 * limit else {
                if broken.insert(event.request).inserted { isFull = true }
                return true
            }
        }
        events.append(event)
        bytes += cost
        return bytes > limit / 4
    }

    /// What waits, for the thread to fold.
    struct Batch {
        var events: [RouterEvent]
        /// Requests that lack an event.
        var broken: Set<RequestID>
        /// How many were dropped so far.
        var dropped: Int
        /// Whether requests are being dropped.
        var isFull: Bool
    }

    /// Hands out all that waits.
    mutating func hand() -> Batch {
        if bytes <= limit / 2 { isFull = false }
        defer { (events, broken) = ([], []) }
        return Batch(events: events, broken: broken, dropped: dropped, isFull: isFull)
    }

    /// What was handed out takes no memory any more.
    mutating func release(_ count: Int) {
        bytes -= count
    }

    /// A request that was begun will have no line.
    mutating func drop(_ count: Int) {
        dropped += count
    }
}
