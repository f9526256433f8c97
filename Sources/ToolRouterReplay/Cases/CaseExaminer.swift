import ToolRouter
import ToolRouterFormats

/// Judges one case by what is known to be right, and the candidates' proposals by the current answer. All of it happens
/// after the answer has left.
final class CaseExaminer {
    private let planner: PlannerName
    private let confidenceThreshold: Ratio
    private let runner: StatementRunner

    init(planner: PlannerName, confidenceThreshold: Ratio, runner: StatementRunner) {
        self.planner = planner
        self.confidenceThreshold = confidenceThreshold
        self.runner = runner
    }

    /// Adds what `done` shows to `findings`.
    func examine(_ done: Case, _ findings: inout Findings) {
        if done.isUnused { findings.addUnused(done.record.id) }
        // A plan that was doubted is no answer, whatever its statement would have said.
        let sql = done.record.outcome == "clarification" ? nil : done.record.sql
        judge(sql, done.rows, of: planner, done, &findings)
        for (candidate, proposal) in done.shadows {
            let sql = statement(of: proposal)
            let rows = sql.flatMap { runner.rows(of: $0, on: done.request.database, at: done.at) }
            judge(sql, rows, of: candidate, done, &findings)
            let digest = rows.map { ResultDigest($0, orderMatters: done.expected?.orderMatters ?? true) }
            findings.add(
                SQLPlacement(leftSQL: done.record.sql, done.record.result, rightSQL: sql, digest), of: candidate)
        }
    }

    /// The statement the candidate would have had run: a plan that would be doubted is no answer either.
    private func statement(of proposal: ShadowProposal) -> String? {
        guard case .success(let plan) = proposal.plan, (plan.confidence ?? .one) >= confidenceThreshold else {
            return nil
        }
        return plan.sql
    }

    private func judge(
        _ sql: String?, _ rows: ResultSet?, of planner: PlannerName, _ done: Case, _ findings: inout Findings
    ) {
        // A caller turned away by the limiter says nothing about a planner.
        guard let expected = done.expected, let expectedSQL = expected.sql, done.record.code?.kind != .rateLimitError
        else { return }
        let judgement = AccuracyJudgement(
            sql: sql, rows: rows, expectedSQL: expectedSQL, orderMatters: expected.orderMatters,
            on: done.request.database, at: done.at, runner)
        findings.add(judgement, of: planner)
    }
}
