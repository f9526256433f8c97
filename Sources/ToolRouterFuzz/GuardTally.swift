import Foundation
import SandboxJudge

/// Counts what became of the statements: a fuzzer whose statements are all refused finds nothing.
struct GuardTally {
    private struct Counts {
        var harmless = 0
        var failed = 0
        var refused: [String: Int] = [:]
    }

    private var texts = Counts()
    private var written = Counts()

    /// Counts one statement.
    mutating func count(_ outcome: TrialJudge.Outcome, isWritten: Bool) {
        var counts = isWritten ? written : texts
        switch outcome {
        case .harmless: counts.harmless += 1
        case .failed: counts.failed += 1
        case .refused(let code): counts.refused[code, default: 0] += 1
        case .finding: break
        }
        if isWritten { written = counts } else { texts = counts }
    }

    /// Prints the shares to stderr, as libFuzzer does with its own.
    func print() {
        for (name, counts) in [("text", texts), ("written queries", written)] {
            let refused = counts.refused.values.reduce(0, +)
            let all = counts.harmless + counts.failed + refused
            if all == 0 { continue }
            let share = (counts.harmless + counts.failed) * 1_000 / all
            let codes = counts.refused.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
            FileHandle.standardError.write(
                Data(
                    """
                    guard, \(name): \(all) judged, \(share / 10).\(share % 10) % accepted \
                    (\(counts.harmless) ran, \(counts.failed) stopped or failed); refused: \
                    \(codes.joined(separator: ", "))

                    """.utf8))
        }
    }
}
