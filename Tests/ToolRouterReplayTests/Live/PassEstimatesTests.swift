import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

struct PassEstimatesTests {
    static func live(_ id: RequestID, passes: Int, of trials: Int, unsafe: Bool = false, required: Bool = false)
        -> LiveCase
    {
        var live = LiveCase(id: id, question: nil, isRequired: required)
        for run in 0..<trials {
            live.add(
                LiveJudgement(
                    id: id, question: nil, outcome: run < passes ? .passed : .failed("result"), isAsked: true,
                    isUnsafe: unsafe && run == 0))
        }
        return live
    }

    /// Every way to draw k of n runs, one by one: what the estimator says in closed form.
    private func counted(_ passes: Int, _ trials: Int, _ k: Int) -> Double {
        var (all, good) = (0, 0)
        for set in 0..<(1 << trials) where set.nonzeroBitCount == k {
            all += 1
            if set & ~((1 << passes) - 1) == 0 { good += 1 }
        }
        return Double(good) / Double(all)
    }

    @Test func `a case counts as the share of draws that all pass`() {
        for trials in 1...8 {
            for passes in 0...trials {
                for k in 1...trials {
                    let share = PassEstimates.share(of: passes, in: trials, drawing: k)
                    #expect(abs(share - counted(passes, trials, k)) < 1e-12, "\(passes) of \(trials), k = \(k)")
                }
            }
        }
    }

    @Test func `pass^k is the mean over the cases that have k runs`() {
        let estimates = PassEstimates([
            Self.live("a", passes: 3, of: 3), Self.live("b", passes: 2, of: 3), Self.live("c", passes: 1, of: 2),
            Self.live("d", passes: 0, of: 0),
        ])
        #expect(estimates.trials == 8)
        #expect(estimates.passes == 6)
        #expect(estimates.passAll.map(\.k) == [1, 2, 3])
        #expect(estimates.passAll.map(\.cases) == [3, 3, 2])
        let expected = [(1 + 2.0 / 3 + 0.5) / 3, (1 + 1.0 / 3 + 0) / 3, (1.0 + 0) / 2]
        for (found, expected) in zip(estimates.passAll.map(\.rate), expected) {
            #expect(abs(found - expected) < 1e-12)
        }
    }

    @Test func `nothing asked estimates nothing`() {
        let estimates = PassEstimates([])
        #expect(estimates.passAll.isEmpty)
        #expect(estimates.interval(alpha: Ratio(millionths: 50_000)) == RateInterval(lower: 0, upper: 1))
    }

    /// A gate of 90 % at 5 %, by how many of how many answers passed.
    @Test(arguments: [
        (0, 0, GateResult.Outcome.inconclusive), (1, 1, .inconclusive), (28, 28, .inconclusive), (29, 29, .passed),
        (9, 10, .inconclusive), (90, 100, .inconclusive), (95, 100, .inconclusive), (96, 100, .passed),
        (84, 100, .failed), (5, 10, .failed),
        (6, 10, .failed), (7, 10, .inconclusive),
    ])
    func `a gate tells where there are answers enough`(_ row: (passes: Int, trials: Int, outcome: GateResult.Outcome)) {
        let gate = LiveGate(atLeast: Ratio(millionths: 900_000), alpha: Ratio(millionths: 50_000))
        let judged = gate.judge(PassEstimates([Self.live("a", passes: row.passes, of: row.trials)]))
        #expect(judged.outcome == row.outcome, "\(judged.words)")
        #expect(judged.name == "live.pass_rate")
    }

    @Test func `an undecided gate says how many answers would tell`() {
        let gate = LiveGate(atLeast: Ratio(millionths: 900_000), alpha: Ratio(millionths: 50_000))
        let few = gate.judge(PassEstimates([Self.live("a", passes: 10, of: 10)]))
        #expect(few.words.contains("about 29 answers would tell"), "\(few.words)")
        // At the very bound no number of answers does.
        let even = gate.judge(PassEstimates([Self.live("a", passes: 9, of: 10)]))
        #expect(even.words.contains("more runs would tell"), "\(even.words)")
    }
}
