package import ToolRouter
import ToolRouterFormats

/// How reliably cases pass, by the runs there are.
package struct PassEstimates: Hashable, Sendable {
    /// Answers that were judged, over all cases and runs.
    package let trials: Int
    /// Those that passed.
    package let passes: Int
    /// For each k from 1: how probable it is that a case passes in k runs of k, the mean over the cases that have k runs; and
    /// how many those are.
    ///
    /// A case that passes c of n runs counts as C(c,k)/C(n,k), which is unbiased; (c/n)^k is not (Chen et al. 2021, and Yao et al.
    /// 2024 for pass^k).
    package let passAll: [(k: Int, rate: Double, cases: Int)]

    package static func == (left: PassEstimates, right: PassEstimates) -> Bool {
        left.trials == right.trials && left.passes == right.passes
            && left.passAll.map(\.rate) == right.passAll.map(\.rate)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(passes) }

    package init(_ cases: [LiveCase]) {
        let judged = cases.filter { $0.trials > 0 }
        trials = judged.reduce(0) { $0 + $1.trials }
        passes = judged.reduce(0) { $0 + $1.passes }
        let most = judged.map(\.trials).max() ?? 0
        var passAll: [(k: Int, rate: Double, cases: Int)] = []
        for k in stride(from: 1, through: most, by: 1) {
            let able = judged.filter { $0.trials >= k }
            let sum = able.reduce(0.0) { $0 + Self.share(of: $1.passes, in: $1.trials, drawing: k) }
            passAll.append((k, sum / Double(able.count), able.count))
        }
        self.passAll = passAll
    }

    /// C(passes, k) / C(trials, k): how probable it is that k of the runs, drawn without putting back, all pass.
    static func share(of passes: Int, in trials: Int, drawing k: Int) -> Double {
        guard passes >= k else { return 0 }
        return (0..<k).reduce(1.0) { $0 * Double(passes - $1) / Double(trials - $1) }
    }

    /// What the share of passing answers may be, at the level 1 − α (Clopper–Pearson).
    package func interval(alpha: Ratio) -> RateInterval {
        ClopperPearsonInterval.of(passes, in: trials, alpha: alpha)
    }
}
