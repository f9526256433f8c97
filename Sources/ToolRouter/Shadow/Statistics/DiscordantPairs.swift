import Glibc

/// The pairs in which exactly one of two planners did well. Only they say which one is better: a pair in which both did, or
/// neither, weighs nothing (Q. McNemar, Psychometrika 12, 1947).
package struct DiscordantPairs: Hashable, Sendable {
    /// In how many the candidate alone did well.
    package var better: Int
    /// In how many the current planner alone did.
    package var worse: Int

    /// - Precondition: neither is negative.
    package init(better: Int = 0, worse: Int = 0) {
        precondition(better >= 0 && worse >= 0, "\(better) better and \(worse) worse pairs")
        (self.better, self.worse) = (better, worse)
    }

    /// How many there are.
    package var total: Int { better + worse }

    /// ln E: by how much these pairs speak against "each is as likely to be the better one", as a bet with fair odds that
    /// began with 1 and now holds E.
    ///
    /// The bet is on all rates of "candidate better" alike: ln E = ln B(k+1, n−k+1) + n·ln 2 (J. Ville, 1939; A. Ramdas,
    /// P. Grünwald, V. Vovk and G. Shafer, Statistical Science 38, 2023). Without a difference E reaches 1/α *ever* in at
    /// most the share α of all runs, however often somebody looks and whenever they stop.
    package var logarithmOfE: Double { Self.logarithmOfE(Double(better), of: Double(total)) }

    /// What the pairs say so far.
    ///
    /// - Parameter alpha: the share of runs without a difference in which a difference may ever be said.
    package func verdict(alpha: Ratio) -> PairVerdict {
        guard logarithmOfE >= alpha.logarithmOfThreshold else { return .goOn }
        return better > worse ? .better : .worse
    }

    /// The same for numbers of pairs that lie between whole ones, as an observed rate that goes on has them.
    static func logarithmOfE(_ better: Double, of total: Double) -> Double {
        mixture(better, of: total, at: 0.5)
    }

    /// ln of the same bet against another rate of "candidate better". B(k+1, n−k+1) is 1/(n+1) of one over the binomial
    /// coefficient, so that this is a binomial probability.
    static func mixture(_ better: Double, of total: Double, at rate: Double) -> Double {
        -log1p(total) - BinomialProbability.logarithm(of: better, in: total, at: rate)
    }
}

/// What discordant pairs say of a candidate.
package enum PairVerdict: String, Hashable, CaseIterable, Sendable {
    /// The candidate is better.
    case better
    /// The candidate is worse.
    case worse
    /// Nothing yet: ask on.
    case goOn = "go_on"
}

extension Ratio {
    /// As a number to reckon with.
    package var value: Double { Double(millionths) / 1_000_000 }

    /// ln 1/α: what ln E of a verdict is at least.
    ///
    /// - Precondition: it lies between 0 and 1.
    package var logarithmOfThreshold: Double {
        precondition(self > .zero && self < .one, "a level of \(decimalText)")
        return -log(value)
    }
}
