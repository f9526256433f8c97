import Testing

@testable import ToolRouter

/// What comes of looking again and again, over many runs whose draws are always the same.
@Suite struct LookingEveryDayTests {
    private static let runs = 10_000
    private static let looks = 50
    /// New pairs between two looks.
    private static let step = 20
    private static let alpha = Ratio(millionths: 50_000)
    private static let draw = KeyedDraw(seed: 20_261_129)

    /// For each look, from how many pairs on one side on `isAlarm` holds.
    private static func bounds(_ isAlarm: (DiscordantPairs) -> Bool) -> [Int] {
        (1...looks).map { look in
            let total = look * step
            return (total / 2...total).first { isAlarm(DiscordantPairs(better: $0, worse: total - $0)) } ?? total + 1
        }
    }

    /// In how many runs without a difference there is an alarm at one of the looks, for each list of bounds.
    private static func alarms(_ bounds: [[Int]]) -> [Int] {
        var alarms = [Int](repeating: 0, count: bounds.count)
        for run in 0..<runs {
            var better = 0
            var isAlarmed = [Bool](repeating: false, count: bounds.count)
            for look in 0..<looks {
                // Each bit of a draw is a fair coin.
                let number = draw.number("look", "run", occurrence: UInt64(run * looks + look))
                better += (number & (1 << UInt64(step) - 1)).nonzeroBitCount
                let larger = max(better, (look + 1) * step - better)
                for index in bounds.indices where larger >= bounds[index][look] { isAlarmed[index] = true }
            }
            for index in bounds.indices where isAlarmed[index] { alarms[index] += 1 }
        }
        return alarms
    }

    @Test func `without a difference the e-process alarms in at most the share alpha of runs, and McNemar in far more`()
    {
        let process = Self.bounds { $0.verdict(alpha: Self.alpha) != .goOn }
        let test = Self.bounds { ExactMcNemar.twoSided($0) <= Self.alpha.value }
        let alarms = Self.alarms([process, test])
        print("alarms in \(Self.runs) runs of \(Self.looks) looks: e-process \(alarms[0]), exact McNemar \(alarms[1])")
        #expect(alarms[0] <= Self.runs / 20)
        #expect(alarms[1] > Self.runs / 5)
    }

    @Test func `sixty to forty is noticed after a few hundred pairs`() {
        let most = 4_000
        // The least number of pairs on one side that settles it; it only grows with the total.
        var bounds = [1]
        for total in 1...most {
            var larger = max(bounds[total - 1], (total + 1) / 2)
            while larger <= total,
                DiscordantPairs(better: larger, worse: total - larger).verdict(alpha: Self.alpha) == .goOn
            { larger += 1 }
            bounds.append(larger)
        }
        var taken: [Int] = []
        var wrong = 0
        for run in 0..<1_001 {
            var better = 0
            let settled = (1...most).first { total in
                better += Self.draw.number(below: 10, "pair", "run", occurrence: UInt64(run * most + total)) < 6 ? 1 : 0
                return max(better, total - better) >= bounds[total]
            }
            taken.append(settled ?? .max)
            if let settled, better * 2 < settled { wrong += 1 }
        }
        taken.sort()
        let median = taken[taken.count / 2]
        print(
            "60:40 is settled after a median of \(median) pairs, 90 % after \(taken[taken.count * 9 / 10]); \(wrong) wrong"
        )
        #expect((150...350).contains(median))
        #expect(wrong <= 50)
    }
}
