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
    /// Pairs of a question that is a pair already: they tell nothing new.
    package var repeats = 0
    /// Pairs beyond the questions that can be told apart, see `DistinctQuestions.most`.
    package var beyond = 0

    package init(both: Int = 0, onlyCurrent: Int = 0, onlyCandidate: Int = 0, neither: Int = 0, notComparable: Int = 0)
    {
        (self.both, self.onlyCurrent, self.onlyCandidate) = (both, onlyCurrent, onlyCandidate)
        (self.neither, self.notComparable) = (neither, notComparable)
    }

    /// Counts a pair, once for each question.
    package mutating func add(current: Bool, candidate: Bool, _ standing: DistinctQuestions.Standing) {
        switch (standing, current, candidate) {
        case (.first, true, true): both += 1
        case (.first, true, false): onlyCurrent += 1
        case (.first, false, true): onlyCandidate += 1
        case (.first, false, false): neither += 1
        case (.repeated, _, _): repeats += 1
        case (.beyond, _, _): beyond += 1
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
    /// It is worse when the upper end of the one-sided Tango interval at the level 1 − α is below −margin: a loss of the margin
    /// or less is ruled out. It is not worse when the lower end is not below −margin: a loss above the margin is. Anything
    /// else is inconclusive; the lower end is never above the upper one, so that the two never hold together.
    package func nonInferiority(alpha: Ratio, margin: Ratio) -> NonInferiority {
        let bounds = TangoInterval.of(discordant, in: total, tail: alpha.value)
        let answer: NonInferiority.Answer =
            if total == 0 {
                .inconclusive
            } else if bounds.upper < -margin.value {
                .worse
            } else if bounds.lower >= -margin.value {
                .notWorse
            } else {
                .inconclusive
            }
        return NonInferiority(answer: answer, bounds: bounds)
    }
}

/// What pairs say to "the candidate is not worse by more than a margin".
package struct NonInferiority: Hashable, Sendable {
    /// Yes, no, or not enough pairs.
    package enum Answer: Hashable, Sendable { case notWorse, worse, inconclusive }

    /// The answer.
    package let answer: Answer
    /// The least and the most that the difference of the rates may be, each one-sided.
    package let bounds: RateInterval
}
