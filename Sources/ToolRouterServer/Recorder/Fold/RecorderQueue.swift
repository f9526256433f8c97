import ToolRouter

/// Notes on their way to the recorder's thread: it decides what is taken, and never waits.
struct RecorderQueue {
    /// The bytes from which on no request is begun; what belongs to one that was may take as many again.
    private let limit: Int
    private var notes: [RecorderNote] = []
    /// The bytes of notes that wait and of those that were handed out and not released.
    private(set) var bytes = 0
    /// The requests that lack a note, and whose lines would be wrong.
    private var broken: Set<UInt64> = []
    private(set) var dropped = 0
    /// Whether requests are being dropped.
    private var isFull = false
    /// Whether the thread was told to look at once, and has not looked.
    private var isCalled = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a note, or drops its request. Says whether the thread is to be told to look at once, since much waits.
    mutating func take(_ note: RecorderNote) -> Bool {
        if bytes + note.bytes > limit {
            if note.isArrival {
                dropped += 1
                isFull = true
                return call()
            }
            guard bytes + note.bytes <= 2 * limit else {
                if broken.insert(note.key).inserted { isFull = true }
                return call()
            }
        }
        notes.append(note)
        bytes += note.bytes
        return bytes > limit / 4 && call()
    }

    private mutating func call() -> Bool {
        defer { isCalled = true }
        return !isCalled
    }

    /// What became of notes up to a batch.
    struct Standing {
        /// Requests that lack a note.
        var broken: Set<UInt64>
        /// How many were dropped so far.
        var dropped: Int
        /// Whether requests are being dropped.
        var isFull: Bool
    }

    /// Hands out all that waits.
    ///
    /// - Parameter notes: an empty list, which what waits is exchanged for: what comes next finds its memory there, since growing
    ///   a long list takes time that requests would wait.
    mutating func hand(_ notes: inout [RecorderNote]) -> Standing {
        if bytes <= limit / 2 { isFull = false }
        isCalled = false
        swap(&self.notes, &notes)
        defer { broken = [] }
        return Standing(broken: broken, dropped: dropped, isFull: isFull)
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
