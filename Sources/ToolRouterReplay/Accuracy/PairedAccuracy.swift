package import ToolRouter

/// How often a candidate and the current planner were right about the same requests, by both rules.
package struct PairedAccuracy: Hashable, Sendable {
    /// By `ResultComparison.strict`.
    package var strict = PairedOutcomes()
    /// By `ResultComparison.spider`.
    package var spider = PairedOutcomes()

    package init() {}

    mutating func add(current: AccuracyJudgement, candidate: AccuracyJudgement?) {
        strict.add(current: current.isStrictlyRight, candidate: candidate?.isStrictlyRight)
        spider.add(current: current.isRightBySpider, candidate: candidate?.isRightBySpider)
    }
}
