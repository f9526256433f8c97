import Foundation
package import ToolRouterReplay

/// Replays written scenarios, one after the other in one folder, with every invariant on, and tries what must hold for all of
/// them besides. For one thread at a time.
package final class ScenarioTrial {
    /// Where the scenario lies that was tried last, complete.
    package let folder: String
    private let writer: ScenarioWriter

    /// Makes the databases in `folder`, which is there.
    package init(_ writer: ScenarioWriter, in folder: String) throws {
        self.writer = writer
        self.folder = folder
        try TrialDatabases.build(in: folder)
    }

    /// Writes the scenario of that number and replays it.
    ///
    /// - Parameters:
    ///   - decorations: go around the seams of the router in every replay.
    ///   - isThorough: whether what takes several replays is tried, too; nil does so for one scenario in eight.
    package func run(
        _ number: Int, decorations: [any WorldDecoration] = [], isThorough: Bool? = nil
    ) throws -> TrialResult {
        let written = writer.scenario(number)
        try written.write(to: folder)
        var failures: [TrialFailure] = []
        var reached = written.traits
        do {
            let rough: [any WorldDecoration] = written.isRough ? [RoughWorld()] : []
            let trial = try TrialReplay(
                folder: folder, requests: written.requests, decorations: rough + decorations,
                converges: !written.isRough)
            let outcome = try trial.run()
            reached.formUnion(outcome.reached)
            failures += outcome.failures
            if isThorough ?? number.isMultiple(of: 8) {
                failures += try trial.runAgain(after: outcome)
                // Last of all, the lines lie as they were written.
                try written.writingLinesBackwards(to: folder) {
                    failures += try trial.runBackwards(after: outcome)
                }
                failures += try OwnGolden(trial).failures
            }
        } catch let failure as TrialFailure {
            failures.append(failure)
        } catch {
            failures.append(TrialFailure("error", "\(error)"))
        }
        if written.isRough {
            failures = failures.map { TrialFailure($0.kind, $0.detail + " (in a rough world: no folder shows it)") }
        }
        return TrialResult(requests: written.requests, reached: reached, failures: failures)
    }
}
