package import ToolRouter

/// How often a candidate and the current planner were right about the same requests, by both rules.
package struct PairedAccuracy: Hashable, Sendable {
    /// By `ResultComparison.strict`.
    package var strict = PairedOutcomes()
    /// By `ResultComparison.spider`.
    package var spider = PairedOutcomes()

    package init() {}

    /// Counts a request of which nobody knows by one of the two whether it was right.
    mutating func addNotComparable() {
        strict.notComparable += 1
        spider.notComparable += 1
    }

    /// Counts a request of which both are known by both rules.
    mutating func add(
        current: (strict: Bool, spider: Bool), candidate: (strict: Bool, spider: Bool),
        _ standing: DistinctQuestions.Standing
    ) {
        strict.add(current: current.strict, candidate: candidate.strict, standing)
        spider.add(current: current.spider, candidate: candidate.spider, standing)
    }
}
