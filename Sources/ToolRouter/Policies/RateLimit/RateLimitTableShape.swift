/// How large a table of keys may grow: in so many segments of so many slots.
///
/// A segment is small enough to be shared out within one decision, and the table is two thirds full when it holds all of
/// its keys.
struct RateLimitTableShape: Sendable {
    /// The most slots of a segment.
    static let largestSegment = 2_048

    /// The most segments: a power of two.
    let segments: Int
    /// The slots of each segment, from 16 to 2,048.
    let slots: Int

    /// The shape for at most `capacity` keys, at least 0.
    init(capacity: Int) {
        precondition(capacity >= 0, "a table of keys can't have a capacity of \(capacity)")
        // No memory holds more, and the arithmetic does not overflow.
        let keys = min(capacity, 1 << 40)
        let total = max(16, keys + keys / 2 + 1)
        var segments = 1
        while total > segments * Self.largestSegment { segments *= 2 }
        self.segments = segments
        slots = (total + segments - 1) / segments
    }

    /// The keys that a segment holds at most: an eighth of it stays free, so that nobody looks for a key for long. Keys
    /// being hashes, no segment gets there before the table holds all of its keys.
    var keysOfSegment: Int { slots - slots / 8 }
    /// The number of keys from which on a segment asks for a further one.
    var crowd: Int { slots - slots / 4 }
}
