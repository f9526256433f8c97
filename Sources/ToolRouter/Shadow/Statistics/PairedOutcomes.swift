/// How often two planners were right about the same requests.
package struct PairedOutcomes: Hashable, Sendable {
    /// Both were.
    package var both = 0
    /// The current planner alone was.
    package var onlyCurrent = 0
    /// The candidate alone was.
    package var onlyCandidate = 0
    /// Neither was.
    package var neither = 0
    /// Nobody knows of one of the two, so that they are no pair.
    package var notComparable = 0

    package init(both: Int = 0, onlyCurrent: Int = 0, onlyCandidate: Int = 0, neither: Int = 0, notComparable: Int = 0)
    {
        (self.both, self.onlyCurrent, self.onlyCandidate) = (both, onlyCurrent, onlyCandidate)
        (self.neither, self.notComparable) = (neither, notComparable)
    }

    /// Counts a request; nil where nobody knows.
    package mutating func add(current: Bool?, candidate: Bool?) {
        switch (current, candidate) {
        case (true, true): both += 1
        case (true, false): onlyCurrent += 1
        case (false, true): onlyCandidate += 1
        case (false, false): neither += 1
        default: notComparable += 1
        }
    }

    /// How many pairs there are.
    package var total: Int { both + onlyCurrent + onlyCandidate + neither }
    /// In how many the current planner was right.
    package var current: Int { both + onlyCurrent }
    /// In how many the candidate was.
    package var candidate: Int { both + onlyCandidate }
    /// The pairs that tell the two apart.
    package var discordant: DiscordantPairs { DiscordantPairs(better: onlyCandidate, worse: onlyCurrent) }

    /// By how much the candidate's rate is above the current planner's; nil without pairs.
    package var difference: Double? {
        total > 0 ? Double(onlyCandidate - onlyCurrent) / Double(total) : nil
    }

    /// The same as far as one look tells, at the level 1 − α.
    package func difference(alpha: Ratio) -> RateInterval {
        TangoInterval.of(discordant, in: total, tail: alpha.value / 2)
    }

    /// Whether the candidate is not worse by more than `margin`, after one look at the level α for either answer.
    ///
    /// It is worse when its loss is above the margin and a fair coin would let it win so seldom with probability α at most
    /// (the one-sided exact McNemar test); it is not worse when the lower end of the one-sided Tango interval at the level
    /// 1 − α is not below −margin; anything else is inconclusive. A loss above the margin has its lower end below it, so that
    /// the two never hold together.
    package func nonInferiority(alpha: Ratio, margin: Ratio) -> NonInferiority {
        let lower = TangoInterval.of(discordant, in: total, tail: alpha.value).lower
        let p = ExactMcNemar.worse(discordant)
        // In whole numbers: a loss of exactly the margin is not above it.
        let loss = Int128(onlyCurrent - onlyCandidate) * 1_000_000
        let answer: NonInferiority.Answer =
            if total > 0, loss > Int128(margin.millionths) * Int128(total), p <= alpha.value {
                .worse
            } else if total > 0, lower >= -margin.value {
                .notWorse
            } else {
                .inconclusive
            }
        return NonInferiority(answer: answer, lower: lower, p: p)
    }
}

/// What pairs say to "the candidate is not worse by more than a margin".
package struct NonInferiority: Hashable, Sendable {
    /// Yes, no, or not enough pairs.
    package enum Answer: Hashable, Sendable { case notWorse, worse, inconclusive }

    /// The answer.
    package let answer: Answer
    /// The lower end of the difference of the rates, one-sided.
    package let lower: Double
    /// The probability that a fair coin has the candidate win so seldom.
    package let p: Double
}
