package import ToolRouter

/// Remembers which identifiers came by, at 10 to 15 bytes each, however long they are.
///
/// Only 64-bit fingerprints are kept. A repeated fingerprint is a reason to look, not proof: two identifiers among a
/// million share one with a probability of 1 in 37 million.
package struct SeenIdentifiers {
    /// One of many small open-addressing tables: when one of them grows, the memory for its copy is small too.
    private struct Shard {
        /// 0 is a free slot.
        var slots = [UInt64](repeating: 0, count: 8)
        var count = 0

        func contains(_ fingerprint: UInt64) -> Bool {
            var slot = SeenIdentifiers.slot(of: fingerprint, among: slots.count)
            while slots[slot] != 0 {
                if slots[slot] == fingerprint { return true }
                slot = slot + 1 == slots.count ? 0 : slot + 1
            }
            return false
        }
    }

    private var shards = [Shard](repeating: Shard(), count: 256)
    private let fingerprints = KeyedDraw(seed: 0)

    package init() {}

    /// Remembers `id`; false when its fingerprint was there before.
    package mutating func insert(_ id: RequestID) -> Bool {
        let fingerprint = fingerprint(of: id)
        return Self.insert(fingerprint, into: &shards[Self.shard(of: fingerprint)])
    }

    /// Whether the fingerprint of `id` was there.
    package func contains(_ id: RequestID) -> Bool {
        let fingerprint = fingerprint(of: id)
        return shards[Self.shard(of: fingerprint)].contains(fingerprint)
    }

    private func fingerprint(of id: RequestID) -> UInt64 { max(1, fingerprints.number("request", id.text)) }

    private static func shard(of fingerprint: UInt64) -> Int { Int(truncatingIfNeeded: fingerprint & 0xFF) }

    private static func insert(_ fingerprint: UInt64, into shard: inout Shard) -> Bool {
        guard place(fingerprint, in: &shard.slots) else { return false }
        shard.count += 1
        // Linear probing stays short up to four fifths full, and growing by half wastes less than doubling.
        guard shard.count * 5 > shard.slots.count * 4 else { return true }
        var slots = [UInt64](repeating: 0, count: shard.slots.count * 3 / 2)
        for fingerprint in shard.slots where fingerprint != 0 { _ = place(fingerprint, in: &slots) }
        shard.slots = slots
        return true
    }

    private static func place(_ fingerprint: UInt64, in slots: inout [UInt64]) -> Bool {
        var slot = slot(of: fingerprint, among: slots.count)
        while slots[slot] != 0 {
            if slots[slot] == fingerprint { return false }
            slot = slot + 1 == slots.count ? 0 : slot + 1
        }
        slots[slot] = fingerprint
        return true
    }

    /// The high bits choose the slot; the low ones chose the shard.
    private static func slot(of fingerprint: UInt64, among count: Int) -> Int {
        Int(fingerprint.multipliedFullWidth(by: UInt64(count)).high)
    }
}
