/// The moments at which keys' allowances are full again, for a bounded number of keys.
///
/// A key past its moment behaves like a key never seen, so it is forgotten then and only then: forgetting an active
/// key would hand its allowance back. The due times form a binary heap whose times may lag behind (a key's moment only
/// moves on); a lagging one is put right when it comes to the front. So finding a key to forget is exact, and costs
/// O(log n) for each admission on average.
struct RateLimitTable<Key: Hashable & Sendable>: Sendable {
    /// The most keys that are held.
    let capacity: Int
    private var moments: [Key: Timestamp] = [:]
    private var dueTimes: [(time: Timestamp, key: Key)] = []

    init(capacity: Int) {
        precondition(capacity >= 0, "a table of keys can't have a capacity of \(capacity)")
        self.capacity = capacity
    }

    /// The number of keys held.
    var count: Int { moments.count }

    /// When the allowance of `key` is full again; nil for a key that is not held.
    subscript(key: Key) -> Timestamp? { moments[key] }

    /// Sets the moment of `key`; a new key needs room.
    mutating func set(_ key: Key, to moment: Timestamp) {
        guard moments.updateValue(moment, forKey: key) == nil else { return }
        precondition(moments.count <= capacity, "the table holds \(capacity) keys already")
        dueTimes.append((moment, key))
        siftUp(from: dueTimes.count - 1)
    }

    /// Forgets keys whose allowance is full again: a few at each call, and at least one if there is one when the table
    /// would not take `newcomers` otherwise.
    mutating func forgetIdleKeys(at now: Timestamp, makingRoomFor newcomers: Int) {
        var looks = 0
        while let due = dueTimes.first, due.time <= now, looks < 4 || capacity - count < newcomers {
            looks += 1
            if let moment = moments[due.key], moment > now {
                dueTimes[0].time = moment
            } else {
                moments.removeValue(forKey: due.key)
                let last = dueTimes.removeLast()
                if !dueTimes.isEmpty { dueTimes[0] = last }
            }
            siftDown()
        }
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0, dueTimes[child].time < dueTimes[(child - 1) / 2].time {
            dueTimes.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < dueTimes.count && dueTimes[child].time < dueTimes[smallest].time {
                smallest = child
            }
            guard smallest != parent else { return }
            dueTimes.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
