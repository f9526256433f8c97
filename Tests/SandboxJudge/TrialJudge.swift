package import SQLSandbox

/// Judges whatever a sandbox says to a text and does with it, under one policy on one database.
package final class TrialJudge {
    /// What a text came to, and why that is wrong if it is.
    package enum Outcome {
        case refused(code: String)
        case failed
        case harmless
        case finding(String)
    }

    /// The most bytes a refusal may have.
    private static let maximumRefusal = 4_096

    private let trial: Trial
    private let folder: String
    private let guarded: Twins
    private let again: Twins
    private let withoutAuthorizer: Twins
    private let withoutAudit: Twins

    /// Builds the databases of `trial` in an empty folder.
    package init(_ trial: Trial, in folder: String) throws {
        self.trial = trial
        self.folder = folder
        func twins(without missing: GuardLayers) throws -> Twins {
            try Self.twins(of: trial, in: folder, layers: .all.subtracting(missing))
        }
        guarded = try twins(without: [])
        again = try twins(without: [])
        withoutAuthorizer = try twins(without: .authorizer)
        withoutAudit = try twins(without: .audit)
    }

    /// The twins of a trial.
    ///
    /// - Parameter planted: what the sandboxes take for the policy.
    package static func twins(
        of trial: Trial, in folder: String, layers: GuardLayers, planted: SandboxPolicy? = nil
    ) throws -> Twins {
        try Twins(
            trial.policy, in: folder, hidden: trial.hidden, marks: Secrets.marks, layers: layers, planted: planted
        ) { path, isSecond in
            let secrets = Secrets(denied: trial.denied, isSecond: isSecond)
            try DatabaseScript.build(trial.database.script(secrets), at: path)
        }
    }

    /// Sends a text to every sandbox; `PLACE` in it stands for the folder of the databases.
    package func judge(_ text: String) -> Outcome {
        let sql = text.split(separator: "PLACE", omittingEmptySubsequences: false).joined(separator: folder)
        let outcome = guarded.attack(sql)
        switch outcome {
        case .accepted(let why): return .finding(why)
        case .refused(let refusal):
            if refusal.detail.isEmpty { return .finding("a refusal that says nothing") }
            let size = refusal.description.utf8.count + (refusal.subject?.utf8.count ?? 0)
            if size > Self.maximumRefusal { return .finding("a refusal of \(size) bytes") }
            return repeats(sql) ?? disagreement(refusal, sql) ?? .refused(code: refusal.code.rawValue)
        case .failed: return repeats(sql) ?? acceptance(sql) ?? .failed
        case .harmless: return repeats(sql) ?? acceptance(sql) ?? .harmless
        }
    }

    /// Whether another sandbox, and this one a second time, say and give the same.
    private func repeats(_ sql: String) -> Outcome? {
        let (first, second, other) = (
            guarded.everything(about: sql), guarded.everything(about: sql), again.everything(about: sql)
        )
        if first != second { return .finding("first \(first), then \(second)") }
        if first != other { return .finding("here \(first), there \(other)") }
        return nil
    }

    /// Whether a guard with one layer less refuses what the whole guard accepts.
    private func acceptance(_ sql: String) -> Outcome? {
        for (name, twins) in [("authorizer", withoutAuthorizer), ("audit", withoutAudit)] {
            if case .failure(let refusal) = twins.verdict(on: sql) {
                return .finding("refused without the \(name) only: \(refusal)")
            }
        }
        return nil
    }

    /// Whether one of the two layers that judge what is read lets through what it should hold.
    private func disagreement(_ refusal: SQLRefusal, _ sql: String) -> Outcome? {
        if case .success = withoutAuthorizer.verdict(on: sql) {
            // The authorizer is told of more than a program does: of views, and of what is left out in compiling.
            if case .accepted(let why) = withoutAuthorizer.attack(sql) {
                return .finding("a hole in the audit: \(why)")
            }
        }
        if case .success = withoutAudit.verdict(on: sql) {
            // What the audit alone refuses must be something that the program really does.
            guard let reading = withoutAudit.reading(of: sql),
                reading.violation(of: trial.policy, hidden: trial.hidden) != nil
            else { return .finding("refused by the audit without a reason: \(refusal)") }
        }
        return nil
    }
}
