import Foundation
package import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The pending golden of one scenario, and how it becomes the golden.
package struct GoldenAcceptance {
    private let scenario: String
    private let answers: String
    private let totals: String
    private let results: String

    package init(scenario: String, workspace: Workspace) {
        self.scenario = scenario
        answers = workspace.goldenAnswers(scenario)
        totals = workspace.goldenTotals(scenario)
        results = workspace.goldenResults(scenario)
    }

    /// What was accepted.
    package struct Accepted: Sendable {
        /// How many answers changed, came or went.
        package let changed: Int
        /// How many answers the golden holds now.
        package let answers: Int
    }

    /// Whether something waits to be accepted.
    package var isPending: Bool {
        FileManager.default.fileExists(atPath: answers + PendingGolden.suffix)
    }

    /// Whether there is a golden already.
    package var hasGolden: Bool {
        FileManager.default.fileExists(atPath: answers)
    }

    /// Keeps what a run left in its report as pending; an earlier pending golden is replaced.
    ///
    /// - Parameter carriesResults: whether the rows that the golden keeps stay, since the run was to write none.
    package func propose(from workspace: Workspace, carriesResults: Bool = false) throws {
        try OutputFolder.make((answers as NSString).deletingLastPathComponent)
        // The answers come last: they are what makes it pending.
        let kept = carriesResults ? results : workspace.reportResults(scenario)
        if FileManager.default.fileExists(atPath: kept) {
            try OutputFile.copy(kept, to: results + PendingGolden.suffix)
        } else {
            unlink(results + PendingGolden.suffix)
        }
        try OutputFile.copy(workspace.reportTotals(scenario), to: totals + PendingGolden.suffix)
        try OutputFile.copy(workspace.reportAnswers(scenario), to: answers + PendingGolden.suffix)
    }

    /// Forgets what waits, because a run agreed with the golden.
    package func withdraw() {
        unlink(answers + PendingGolden.suffix)
        unlink(totals + PendingGolden.suffix)
        unlink(results + PendingGolden.suffix)
    }

    /// What tells this state of the golden and of what waits from any other: who looked at one state must not accept another.
    package func mark() throws -> String {
        let golden = hasGolden ? try InputDigests.mark(of: answers) : "none"
        return try golden + InputDigests.mark(of: answers + PendingGolden.suffix)
    }

    /// The options of the experiment whose answers wait; empty when they are those of an ordinary run.
    package func pendingExperiment() throws -> [String] {
        try GoldenReader(path: answers + PendingGolden.suffix).header.experiment
    }

    /// What was changed since the golden was made, such as `breaker.failures 5 → 6`; empty where there is no golden yet.
    package func madeOtherwise() throws -> [String] {
        guard hasGolden else { return [] }
        return try GoldenReader(path: answers).header
            .differences(from: GoldenReader(path: answers + PendingGolden.suffix).header)
    }

    /// The rows on both sides, as far as they are kept.
    package func pendingResults() throws -> DriftResults {
        func read(_ path: String) throws -> KeptResults? {
            FileManager.default.fileExists(atPath: path) ? try KeptResults.read(path: path) : nil
        }
        return DriftResults(
            golden: try read(results), now: try read(results + PendingGolden.suffix),
            hint: "these rows are not kept; `toolrouter explain --rows` shows those of now")
    }

    /// The requests in which the pending golden differs from the golden; all of them where there is no golden yet.
    package func pendingDrifts() throws -> [Drift] {
        var drifts: [Drift] = []
        try forEachPendingDrift { drift, _ in drifts.append(drift) }
        return drifts
    }

    /// Chooses among what waits.
    ///
    /// - Parameter isChosen: is asked about each request whose answers differ.
    package func choose(_ isChosen: (Drift) -> Bool) throws -> AnswerChoice {
        var choice = AnswerChoice()
        try forEachPendingDrift { choice.add($0, at: $1, isChosen: isChosen($0)) }
        return choice
    }

    /// - Parameter take: gets each request that differs, and the place of its answer among those that wait; nil where there is none.
    private func forEachPendingDrift(_ take: (Drift, Int?) -> Void) throws {
        let pending = try GoldenReader(path: answers + PendingGolden.suffix, refusesRepeats: true)
        var comparison: GoldenComparison?
        if FileManager.default.fileExists(atPath: answers) {
            comparison = GoldenComparison(
                golden: try GoldenReader(path: answers), candidates: pending.header.candidates)
        }
        func takeAll(_ compared: [GoldenComparison.ComparedRequest]) {
            for request in compared {
                if let drift = request.drift { take(drift, request.subject?.sequence) }
            }
        }
        var sequence = 0
        while let record = try pending.next() {
            if comparison != nil {
                let subject = GoldenComparison.Subject(record, question: nil, recordingMiss: nil, sequence: sequence)
                try takeAll(comparison!.compare(subject))
            } else {
                take(Drift(new: record, question: nil, recordingMiss: nil), sequence)
            }
            sequence += 1
        }
        if comparison != nil { try takeAll(comparison!.finish()) }
    }

    /// Makes the pending golden the golden, whole.
    ///
    /// - Parameter reason: why it is right; it is added to those that the golden has.
    package func accept(reason: String) throws -> Accepted {
        var changed = 0
        try forEachPendingDrift { _, _ in changed += 1 }
        return try accept(reason: reason, changed: changed)
    }

    private func accept(reason: String, changed: Int, after former: GoldenHeader? = nil) throws -> Accepted {
        let pending = try GoldenReader(path: answers + PendingGolden.suffix, refusesRepeats: true)
        try pending.refuseEmpty()
        var header = pending.header
        let golden = try former ?? (hasGolden ? GoldenReader(path: answers).header : nil)
        header.accept(GoldenHeader.Reason(reason, changed: changed), after: golden)
        let writer = try GoldenWriter(path: answers, header: header)
        var count = 0
        while let record = try pending.next() {
            try writer.write(record)
            count += 1
        }
        try OutputFile.copy(totals + PendingGolden.suffix, to: totals)
        if FileManager.default.fileExists(atPath: results + PendingGolden.suffix) {
            try OutputFile.copy(results + PendingGolden.suffix, to: results)
        } else {
            unlink(results)
        }
        try writer.finish()
        withdraw()
        return Accepted(changed: changed, answers: count)
    }

    /// Takes over only the answers to `ids`; the others keep waiting, and the golden's totals and inputs stay.
    ///
    /// - Parameter reason: why they are right; it is added to those that the golden has.
    package func accept(_ ids: Set<RequestID>, reason: String) throws -> Accepted {
        try accept(choose { ids.contains($0.id) }, reason: reason)
    }

    /// The same with the answers of `choice`, since whose making nothing may have been accepted or proposed.
    package func accept(_ choice: AnswerChoice, reason: String) throws -> Accepted {
        let former = try GoldenReader(path: answers).header
        let count = try merge(choice, reason: reason)
        // With the last of them the whole is as the run made it, totals and versions too.
        if choice.staying == 0 { _ = try accept(reason: reason, changed: choice.count, after: former) }
        return Accepted(changed: choice.count, answers: count)
    }

    /// Writes the golden with the answers of `choice`, and returns how many it has then.
    private func merge(_ choice: AnswerChoice, reason: String) throws -> Int {
        let inGolden = try identifiers(of: answers)
        let inPending = try identifiers(of: answers + PendingGolden.suffix)
        let golden = try GoldenReader(path: answers)
        var header = golden.header
        header.accept(GoldenHeader.Reason(reason, changed: choice.count), after: golden.header)
        let writer = try GoldenWriter(path: answers, header: header)
        var rows = try ResultMerge(pending: results + PendingGolden.suffix, golden: results)
        var count = 0
        var merge = GoldenMerge(
            golden: golden, pending: try GoldenReader(path: answers + PendingGolden.suffix), choice: choice,
            inGolden: inGolden, inPending: inPending
        ) { record in
            count += 1
            rows.keep(of: record)
            try writer.write(record)
        }
        try merge.run()
        guard count > 0 else {
            throw FileError(
                path: answers + PendingGolden.suffix, problem: "nothing of the golden would be left",
                remedy: "remove its folder, if nothing is to be replayed")
        }
        try rows.write()
        try writer.finish()
        return count
    }

    /// Reads all of a golden, and refuses an id that comes twice.
    private func identifiers(of path: String) throws -> SeenIdentifiers {
        let reader = try GoldenReader(path: path, refusesRepeats: true)
        while try reader.next() != nil {}
        return reader.seen!
    }
}
