import Foundation
package import ToolRouter
import ToolRouterFormats

/// The pending golden of one scenario, and how it becomes the golden.
package struct GoldenAcceptance {
    private let scenario: String
    private let answers: String
    private let totals: String

    package init(scenario: String, workspace: Workspace) {
        self.scenario = scenario
        answers = workspace.goldenAnswers(scenario)
        totals = workspace.goldenTotals(scenario)
    }

    /// Whether something waits to be accepted.
    package var isPending: Bool {
        FileManager.default.fileExists(atPath: answers + PendingGolden.suffix)
    }

    /// Whether there is a golden already.
    package var hasGolden: Bool {
        FileManager.default.fileExists(atPath: answers)
    }

    /// Keeps the answers and totals that a run left in its report as pending; an earlier pending golden is replaced.
    package func propose(from workspace: Workspace) throws {
        try OutputFolder.make((answers as NSString).deletingLastPathComponent)
        try OutputFile.copy(workspace.reportAnswers(scenario), to: answers + PendingGolden.suffix)
        try OutputFile.copy(workspace.reportTotals(scenario), to: totals + PendingGolden.suffix)
    }

    /// Forgets what waits, because a run agreed with the golden.
    package func withdraw() {
        unlink(answers + PendingGolden.suffix)
        unlink(totals + PendingGolden.suffix)
    }

    /// The requests in which the pending golden differs from the golden; all of them where there is no golden yet.
    package func pendingDrifts() throws -> [Drift] {
        let pending = try GoldenReader(path: answers + PendingGolden.suffix, refusesRepeats: true)
        var comparison: GoldenComparison?
        if FileManager.default.fileExists(atPath: answers) {
            comparison = GoldenComparison(
                golden: try GoldenReader(path: answers), candidates: pending.header.candidates)
        }
        var drifts: [Drift] = []
        var sequence = 0
        while let record = try pending.next() {
            if comparison != nil {
                let subject = GoldenComparison.Subject(record, question: nil, recordingMiss: nil, sequence: sequence)
                drifts += try comparison!.compare(subject).compactMap(\.drift)
            } else {
                drifts.append(Drift(new: record, question: nil, recordingMiss: nil))
            }
            sequence += 1
        }
        if comparison != nil { drifts += try comparison!.finish().compactMap(\.drift) }
        return drifts
    }

    /// Makes the pending golden the golden, whole.
    ///
    /// - Returns: how many answers it holds.
    package func accept(reason: String?) throws -> Int {
        let pending = try GoldenReader(path: answers + PendingGolden.suffix, refusesRepeats: true)
        try pending.refuseEmpty()
        var header = pending.header
        header.reason = reason
        let writer = try GoldenWriter(path: answers, header: header)
        var count = 0
        while let record = try pending.next() {
            try writer.write(record)
            count += 1
        }
        try OutputFile.copy(totals + PendingGolden.suffix, to: totals)
        try writer.finish()
        withdraw()
        return count
    }

    /// Takes over only the answers to `ids`; the others keep waiting, and the golden's totals stay.
    ///
    /// - Returns: how many answers were taken over, removed or added.
    package func accept(_ ids: Set<RequestID>, reason: String?) throws -> Int {
        let golden = try GoldenReader(path: answers, refusesRepeats: true)
        let pending = try GoldenReader(path: answers + PendingGolden.suffix, refusesRepeats: true)
        var accepted: [(record: AnswerRecord, after: RequestID?)] = []
        var goldenIDs: Set<RequestID> = []
        var header = golden.header
        header.reason = reason

        var former: [AnswerRecord] = []
        while let record = try golden.next() {
            former.append(record)
            goldenIDs.insert(record.id)
        }
        // An added answer follows the one before it in the run that the golden has, too.
        var predecessor: RequestID?
        while let record = try pending.next() {
            if ids.contains(record.id) { accepted.append((record, predecessor)) }
            if ids.contains(record.id) || goldenIDs.contains(record.id) { predecessor = record.id }
        }

        let replacements = Dictionary(uniqueKeysWithValues: accepted.map { ($0.record.id, $0.record) })
        var records = former.compactMap { ids.contains($0.id) ? replacements[$0.id] : $0 }
        var changed = former.count { ids.contains($0.id) }
        for (record, predecessor) in accepted where !goldenIDs.contains(record.id) {
            let place = predecessor.flatMap { id in records.firstIndex { $0.id == id } }.map { $0 + 1 }
            records.insert(record, at: place ?? 0)
            changed += 1
        }

        guard !records.isEmpty else {
            throw FileError(
                path: answers + PendingGolden.suffix, problem: "nothing of the golden would be left",
                remedy: "remove its folder, if nothing is to be replayed")
        }
        let writer = try GoldenWriter(path: answers, header: header)
        for record in records { try writer.write(record) }
        try writer.finish()
        // With the last of them the whole is as the run made it, totals and versions too.
        if try pendingDrifts().isEmpty { _ = try accept(reason: reason) }
        return changed
    }
}
