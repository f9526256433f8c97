/// Puts exchanges that came slightly out of order into (at, id) order, holding a bounded number of them.
///
/// It is a sorted queue, not a heap: recordings are nearly sorted, so that an insertion at the end is the rule, and the
/// worst case moves 4,096 pointers.
struct ReorderWindow {
    /// What was decided about an exchange.
    enum Insertion: Equatable {
        case inOrder
        /// It came after a later one, and was put before it.
        case reordered
        /// One that belongs behind it was handed out already.
        case tooLate
    }

    /// How many lines an exchange may stand behind its place.
    let size: Int
    /// Sorted; those before `first` were handed out.
    private var entries = [LocatedExchange]()
    private var first = 0
    private var last: LocatedExchange?

    init(size: Int) {
        self.size = size
    }

    /// Whether the window holds enough for its first exchange to be handed out.
    var isFull: Bool { entries.count - first > size }

    /// Takes the next exchange of the file.
    mutating func insert(_ located: LocatedExchange) -> Insertion {
        if let last, Self.precedes(located, last) { return .tooLate }
        var place = entries.count
        if place > first, Self.precedes(located, entries[place - 1]) {
            var low = first
            while low < place {
                let middle = (low + place) / 2
                if Self.precedes(located, entries[middle]) { place = middle } else { low = middle + 1 }
            }
        }
        let insertion = place == entries.count ? Insertion.inOrder : .reordered
        entries.insert(located, at: place)
        return insertion
    }

    /// Hands out the first exchange; nil when there is none.
    mutating func removeFirst() -> LocatedExchange? {
        guard first < entries.count else { return nil }
        let entry = entries[first]
        first += 1
        if first > size {
            entries.removeFirst(first)
            first = 0
        }
        last = entry
        return entry
    }

    private static func precedes(_ left: LocatedExchange, _ right: LocatedExchange) -> Bool {
        (left.exchange.atMicroseconds, left.exchange.id) < (right.exchange.atMicroseconds, right.exchange.id)
    }
}
