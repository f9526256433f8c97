import ToolRouter
import ToolRouterTools

/// Makes rows of records: decides what of a request is written down, hashed or left out.
///
/// Addresses are left out, hashed ones too: four billion can be tried in a minute.
struct AuditRowWriter: Sendable {
    private let digest: AuditDigest
    private let texts: Bool
    /// Names the price catalogue.
    var catalogue: String?

    init(_ settings: AuditSettings) {
        digest = AuditDigest(key: settings.hashKey)
        texts = settings.texts
        catalogue = settings.priceCatalogue
    }

    /// Whether so much is to be hashed that it should not be done on a thread which others wait for.
    static func isLarge(_ record: AuditRecord) -> Bool {
        if record.request.question.utf8.count > 16_384 { return true }
        guard case .answer(let answer, _) = record.kind, let result = answer.outcome.result else { return false }
        if case .rows(let rows) = result, rows.rows.count * max(1, rows.columns.count) > 256 { return true }
        return result.bytes > 65_536
    }

    /// The row of `record`.
    func row(_ record: AuditRecord) -> AuditRow {
        let request = record.request
        return AuditRow { row in
            row.put(.at, AuditStored.microseconds(of: record.at))
            row.put(.kind, AuditKind(record.kind.name).rawValue)
            row.put(.request, BoundedText.of(request.id.text))
            row.put(.trace, request.trace?.traceID)
            row.put(.tenant, BoundedText.of(request.caller.tenant.text))
            row.put(.user, request.caller.user.map { BoundedText.of($0.text) })
            let plan = putCourse(record, &row)
            row.putModel(record.bill)
            row.put(.catalogue, catalogue)
            row.putSums(record.bill)
            if case .answer(_, let course) = record.kind {
                row.putTimes(course.durations, total: record.at - course.arrivedAt)
            } else if case .shadow(_, let comparison) = record.kind {
                row.put(.total, comparison.proposal.duration.wholeMicroseconds)
            }
            if texts {
                row.put(.question, BoundedText.of(request.question, BoundedText.text))
                row.put(.statement, plan.map { BoundedText.of(Self.statement($0), BoundedText.text) })
            }
            if case .shadow(let candidate, let comparison) = record.kind {
                row.put(.detail, ShadowDetail(comparison, of: candidate).json)
            }
        }
    }

    /// What was decided and read, up to the model; the plan.
    private func putCourse(_ record: AuditRecord, _ row: inout AuditRow.Builder) -> Plan? {
        let request = record.request
        switch record.kind {
        case .answer(let answer, let course):
            row.put(.tool, answer.tool.map { BoundedText.of($0.text) })
            row.put(.action, Self.action(answer, course))
            row.put(.outcome, answer.outcome.name)
            row.put(.code, answer.outcome.error?.code.rawValue)
            row.put(.source, answer.source?.rawValue)
            row.put(.degraded, answer.degraded?.rawValue)
            row.put(.recall, course.recall?.rawValue)
            row.put(.inputHash, blob: digest.digest(request.question))
            if let result = answer.outcome.result {
                row.put(.outputHash, blob: digest.digest(RowEncoding.ordered(result.table.rows)))
            }
            putStatement(answer.plan, course.footprint, &row)
            if let result = answer.outcome.result {
                row.put(.rows, result.rowCount)
                row.put(.truncated, result.isTruncated ? 1 : 0)
            }
            row.put(.planner, BoundedText.of(course.planner.text))
            return answer.plan
        case .lateUsage(let attempt, _):
            row.put(.action, "paid")
            row.put(.inputHash, blob: digest.digest(request.question))
            row.put(.planner, BoundedText.of(attempt.planner.text))
            row.put(.attempt, attempt.number)
            return nil
        case .shadow(let candidate, let comparison):
            let plan = try? comparison.proposal.plan.get()
            row.put(.tool, plan.map { BoundedText.of($0.tool.text) })
            row.put(.action, "proposed")
            row.put(.outcome, comparison.end.rawValue)
            if case .failure(let error) = comparison.proposal.plan { row.put(.code, error.code.rawValue) }
            row.put(.inputHash, blob: digest.digest(request.question))
            // A plan that was too large to be held has no arguments, and is no statement.
            let held = plan.flatMap { $0.arguments.isEmpty && !$0.isNone ? nil : $0 }
            putStatement(held, nil, &row)
            row.put(.planner, BoundedText.of(comparison.currentPlanner.text))
            row.put(.candidate, BoundedText.of(candidate.text))
            return held
        case .lateShadowUsage(let candidate, _):
            row.put(.action, "paid")
            row.put(.inputHash, blob: digest.digest(request.question))
            row.put(.candidate, BoundedText.of(candidate.text))
            return nil
        }
    }

    private func putStatement(_ plan: Plan?, _ footprint: Footprint?, _ row: inout AuditRow.Builder) {
        row.put(.statementFingerprint, blob: plan.map { digest.digest(Self.statement($0)) })
        guard let footprint else { return }
        row.put(.program, footprint.program.map { BoundedText.of($0) })
        row.put(.readSet, Self.readSet(footprint))
    }

    /// What was done about a question.
    private static func action(_ answer: Answer, _ course: AuditRecord.Course) -> String {
        switch answer.outcome {
        case .answered: course.footprint == nil ? "served" : "ran"
        case .clarification: "asked_back"
        case .refused, .failed: "nothing"
        }
    }

    /// A plan as one text: the tool, and what it is called with, as JSON sorted by name.
    static func statement(_ plan: Plan) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("tool", plan.tool.text)
            for (name, argument) in plan.arguments.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                argument.write(to: &writer)
            }
        }
        return writer.text
    }

    /// The columns that were read, and the tables of which none was, as a JSON list.
    private static func readSet(_ footprint: Footprint) -> String {
        var writer = JSONWriter()
        writer.array(footprint.columns.isEmpty ? footprint.tables : footprint.columns)
        guard writer.utf8.count > BoundedText.list else { return writer.text }
        // The tables of a statement that reads everything say as much.
        writer = JSONWriter()
        writer.array(footprint.tables)
        return writer.utf8.count > BoundedText.list ? "[]" : writer.text
    }
}
