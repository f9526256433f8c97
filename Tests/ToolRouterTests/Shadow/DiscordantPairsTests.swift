import Glibc
import Testing

@testable import ToolRouter

@Suite struct DiscordantPairsTests {
    private static let alpha = Ratio(millionths: 50_000)

    @Test(arguments: [
        (0, 0, PairVerdict.goOn), (7, 0, .goOn), (8, 0, .better), (0, 8, .worse), (60, 40, .goOn), (100, 50, .better),
        (50, 100, .worse), (5_000_000, 5_000_000, .goOn), (10_000_000, 0, .better), (0, 10_000_000, .worse),
    ])
    func `pairs say better, worse or nothing yet`(better: Int, worse: Int, verdict: PairVerdict) {
        #expect(DiscordantPairs(better: better, worse: worse).verdict(alpha: Self.alpha) == verdict)
    }

    @Test(arguments: [0, 1, 2, 15, 16, 17, 1_000, 999_999, 10_000_000])
    func `no number of pairs is too large to reckon with`(total: Int) {
        for better in Set([0, 1, total / 3, total / 2, total - 1, total]).filter({ 0...total ~= $0 }) {
            let pairs = DiscordantPairs(better: better, worse: total - better)
            let rate = pairs.rate(alpha: Self.alpha)
            #expect(pairs.logarithmOfE.isFinite)
            #expect(0 <= rate.lower && rate.lower <= rate.upper && rate.upper <= 1)
            #expect(total == 0 || rate.contains(Double(better) / Double(total)))
            let p = ExactMcNemar.twoSided(pairs)
            #expect(0 <= p && p <= 1)
            if let needed = pairs.stillNeeded(alpha: Self.alpha) { #expect(needed >= 0) }
        }
    }

    @Test func `the rate excludes one half exactly where there is a verdict`() {
        for total in stride(from: 0, through: 200, by: 5) {
            for better in 0...total {
                let pairs = DiscordantPairs(better: better, worse: total - better)
                let isSettled = pairs.verdict(alpha: Self.alpha) != .goOn
                #expect(isSettled != pairs.rate(alpha: Self.alpha).contains(0.5), "\(pairs)")
            }
        }
    }

    @Test(arguments: [(0, 0, 0), (0, 0, 500), (3, 9, 12), (3, 9, 1_000), (400, 100, 500), (60, 40, 10_000)])
    func `the difference of two rates narrows, has the observed one, and is turned when the planners are`(
        better: Int, worse: Int, total: Int
    ) {
        let pairs = DiscordantPairs(better: better, worse: worse)
        let interval = pairs.difference(in: total, alpha: Self.alpha)
        let turned = DiscordantPairs(better: worse, worse: better).difference(in: total, alpha: Self.alpha)
        #expect(abs(interval.lower + turned.upper) < 1e-12 && abs(interval.upper + turned.lower) < 1e-12)
        #expect(total == 0 || interval.contains(Double(better - worse) / Double(max(1, total))))
        let later = DiscordantPairs(better: 10 * better, worse: 10 * worse).difference(
            in: 10 * total, alpha: Self.alpha)
        #expect(total == 0 || later.upper - later.lower < interval.upper - interval.lower)
        #expect(total > 0 || interval == RateInterval(lower: -1, upper: 1))
    }

    /// By hand, from ln E = −ln(n + 1) − n·ln θ.
    @Test(arguments: [(1, 10), (3, 10), (50_000, 20)] as [(Int64, Int)])
    func `each of two rates has half of the level, be it no whole number of millionths`(millionths: Int64, total: Int) {
        let interval = DiscordantPairs(better: total, worse: 0).difference(
            in: total, alpha: Ratio(millionths: millionths))
        let lower = exp(-(log(2e6 / Double(millionths)) + log(Double(total + 1))) / Double(total))
        let difference = (2 * lower - 1) * (lower < 0.5 ? 1 : lower)
        #expect(abs(interval.lower - difference) < 1e-12, "\(interval)")
    }

    @Test func `of each question the first pair counts, and none where there are too many to tell`() {
        var questions = DistinctQuestions(most: 3)
        #expect(questions.standing(of: 1, with: "a") == .first)
        #expect(questions.standing(of: 1, with: "a") == .repeated)
        #expect(questions.standing(of: 1, with: "b") == .first, "each candidate has its own")
        #expect(questions.standing(of: 2, with: "a") == .first)
        #expect(questions.standing(of: 3, with: "a") == .beyond)
        #expect(questions.standing(of: 2, with: "a") == .repeated)
        var pairs = PairedOutcomes()
        for standing in [DistinctQuestions.Standing.first, .repeated, .repeated, .beyond] {
            pairs.add(current: true, candidate: false, standing)
        }
        #expect(pairs.onlyCurrent == 1 && pairs.total == 1 && pairs.repeats == 2 && pairs.beyond == 1)
    }

    @Test(arguments: [(6, 4), (60, 40), (4, 6), (55, 45), (1, 0), (0, 3), (501, 499)])
    func `the pairs that are still needed are enough, and one fewer is not`(better: Int, worse: Int) throws {
        let pairs = DiscordantPairs(better: better, worse: worse)
        let needed = try #require(pairs.stillNeeded(alpha: Self.alpha))
        func logarithm(_ total: Int) -> Double {
            DiscordantPairs.logarithmOfE(Double(better) / Double(pairs.total) * Double(total), of: Double(total))
        }
        let threshold = Self.alpha.logarithmOfThreshold
        #expect(logarithm(pairs.total + needed) >= threshold && logarithm(pairs.total + needed - 1) < threshold)
    }

    @Test(arguments: [(0, 0, nil), (50, 50, nil), (8, 0, 0), (7, 0, 1), (500_001, 500_000, nil)] as [(Int, Int, Int?)])
    func `no pairs are needed for what is settled, and none will do for what is even`(
        better: Int, worse: Int, needed: Int?
    ) {
        #expect(DiscordantPairs(better: better, worse: worse).stillNeeded(alpha: Self.alpha) == needed)
    }

    @Test(
        arguments: [
            ([100, 30, 1], [true, true, false]), ([59, 29, 1], [false, false, false]),
            ([31, 31, 21], [true, true, true]),
            ([1, 60, 1], [false, true, false]), ([61, 29, 1], [true, false, false]), ([19], [false]), ([21], [true]),
            ([], []),
        ] as [([Int], [Bool])])
    func `several candidates share the level`(e: [Int], said: [Bool]) {
        #expect(FalseDiscoveries.said(e.map { log(Double($0)) }, alpha: Self.alpha) == said)
    }

    @Test(
        arguments: [
            (
                "worse, and by more than the margin",
                PairedOutcomes(both: 60, onlyCurrent: 30, onlyCandidate: 5, neither: 5), .worse
            ),
            ("as good", PairedOutcomes(both: 900, onlyCurrent: 2, onlyCandidate: 3, neither: 95), .notWorse),
            ("better", PairedOutcomes(both: 60, onlyCurrent: 5, onlyCandidate: 30, neither: 5), .notWorse),
            ("too few", PairedOutcomes(both: 10), .inconclusive), ("none", PairedOutcomes(), .inconclusive),
            (
                "surely worse, within the margin", PairedOutcomes(both: 99_000, onlyCurrent: 900, onlyCandidate: 100),
                .notWorse
            ),
            ("by the margin exactly", PairedOutcomes(both: 98, onlyCurrent: 2), .inconclusive),
            (
                "surely worse, and perhaps by no more than the margin",
                PairedOutcomes(both: 9_520, onlyCurrent: 350, onlyCandidate: 130), .inconclusive
            ),
            (
                "surely worse, and surely by more", PairedOutcomes(both: 9_320, onlyCurrent: 480, onlyCandidate: 200),
                .worse
            ),
            ("nobody knows", PairedOutcomes(notComparable: 1_000), .inconclusive),
        ] as [(String, PairedOutcomes, NonInferiority.Answer)])
    func `one look says not worse, worse, or too little`(
        name: String, outcomes: PairedOutcomes, answer: NonInferiority.Answer
    ) {
        let margin = Ratio(millionths: 20_000)
        #expect(outcomes.nonInferiority(alpha: Self.alpha, margin: margin).answer == answer)
    }
}
