import ToolRouter

/// Timers in the order of their moments, those of one moment in the order in which they were set: a binary heap that
/// knows where each of its timers stands, so that one can be removed before its time.
///
/// Setting and removing one takes time in the logarithm of how many there are. What a removed timer was for is handed
/// back at once; its place, some 60 bytes, is used again.
struct TimerHeap<Target: Sendable>: Sendable {
    /// Names a timer, also one that is gone.
    struct Handle: Sendable {
        fileprivate let slot: Int
        fileprivate let sequence: UInt64
    }

    private struct Node {
        let moment: Timestamp
        /// How many timers were set up to this one.
        let sequence: UInt64
        let slot: Int

        static func < (left: Node, right: Node) -> Bool {
            left.moment != right.moment ? left.moment < right.moment : left.sequence < right.sequence
        }
    }

    /// Where a timer stands; its number stays the same while the timer moves through the heap.
    private struct Slot {
        var sequence: UInt64
        var place: Int
        /// Nil when the slot is free.
        var target: Target?
    }

    /// Once the heap is empty, it keeps the memory of at most so many timers.
    private static var keptSlots: Int { 1_024 }

    private var nodes: [Node] = []
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var lastSequence: UInt64 = 0

    /// The timers that are set.
    var count: Int { nodes.count }

    /// The moment of the earliest timer.
    var earliest: Timestamp? { nodes.first?.moment }

    /// Sets a timer.
    mutating func insert(_ target: Target, at moment: Timestamp) -> Handle {
        lastSequence += 1
        let slot = freeSlots.popLast() ?? slots.count
        let taken = Slot(sequence: lastSequence, place: nodes.count, target: target)
        if slot == slots.count { slots.append(taken) } else { slots[slot] = taken }
        nodes.append(Node(moment: moment, sequence: lastSequence, slot: slot))
        moveUp(from: nodes.count - 1)
        return Handle(slot: slot, sequence: lastSequence)
    }

    /// Removes a timer and returns what it was for; nil when it is gone already.
    mutating func remove(_ timer: Handle) -> Target? {
        guard timer.slot < slots.count, slots[timer.slot].sequence == timer.sequence, slots[timer.slot].target != nil
        else { return nil }
        return removeNode(at: slots[timer.slot].place)
    }

    /// Removes the earliest timer when its moment has come, and returns what it was for.
    mutating func removeFirst(dueAt now: Timestamp) -> Target? {
        guard let earliest, earliest <= now else { return nil }
        return removeNode(at: 0)
    }

    private mutating func removeNode(at place: Int) -> Target? {
        let slot = nodes[place].slot
        let last = nodes.removeLast()
        if place < nodes.count {
            put(last, at: place)
            moveUp(from: place)
            moveDown(from: place)
        }
        let target = slots[slot].target.take()
        freeSlots.append(slot)
        if nodes.isEmpty, slots.count > Self.keptSlots { (nodes, slots, freeSlots) = ([], [], []) }
        return target
    }

    private mutating func moveUp(from start: Int) {
        let node = nodes[start]
        var place = start
        while place > 0, node < nodes[(place - 1) / 2] {
            put(nodes[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        put(node, at: place)
    }

    private mutating func moveDown(from start: Int) {
        let node = nodes[start]
        var place = start
        while 2 * place + 1 < nodes.count {
            var child = 2 * place + 1
            if child + 1 < nodes.count, nodes[child + 1] < nodes[child] { child += 1 }
            guard nodes[child] < node else { break }
            put(nodes[child], at: place)
            place = child
        }
        put(node, at: place)
    }

    private mutating func put(_ node: Node, at place: Int) {
        nodes[place] = node
        slots[node.slot].place = place
    }
}
