/// Chance that belongs to what it decides: the same seed and key always draw the same number.
///
/// A sequence of draws would shift when one consumer is removed; a keyed draw never does. The mixing is SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
public struct KeyedDraw: Sendable {
    /// The seed of the run.
    public let seed: UInt64

    public init(seed: UInt64) {
        self.seed = seed
    }

    /// A uniform number for `purpose`, `key` and `occurrence`.
    public func number(_ purpose: String, _ key: String, occurrence: UInt64 = 0) -> UInt64 {
        var state = seed
        state = Self.mix(state ^ Self.hash(purpose))
        state = Self.mix(state ^ Self.hash(key))
        return Self.mix(state ^ occurrence)
    }

    /// A uniform number from 0 up to, not including, `bound`; the bias is below `bound` / 2⁶⁴.
    public func number(below bound: UInt64, _ purpose: String, _ key: String, occurrence: UInt64 = 0) -> UInt64 {
        number(purpose, key, occurrence: occurrence).multipliedFullWidth(by: bound).high
    }

    /// FNV-1a over UTF-8: unlike `Hasher` the same in every process.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
