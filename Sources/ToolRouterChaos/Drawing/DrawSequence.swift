import ToolRouter

/// Numbers one after the other, all from one seed and one purpose: what is drawn for one purpose never shifts another.
struct DrawSequence {
    private let draw: KeyedDraw
    private let purpose: String
    private var state: UInt64

    init(seed: UInt64, _ purpose: String) {
        draw = KeyedDraw(seed: seed)
        self.purpose = purpose
        state = draw.number("chaos", purpose)
    }

    /// The next number, uniform below `bound`, which is at least 1.
    mutating func number(below bound: Int) -> Int {
        precondition(bound >= 1, "no number is below \(bound)")
        // SplitMix64.
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return Int(mixed.multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A uniform number of `range`.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + number(below: range.count)
    }

    /// Whether a thing happens that happens `percent` times in 100.
    mutating func happens(_ percent: Int) -> Bool { number(below: 100) < percent }

    /// One of `all`, which is not empty.
    mutating func one<Choice>(of all: [Choice]) -> Choice { all[number(below: all.count)] }

    /// So many different ones of `all`, in their order; all of them where there are fewer.
    mutating func some<Choice>(_ count: Int, of all: [Choice]) -> [Choice] {
        guard count < all.count else { return all }
        // Reservoir sampling.
        var chosen = Array(0..<count)
        for place in count..<all.count {
            let other = number(below: place + 1)
            if other < count { chosen[other] = place }
        }
        return chosen.sorted().map { all[$0] }
    }
}
