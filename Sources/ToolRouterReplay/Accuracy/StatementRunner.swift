import SQLSandbox
import ToolRouter
import ToolRouterTools

/// Runs statements for comparison: expected ones, candidates' ones, and both without DISTINCT. None of it is part of an
/// answer, and all of it passes the same guard.
///
/// The rows of a statement that neither reads the clock nor has parameters are remembered, since a served database never
/// changes during a replay.
final class StatementRunner {
    private struct Key: Hashable {
        let view: DatabaseView
        /// Two texts that are equal in Unicode can give different rows.
        let sql: TextKey
    }

    private let views: DatabaseViews
    private var remembered = Memo<Key, StatementOutcome>(bytes: 128 << 20)

    init(views: DatabaseViews) {
        self.views = views
    }

    /// What comes of the statement of `plan` when `caller` asks, by the values of parameters that serving it would give; one
    /// that lacks a value would have been refused.
    func outcome(of plan: Plan, for caller: Caller, in view: DatabaseView, at now: Timestamp) -> StatementOutcome {
        let key = Key(view: view, sql: TextKey(plan.sql ?? ""))
        if let outcome = remembered.value(for: key) { return outcome }
        guard let sandbox = views.sandbox(of: view) else { return .none }
        guard let statement = try? sandbox.approve(plan.sql ?? "", at: now) else {
            remembered.remember(.none, for: key, bytes: key.sql.text.utf8.count)
            return .none
        }
        guard let values = try? statement.bindings(of: plan, for: caller) else { return .none }
        let outcome: StatementOutcome
        do throws(SQLFailure) {
            outcome = .rows(try sandbox.execute(statement, with: values, at: now).rows)
        } catch {
            outcome = error.code == .executionBudget ? .outOfBudget : .none
        }
        if statement.isSteady {
            remembered.remember(outcome, for: key, bytes: key.sql.text.utf8.count + (outcome.rows?.bytes ?? 0))
        }
        return outcome
    }

    /// Whether `sql` gives the same rows at any time and for any caller; one that is refused gives none.
    func isSteady(_ sql: String, in view: DatabaseView, at now: Timestamp) -> Bool {
        (try? views.sandbox(of: view)?.approve(sql, at: now))?.isSteady ?? true
    }
}

extension ApprovedStatement {
    /// Whether it gives the same rows at any time and for any caller.
    var isSteady: Bool { !readsClock && parameters.isEmpty }
}

/// What came of a statement that was run for comparison.
enum StatementOutcome {
    case rows(ResultSet)
    /// It had rows, perhaps, but its budget ended it.
    case outOfBudget
    /// It was refused, or failed, or there is none.
    case none

    /// The rows, whole or cut short.
    var rows: ResultSet? {
        if case .rows(let rows) = self { rows } else { nil }
    }

    /// Whether nothing but a budget keeps the rows from being known.
    var isKnownOrOutOfBudget: Bool {
        if case .none = self { false } else { true }
    }

    /// Whether a budget keeps the rows, or some of them, from being known.
    var isCutShort: Bool {
        switch self {
        case .rows(let rows): rows.isTruncated
        case .outOfBudget: true
        case .none: false
        }
    }
}

/// What statements touch, as today's guard sees them. Nothing is run.
struct StatementFootprints: Sendable {
    private let views: DatabaseViews

    init(views: DatabaseViews) {
        self.views = views
    }

    /// What `sql` touches in that view; nil when the guard refuses it.
    func footprint(of sql: String, in view: DatabaseView, at now: Timestamp) -> Footprint? {
        (try? views.sandbox(of: view)?.approve(sql, at: now)).map { Footprint($0) }
    }
}
