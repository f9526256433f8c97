/// When requests arrive.
struct ArrivalProcess {
    /// How the gaps between them are.
    enum Shape: CaseIterable {
        /// All the same.
        case regular
        /// As of independent callers: exponentially distributed.
        case independent
        /// Many at the very same moment, then nothing for long.
        case bursts
    }

    let shape: Shape
    /// The mean gap in microseconds.
    let meanGap: Int
    /// How many arrive together in a burst.
    let burst: Int

    init(_ draws: inout DrawSequence) {
        shape = draws.one(of: Shape.allCases)
        meanGap = draws.one(of: [0, 1, 1_000, 50_000, 500_000, 500_000, 2_000_000, 10_000_000])
        burst = draws.one(of: [2, 5, 20, 50])
    }

    /// The gap before the request of that number.
    func gap(before number: Int, _ draws: inout DrawSequence) -> Int64 {
        switch shape {
        case .regular: return Int64(meanGap)
        case .independent: return Int64(meanGap * Self.quantiles[draws.number(below: Self.quantiles.count)] / 1_000)
        case .bursts: return number.isMultiple(of: burst) ? Int64(meanGap * burst) : 0
        }
    }

    /// The exponential distribution of mean 1,000: −1000·ln(1 − (i + ½)/32), rounded.
    private static let quantiles = [
        16, 48, 81, 116, 152, 189, 227, 267, 309, 352, 398, 446, 496, 549, 604, 663, 726, 792, 863, 940, 1_023, 1_113,
        1_213, 1_322, 1_446, 1_587, 1_752, 1_947, 2_191, 2_513, 2_996, 4_159,
    ]
}
