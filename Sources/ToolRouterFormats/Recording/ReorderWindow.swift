/// Puts exchanges that came slightly out of order into (at, id) order, holding a bounded number of them, and of the bytes
/// of their lines.
///
/// It is a sorted queue, not a heap: recordings are nearly sorted, so that an insertion at the end is the rule, and the
/// worst case moves 4,096 entries of 16 bytes.
struct ReorderWindow {
    /// What was decided about an exchange.
    enum Insertion: Equatable {
        case inOrder
        /// It came after a later one, and was put before it.
        case reordered
        /// One that belongs behind it was handed out already.
        case tooLate
    }

    private struct Entry {
        /// Nil when it was handed out.
        var located: LocatedExchange?
        let bytes: Int
    }

    /// How many lines an exchange may stand behind its place.
    let size: Int
    /// How many bytes the lines between an exchange and its place may have. One line more is held before the first goes.
    let maximumBytes: Int
    /// Sorted; those before `first` were handed out.
    private var entries = [Entry]()
    private var first = 0
    /// The bytes of the lines from `first` on.
    private var bytes = 0
    private var last: LocatedExchange?

    init(size: Int, bytes: Int) {
        self.size = size
        maximumBytes = bytes
    }

    /// How far an exchange may stand behind its place, in the words of an error message.
    var reach: String { "\(size) lines or \(maximumBytes >> 20) MiB" }

    /// Whether the window holds enough for its first exchange to be handed out.
    var isFull: Bool { entries.count - first > size || bytes > maximumBytes }

    /// Takes the next exchange of the file, whose line has so many bytes.
    mutating func insert(_ located: LocatedExchange, bytes count: Int) -> Insertion {
        if let last, Self.precedes(located, last) { return .tooLate }
        var place = entries.count
        if place > first, precedes(located, at: place - 1) {
            var low = first
            while low < place {
                let middle = (low + place) / 2
                if precedes(located, at: middle) { place = middle } else { low = middle + 1 }
            }
        }
        let insertion = place == entries.count ? Insertion.inOrder : .reordered
        entries.insert(Entry(located: located, bytes: count), at: place)
        bytes += count
        return insertion
    }

    /// Hands out the first exchange; nil when there is none.
    mutating func removeFirst() -> LocatedExchange? {
        guard first < entries.count else { return nil }
        // Up to `size` of those that were handed out still have a place here, but must not take memory.
        let located = entries[first].located.take()
        bytes -= entries[first].bytes
        first += 1
        if first > size {
            entries.removeFirst(first)
            first = 0
        }
        last = located
        return located
    }

    private func precedes(_ located: LocatedExchange, at place: Int) -> Bool {
        entries[place].located.map { Self.precedes(located, $0) } ?? false
    }

    private static func precedes(_ left: LocatedExchange, _ right: LocatedExchange) -> Bool {
        (left.exchange.atMicroseconds, left.exchange.id) < (right.exchange.atMicroseconds, right.exchange.id)
    }
}
