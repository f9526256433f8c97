import Synchronization
import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// Tells noise from drift: what of two answers differs by no more than the scenario tolerates.
///
/// Numbers in rows are compared as far as the rows of both sides are kept, see `KeptResults`; where they are not kept whole,
/// digests decide as they do without a tolerance.
package final class DriftMargin: Sendable {
    private let tolerance: DriftTolerance
    private let golden: KeptResults?
    private let now = Mutex(KeptResults())

    /// - Parameter golden: the rows that the golden keeps; nil where it keeps none.
    package init(_ tolerance: DriftTolerance, golden: KeptResults?) {
        self.tolerance = tolerance
        self.golden = golden
    }

    /// Keeps the first rows of a result of the run, whose digest in order is `digest`.
    func keep(_ rows: @autoclosure () -> ResultSet?, digest: String?) {
        guard tolerance.resultReal != nil, let digest, let rows = rows() else { return }
        now.withLock { $0.keep(rows, digest: digest) }
    }

    /// What of `actual` differs from `golden` within the tolerance.
    func differences(_ golden: AnswerRecord, _ actual: AnswerRecord) -> ToleratedDifferences {
        var tolerated = ToleratedDifferences.none
        let (before, after) = (golden.latencyMicroseconds, actual.latencyMicroseconds)
        if before != after, tolerance.latency.covers(Int128(before), Int128(after)) {
            tolerated.kinds.insert(.latency)
        }
        if golden.bill.cost != actual.bill.cost, covers(golden.bill.cost, actual.bill.cost) {
            tolerated.kinds.insert(.cost)
        }
        if golden.bill.usage != actual.bill.usage,
            TokenBucket.allCases.allSatisfy({ bucket in
                tolerance.tokens.covers(Int128(golden.bill.usage[bucket]), Int128(actual.bill.usage[bucket]))
            })
        {
            tolerated.kinds.insert(.tokens)
        }
        switch rows(golden, actual) {
        case .same: tolerated.kinds.insert(.result)
        case .unknown: tolerated.lacksRows = true
        case .different, nil: break
        }
        return tolerated
    }

    /// Two amounts that are known equally well.
    private func covers(_ golden: Cost, _ now: Cost) -> Bool {
        guard golden.status == now.status, let before = golden.amount, let after = now.amount else { return false }
        return tolerance.cost.covers(before.yoctodollars, after.yoctodollars)
    }

    /// How the rows compare by value; nil where nothing is to be tolerated, or nothing differs.
    private func rows(_ golden: AnswerRecord, _ actual: AnswerRecord) -> ToleratedRows? {
        guard let real = tolerance.resultReal, let before = golden.result, let after = actual.result,
            !before.isTruncated, !after.isTruncated, !before.hasSameRows(as: after)
        else { return nil }
        guard before.rowCount == after.rowCount else { return .different }
        guard let kept = self.golden?[before.ordered], let now = now.withLock({ $0[after.ordered] }) else {
            return .unknown
        }
        return ToleratedRows(kept, now, orderMatters: before.orderMatters, within: real)
    }
}

extension Ratio {
    /// Whether `now` is at most this share of `golden` away from it.
    func covers(_ golden: Int128, _ now: Int128) -> Bool {
        let (difference, overflow) = now.subtractingReportingOverflow(golden)
        guard !overflow else { return false }
        // Amounts can be so large that the products do not fit 128 bits.
        let found = difference.magnitude.multipliedFullWidth(by: 1_000_000)
        let most = golden.magnitude.multipliedFullWidth(by: UInt128(clamping: millionths))
        return (found.high, found.low) <= (most.high, most.low)
    }
}
