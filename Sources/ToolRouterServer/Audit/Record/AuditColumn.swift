/// The columns of a record, in the order in which they are stored and hashed; `seq` comes before them, `hash` after.
///
/// The order is part of the format: a new column is a new version.
package enum AuditColumn: Int, CaseIterable, Sendable {
    case at, kind, request, trace
    case tenant, user, tool, action, outcome, code, source, degraded, recall
    case inputHash, outputHash, statementFingerprint, program, readSet, rows, truncated
    case planner, candidate, attempt
    case model, priceEntry, priceMatch, priceFrom, charges, catalogue
    case input, cachedInput, cacheWrite, longCacheWrite, output, reasoning
    case cost, costStatus
    case admit, route, recallTime, plan, `guard`, run, total
    case question, statement, detail

    /// The name in the database.
    package var name: String {
        switch self {
        case .at: "at_us"
        case .kind: "kind"
        case .request: "request_id"
        case .trace: "trace_id"
        case .tenant: "tenant"
        case .user: "user"
        case .tool: "tool"
        case .action: "action"
        case .outcome: "outcome"
        case .code: "error_code"
        case .source: "source"
        case .degraded: "degraded"
        case .recall: "recall"
        case .inputHash: "input_hash"
        case .outputHash: "output_hash"
        case .statementFingerprint: "statement_fingerprint"
        case .program: "program"
        case .readSet: "read_set"
        case .rows: "row_count"
        case .truncated: "is_truncated"
        case .planner: "planner"
        case .candidate: "candidate"
        case .attempt: "attempt"
        case .model: "model"
        case .priceEntry: "price_entry"
        case .priceMatch: "price_match"
        case .priceFrom: "price_from_us"
        case .charges: "charges"
        case .catalogue: "price_catalogue"
        case .input: "tokens_input"
        case .cachedInput: "tokens_cached_input"
        case .cacheWrite: "tokens_cache_write"
        case .longCacheWrite: "tokens_cache_write_1h"
        case .output: "tokens_output"
        case .reasoning: "tokens_reasoning"
        case .cost: "cost_usd"
        case .costStatus: "cost_status"
        case .admit: "admit_us"
        case .route: "route_us"
        case .recallTime: "recall_us"
        case .plan: "plan_us"
        case .guard: "guard_us"
        case .run: "run_us"
        case .total: "total_us"
        case .question: "question"
        case .statement: "statement"
        case .detail: "detail"
        }
    }

    /// The type in the database, and whether there is always a value.
    var declaration: String {
        switch self {
        case .at, .input, .cachedInput, .cacheWrite, .longCacheWrite, .output, .reasoning: "INTEGER NOT NULL"
        case .kind, .costStatus: "TEXT NOT NULL"
        case .rows, .truncated, .attempt, .priceFrom, .admit, .route, .recallTime, .plan, .guard, .run, .total:
            "INTEGER"
        case .inputHash, .outputHash, .statementFingerprint: "BLOB"
        case .request, .trace, .tenant, .user, .tool, .action, .outcome, .code, .source, .degraded, .recall, .program,
            .readSet, .planner, .candidate, .model, .priceEntry, .priceMatch, .charges, .catalogue, .cost, .question,
            .statement, .detail:
            "TEXT"
        }
    }

    /// How many there are.
    static let count = allCases.count
    /// All names, as a statement lists them.
    static let list = allCases.map { "\"\($0.name)\"" }.joined(separator: ", ")
}
