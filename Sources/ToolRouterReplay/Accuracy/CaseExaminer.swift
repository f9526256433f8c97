import Crypto
import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Judges one case by what is known to be right, and the candidates' proposals by the current answer. All of it happens
/// after the answer has left.
final class CaseExaminer {
    private let planner: PlannerName
    private let confidenceThreshold: Ratio
    private let foldsCase: Bool
    let runner: StatementRunner
    private let footprints: StatementFootprints
    private let watch: RunWatch
    private let isRedacted: Bool
    private let truths: ExpectedStatements
    private var memo = AccuracyMemo()

    init(
        planner: PlannerName, confidenceThreshold: Ratio, foldsCase: Bool, runner: StatementRunner,
        footprints: StatementFootprints,
        truths: ExpectedStatements, watch: RunWatch, isRedacted: Bool
    ) {
        self.isRedacted = isRedacted
        self.truths = truths
        self.watch = watch
        self.planner = planner
        self.confidenceThreshold = confidenceThreshold
        self.foldsCase = foldsCase
        self.runner = runner
        self.footprints = footprints
    }

    /// Adds what `done` shows to `findings`; nothing that a statement shows that was stopped for no reason of its own.
    ///
    /// - Returns: whether the answer is right; nil where the recording does not say what is.
    func examine(_ done: Case, _ record: AnswerRecord, _ findings: inout Findings) -> CaseTruth? {
        if done.isUnused { findings.addUnused(record.id) }
        // Nothing can be judged by stand-ins.
        guard done.hasContent else {
            for (candidate, _) in done.shadows { findings.addWithoutContent(candidate) }
            return done.expected == nil ? nil : .unknown
        }
        if let expected = done.expected?.sql,
            let problem = truths.problem(
                of: expected, for: done.request.caller, in: DatabaseView(of: done.request), at: done.at)
        {
            findings.addUnusableTruth(record.id, problem)
        }
        // A plan that led to a clarification is not an answer, whatever its statement would have said.
        let plan = record.outcome == "clarification" ? nil : done.answer.plan
        let current = judge(plan, done.statementOutcome, record.result, of: planner, done, &findings)
        let question = done.shadows.isEmpty ? 0 : fingerprint(of: done.request)
        for (candidate, proposal) in done.shadows {
            let plan = statement(of: proposal)
            let outcome =
                plan.map {
                    runner.outcome(of: $0, for: done.request.caller, in: DatabaseView(of: done.request), at: done.at)
                } ?? .none
            let digest = outcome.rows.map { ResultDigest($0, orderMatters: done.expected?.orderMatters ?? true) }
            let judgement = judge(plan, outcome, digest, of: candidate, done, &findings)
            let comparison = SQLComparison(
                leftSQL: record.sql, record.result, rightSQL: plan?.sql, digest,
                lacksRowsForBudget: done.statementOutcome.isKnownOrOutOfBudget && outcome.isKnownOrOutOfBudget
            ) {
                footprints.footprint(of: $0, in: DatabaseView(of: done.request), at: done.at)
            }
            if watch.cause != nil { return nil }
            findings.add(comparison.placement, of: candidate)
            if [.different, .notComparable, .error].contains(comparison.placement) {
                findings.add(
                    Findings.Disagreement(
                        id: record.id, question: isRedacted ? nil : done.request.question,
                        placement: comparison.placement, current: record.sql, candidate: plan?.sql),
                    of: candidate)
            }
            if let current, let judgement {
                // Who was never called has not been wrong.
                findings.addPair(
                    done.called.contains(planner) ? current : nil, with: candidate,
                    proposal.isWithoutCall ? nil : judgement, of: question)
            }
        }
        return truth(of: record, done.expected, current)
    }

    /// Eight bytes of a digest of what is asked, and of which database.
    private func fingerprint(of request: Request) -> UInt64 {
        let question = CanonicalQuestion(request.question, foldingCase: foldsCase).text
        // Neither name nor question can be taken for a part of the other.
        let database = request.database.map { "\($0.text.utf8.count):\($0.text)" } ?? "-"
        return SHA256.hash(data: Array((database + question).utf8)).withUnsafeBytes {
            $0.loadUnaligned(as: UInt64.self)
        }
    }

    /// The plan whose statement would have run for the candidate: one that would lead to a clarification is not an answer
    /// either.
    private func statement(of proposal: ShadowProposal) -> Plan? {
        guard case .success(let plan) = proposal.plan, (plan.confidence ?? .one) >= confidenceThreshold,
            plan.sql != nil
        else { return nil }
        return plan
    }

    /// Judges a planner, and adds it to `findings`; nil where there is nothing to judge by.
    private func judge(
        _ plan: Plan?, _ outcome: StatementOutcome, _ digest: ResultDigest?, of planner: PlannerName, _ done: Case,
        _ findings: inout Findings
    ) -> AccuracyJudgement? {
        // A caller turned away by the limiter says nothing about a planner.
        guard let expected = done.expected, let expectedSQL = expected.sql,
            done.answer.outcome.error?.code.kind != .rateLimitError
        else { return nil }
        let sql = plan?.sql
        let subject = AccuracyMemo.Subject(
            view: DatabaseView(of: done.request), sql: sql, rows: digest, isCutShort: outcome.isCutShort,
            expectedSQL: expectedSQL, orderMatters: expected.orderMatters)
        if let known = memo.judgement(of: subject) {
            findings.add(known, of: planner)
            return known
        }
        let judgement = AccuracyJudgement(
            plan, outcome, expectedSQL: expectedSQL, orderMatters: expected.orderMatters,
            for: done.request.caller, in: DatabaseView(of: done.request), at: done.at, runner)
        if watch.cause != nil { return nil }
        findings.add(judgement, of: planner)
        let statements = [expectedSQL, sql].compactMap { $0 }
        if statements.allSatisfy({ runner.isSteady($0, in: DatabaseView(of: done.request), at: done.at) }) {
            memo.remember(judgement, of: subject)
        }
        return judgement
    }
}

extension ShadowProposal {
    /// Whether the candidate was left alone: its circuit was open, it held too many calls, or there was no money for it.
    fileprivate var isWithoutCall: Bool {
        guard case .failure(let error) = plan, reply == nil, failure == nil else { return false }
        return [.circuitOpen, .overloaded, .plannerStuck, .budgetExhausted, .requestTooLarge].contains(error.code)
    }
}

extension Case {
    /// What came of the statement of the answer.
    fileprivate var statementOutcome: StatementOutcome {
        if let rows { return .rows(rows) }
        return answer.outcome.error?.code == .executionBudget ? .outOfBudget : .none
    }
}
