import Glibc

/// The moments at which keys' allowances are full again, for a bounded number of keys, in one flat array.
///
/// A key past its moment behaves like a key never seen, so it is forgotten then and only then: forgetting an active key
/// would hand its allowance back. A hand goes round the table, a slot at each admission and three for each newcomer,
/// and takes out what is past its moment; where the table is full it looks at some more. So every operation takes
/// constant time (growing aside, a copy now and then), and memory is 24 bytes for each slot: at most 9 slots for 4 keys
/// of the capacity, and two thirds of that again for the moment in which the table grows. Linear probing with deletion
/// by shifting back (Knuth, The Art of Computer Programming 3, 6.4, Algorithm R), keys being hashes already. A key's
/// home is its share of the table (Lemire, "Fast random integer generation in an interval", 2019), so that the table
/// may have any size.
struct RateLimitTable: Sendable {
    private struct Slot: Sendable {
        var low: UInt64
        var high: UInt64
        /// The key's moment; the smallest number marks a free slot.
        var moment: Int64
    }

    private static let free = Slot(low: 0, high: 0, moment: .min)
    private static let smallest = 16

    /// The most keys that are held.
    let capacity: Int
    /// The keys held.
    private(set) var count = 0
    private var slots = Array(repeating: free, count: smallest)
    private var hand = 0

    init(capacity: Int) {
        precondition(capacity >= 0, "a table of keys can't have a capacity of \(capacity)")
        self.capacity = capacity
    }

    /// The most bytes that the slots of a table for so many keys take.
    static func memoryBound(keys: Int) -> Int { max((keys * 9 + 3) / 4, smallest) * MemoryLayout<Slot>.stride }

    /// The bytes that the slots take.
    var bytes: Int { slots.count * MemoryLayout<Slot>.stride }

    /// Whether `newcomers` more keys would be too many.
    func isFull(for newcomers: Int) -> Bool { count + newcomers > capacity }

    /// The place of `key`, until the next insertion or forgetting; nil when it is not held.
    func place(of key: RateLimitKey) -> Int? {
        slots.withUnsafeBufferPointer { slots in
            var index = Self.home(key.low, in: slots.count)
            while slots[index].moment != .min {
                if slots[index].low == key.low, slots[index].high == key.high { return index }
                index = Self.next(index, in: slots.count)
            }
            return nil
        }
    }

    /// The moment of the key at `place`.
    subscript(place: Int) -> Int64 {
        get { slots[place].moment }
        set { slots[place].moment = max(newValue, .min + 1) }
    }

    /// Adds a key that is not held yet and needs room.
    mutating func insert(_ key: RateLimitKey, _ moment: Int64) {
        precondition(count < capacity, "the table holds \(capacity) keys already")
        count += 1
        if count * 3 > slots.count * 2 { grow() }
        put(Slot(low: key.low, high: key.high, moment: max(moment, .min + 1)))
    }

    /// Forgets keys whose moment has come, among as many slots as `looks`.
    mutating func forgetIdle(at now: Int64, looks: Int) {
        guard count > 0 else { return }
        for _ in 0..<min(looks, slots.count) {
            while slots[hand].moment != .min, slots[hand].moment <= now { remove(at: hand) }
            hand = Self.next(hand, in: slots.count)
        }
    }

    private static func home(_ low: UInt64, in count: Int) -> Int {
        Int(low.multipliedFullWidth(by: UInt64(count)).high)
    }

    private static func next(_ index: Int, in count: Int) -> Int { index + 1 == count ? 0 : index + 1 }

    /// The steps from one slot to another, going up.
    private func distance(_ from: Int, _ to: Int) -> Int { to >= from ? to - from : to - from + slots.count }

    private mutating func put(_ slot: Slot) {
        var index = Self.home(slot.low, in: slots.count)
        while slots[index].moment != .min { index = Self.next(index, in: slots.count) }
        slots[index] = slot
    }

    private mutating func remove(at index: Int) {
        count -= 1
        var hole = index
        var next = index
        while true {
            next = Self.next(next, in: slots.count)
            guard slots[next].moment != .min else { break }
            // A key may move back into the hole unless that lies before its home.
            if distance(Self.home(slots[next].low, in: slots.count), next) >= distance(hole, next) {
                slots[hole] = slots[next]
                hole = next
            }
        }
        slots[hole] = Self.free
    }

    private mutating func grow() {
        let old = slots
        let size = old.count + old.count / 2
        slots = Array(unsafeUninitializedCapacity: size) { slots, count in
            adviseHugePages(UnsafeMutableRawBufferPointer(slots))
            slots.initialize(repeating: Self.free)
            count = size
        }
        // Homes keep their share of the table, so the hand does.
        hand += hand / 2
        for slot in old where slot.moment != .min { put(slot) }
    }
}

/// Asks Linux for huge pages where the memory is large: keys at random are found some 5 % sooner. A kernel that has
/// none to give changes nothing.
private func adviseHugePages(_ memory: UnsafeMutableRawBufferPointer) {
    guard memory.count >= 1 << 22, let start = memory.baseAddress else { return }
    let page = Int(getpagesize())
    let first = start.alignedUp(toMultipleOf: page)
    let end = (start + memory.count).alignedDown(toMultipleOf: page)
    madvise(first, end - first, MADV_HUGEPAGE)
}
