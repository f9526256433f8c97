/// Calls in the order in which they came. Appending and removing the first cost the same however many there are.
struct RedisCallLine {
    /// A call and the moment it was handed over.
    struct Entry {
        let call: RedisCall
        var since: MonotonicMoment
        /// The bytes of its commands.
        let bytes: Int
        /// The replies that came.
        var replies: [RedisReply] = []
    }

    private var entries: [Entry?] = []
    private var head = 0

    var isEmpty: Bool { head == entries.count }

    /// The first; the line must not be empty.
    var first: Entry {
        get { entries[head]! }
        _modify { yield &entries[head]! }
    }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    /// Removes the first and returns it; nil when the line is empty.
    mutating func popFirst() -> Entry? {
        guard !isEmpty else { return nil }
        let entry = entries[head]
        entries[head] = nil
        head += 1
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1_024, head * 2 >= entries.count {
            entries.removeSubrange(..<head)
            head = 0
        }
        return entry
    }

    /// Has all of them come at `moment`.
    mutating func restart(at moment: MonotonicMoment) {
        for index in head..<entries.count { entries[index]?.since = moment }
    }
}
