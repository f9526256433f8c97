import Glibc

/// The moments at which keys' allowances are full again, for a bounded number of keys.
///
/// A key past its moment behaves like a key never seen, so it is forgotten then and only then: forgetting an active key
/// would hand its allowance back. A hand goes round the table, a slot at each admission and three for each newcomer,
/// and takes out what is past its moment; where the table is full it looks at some more.
///
/// Linear probing with deletion by shifting back (Knuth, The Art of Computer Programming 3, 6.4, Algorithm R), keys being
/// hashes already, in segments of at most 2,048 slots that lie one after the other in one array. The table grows by linear
/// hashing (Litwin, "Linear hashing: a new tool for file and table addressing", VLDB 1980): whenever a key comes to a
/// crowded segment, the segment whose turn it is hands half of its keys to a new one. So no operation moves more keys
/// than a segment holds, and each takes constant time. Room for all segments is reserved at the start, and memory taken
/// only where there are segments: 24 bytes a slot and 8 a segment, at most 37 for each key of the capacity and 400 besides.
/// A copy of the table has no such room: it moves as it grows.
struct RateLimitTable: Sendable {
    private struct Slot: Sendable {
        var low: UInt64
        var high: UInt64
        /// The key's moment; the smallest number marks a free slot.
        var moment: Int64
    }

    private static let free = Slot(low: 0, high: 0, moment: .min)
    /// The most slots that room is reserved for, in address space; a larger table is copied as it grows.
    private static let mostReserved = 1 << 24

    /// The most keys that are held.
    let capacity: Int
    /// The keys held.
    private(set) var count = 0
    private let shape: RateLimitTableShape
    private var slots: [Slot] = []
    /// The keys in each segment.
    private var counts: [Int] = []
    private var segments = 0
    /// Of a hash the bits that tell the segments apart, those that are still to come included.
    private var mask = 0
    private var hand = 0

    init(capacity: Int) {
        self.capacity = capacity
        shape = RateLimitTableShape(capacity: capacity)
        let reserved = min(shape.segments * shape.slots, Self.mostReserved)
        slots.reserveCapacity(reserved)
        addSegment()
        slots.withUnsafeBytes {
            adviseHugePages(
                UnsafeRawBufferPointer(start: $0.baseAddress, count: reserved * MemoryLayout<Slot>.stride))
        }
    }

    /// The most bytes that a table for so many keys takes.
    static func memoryBound(keys: Int) -> Int {
        let shape = RateLimitTableShape(capacity: keys)
        return bytes(slots: shape.segments * shape.slots, segments: shape.segments)
    }

    /// The bytes that it takes.
    var bytes: Int { Self.bytes(slots: slots.count, segments: segments) }

    /// Whether it holds all the keys it may.
    var isFull: Bool { count >= capacity }

    /// Whether there is a place for one more key besides `newcomers` others.
    func hasRoom(for key: RateLimitKey, besides newcomers: Int = 0) -> Bool {
        count + newcomers < capacity && counts[segment(of: key.low)] + newcomers < shape.keysOfSegment
    }

    /// The place of `key`, until the next insertion or forgetting; nil when it is not held.
    func place(of key: RateLimitKey) -> Int? {
        let first = segment(of: key.low) * shape.slots
        return slots.withUnsafeBufferPointer { slots in
            var index = first + home(key.low)
            while slots[index].moment != .min {
                if slots[index].low == key.low, slots[index].high == key.high { return index }
                index = next(index, from: first)
            }
            return nil
        }
    }

    /// The moment of the key at `place`.
    subscript(place: Int) -> Int64 {
        get { slots[place].moment }
        set { slots[place].moment = max(newValue, .min + 1) }
    }

    /// Adds a key that is not held yet and has room.
    mutating func insert(_ key: RateLimitKey, _ moment: Int64) {
        precondition(hasRoom(for: key), "the table has no room among its \(count) keys")
        if counts[segment(of: key.low)] >= shape.crowd, segments < shape.segments { split() }
        put(Slot(low: key.low, high: key.high, moment: max(moment, .min + 1)))
        count += 1
    }

    /// Forgets keys whose moment has come: each look forgets one, or goes on to the next slot.
    mutating func forgetIdle(at now: Int64, looks: Int) {
        guard count > 0 else { return }
        for _ in 0..<looks {
            if slots[hand].moment != .min, slots[hand].moment <= now {
                // Another key may have moved here.
                remove(at: hand)
            } else {
                hand = hand + 1 == slots.count ? 0 : hand + 1
            }
        }
    }

    private static func bytes(slots: Int, segments: Int) -> Int {
        slots * MemoryLayout<Slot>.stride + segments * MemoryLayout<Int>.stride
    }

    /// The segment of a key: that of the lowest bits of its hash, or, where that is not there yet, the one it will be
    /// split from.
    private func segment(of low: UInt64) -> Int {
        let segment = Int(truncatingIfNeeded: low) & mask
        return segment < segments ? segment : segment & (mask >> 1)
    }

    /// The slot of its segment in which a key is looked for first: its share of it, by the highest bits of its hash
    /// (Lemire, "Fast random integer generation in an interval", 2019), so that a segment may have any size.
    private func home(_ low: UInt64) -> Int {
        Int(low.multipliedFullWidth(by: UInt64(shape.slots)).high)
    }

    /// The slot after `index` in the segment whose first one is given, going round.
    private func next(_ index: Int, from first: Int) -> Int {
        index + 1 == first + shape.slots ? first : index + 1
    }

    /// The steps from one slot of a segment to another, going up.
    private func distance(_ from: Int, _ to: Int) -> Int { to >= from ? to - from : to - from + shape.slots }

    private mutating func put(_ slot: Slot) {
        let segment = segment(of: slot.low)
        counts[segment] += 1
        let first = segment * shape.slots
        var index = first + home(slot.low)
        while slots[index].moment != .min { index = next(index, from: first) }
        slots[index] = slot
    }

    private mutating func remove(at index: Int) {
        let segment = index / shape.slots
        count -= 1
        counts[segment] -= 1
        let first = segment * shape.slots
        var hole = index
        var index = index
        while true {
            index = next(index, from: first)
            guard slots[index].moment != .min else { break }
            // A key may move back into the hole unless that lies before its home.
            if distance(first + home(slots[index].low), index) >= distance(hole, index) {
                slots[hole] = slots[index]
                hole = index
            }
        }
        slots[hole] = Self.free
    }

    private mutating func addSegment() {
        slots.append(contentsOf: repeatElement(Self.free, count: shape.slots))
        counts.append(0)
        segments += 1
    }

    /// Adds a segment, and shares out between it and its twin what that held.
    private mutating func split() {
        if segments > mask { mask = mask * 2 + 1 }
        let twin = segments & (mask >> 1)
        let range = twin * shape.slots..<(twin + 1) * shape.slots
        // By a pointer: while there was a slice, changing the array would copy it.
        let old = slots.withUnsafeBufferPointer { $0[range].filter { $0.moment != .min } }
        for index in range { slots[index] = Self.free }
        counts[twin] = 0
        addSegment()
        for slot in old { put(slot) }
    }
}

/// Asks Linux for huge pages beyond the first 2 MB, so that keys at random are found sooner and a small table stays
/// small. A kernel that has none to give changes nothing.
private func adviseHugePages(_ memory: UnsafeRawBufferPointer) {
    let hugePage = 1 << 21
    guard memory.count >= 2 * hugePage, let start = memory.baseAddress else { return }
    let first = (start + hugePage).alignedUp(toMultipleOf: hugePage)
    let end = (start + memory.count).alignedDown(toMultipleOf: Int(getpagesize()))
    guard first < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: first), end - first, MADV_HUGEPAGE)
}
