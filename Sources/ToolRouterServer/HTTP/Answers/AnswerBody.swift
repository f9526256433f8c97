package import NIOCore
package import ToolRouter
import ToolRouterTools

/// The JSON body of an answer, as `POST /v1/query` gives it; a refusal or failure is its problem document.
package enum AnswerBody {
    /// Results of more bytes, estimated, are not written on an event loop: that takes a millisecond and more.
    private static let quick = 128 << 10

    /// Writes the body, elsewhere when that takes long.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - planner: the planner whose plan it is; nil when no planner made one.
    ///   - latency: from the arrival to here.
    ///   - trail: what happened at each stage; nil where nobody asked.
    package static func written(
        _ answer: Answer, planner: PlannerName?, latency: Duration, trail: [TrailStep]? = nil
    ) async -> ByteBuffer {
        guard let result = answer.outcome.result, isLarge(result) else {
            return write(answer, planner: planner, latency: latency, trail: trail)
        }
        return await withTaskExecutorPreference(globalConcurrentExecutor) {
            write(answer, planner: planner, latency: latency, trail: trail)
        }
    }

    /// Looks no further than it has to: counting the bytes of a large result takes long, too.
    private static func isLarge(_ result: ToolResult) -> Bool {
        guard case .rows(let rows) = result else { return result.bytes > quick }
        if rows.json != nil { return false }
        var bytes = 0
        for row in rows.rows {
            for value in row { bytes += value.bytes }
            if bytes > quick { return true }
        }
        return false
    }

    /// Writes the body, see `written`.
    package static func write(
        _ answer: Answer, planner: PlannerName?, latency: Duration, trail: [TrailStep]? = nil
    ) -> ByteBuffer {
        if let error = answer.outcome.error {
            return ByteBuffer(string: ProblemDocument(error, request: answer.request, trace: answer.trace).json)
        }
        var writer = JSONWriter(reserving: 512 + (answer.keptJSON?.count ?? 1_024))
        writer.object { writer in
            writer.member("request_id", answer.request.text)
            writer.member("outcome", answer.outcome.name)
            writer.member("tool", answer.tool?.text)
            writer.member("source", answer.source?.rawValue)
            writer.member("degraded", answer.degraded?.rawValue)
            writer.member("planner", planner?.text)
            write(answer.plan, to: &writer)
            if case .clarification(let clarification) = answer.outcome {
                writer.member("clarification", clarification.rawValue)
            } else {
                writer.member("clarification", nil as String?)
            }
            write(answer.outcome.result, to: &writer)
            write(answer.bill, to: &writer)
            writer.key("latency_ms")
            writer.literal(milliseconds(latency))
            writer.member("trace_id", ProblemDocument.traceID(of: answer.request, answer.trace))
            if let trail { write(trail, to: &writer) }
        }
        return ByteBuffer(bytes: writer.utf8)
    }

    /// The members `columns`, `rows` and `truncated`, which are always there, then what another tool than a database says.
    private static func write(_ result: ToolResult?, to writer: inout JSONWriter) {
        if case .rows(let rows)? = result { return rows.writeMembers(to: &writer) }
        ResultSet(columns: [], rows: [], isTruncated: result?.isTruncated ?? false).writeMembers(to: &writer)
        switch result {
        case .documents(let documents)?: documents.writeMembers(to: &writer)
        case .body(let body)?: body.writeMembers(to: &writer)
        case .rows?, nil: break
        }
    }

    private static func write(_ plan: Plan?, to writer: inout JSONWriter) {
        writer.key("plan")
        guard let plan else { return writer.null() }
        writer.object { writer in
            writer.member("tool", plan.tool.text)
            for (name, argument) in plan.arguments.sorted(by: { $0.key < $1.key })
            where name != "tool" && name != "confidence" {
                writer.key(name)
                argument.write(to: &writer)
            }
            writer.key("confidence")
            if let confidence = plan.confidence { writer.literal(confidence.decimalText) } else { writer.null() }
        }
    }

    private static func write(_ bill: Bill, to writer: inout JSONWriter) {
        writer.member(
            "tokens",
            object: { writer in
                writer.member("input", bill.usage.input)
                writer.member("cached_input", bill.usage.cachedInput)
                writer.member("cache_write", bill.usage.totalCacheWrite)
                writer.member("output", bill.usage.output)
                writer.member("reasoning", bill.usage.reasoning)
            })
        writer.member("cost_usd", bill.cost.amount?.usdText)
        writer.member("cost_status", bill.cost.status.rawValue)
    }

    static func write(_ trail: [TrailStep], to writer: inout JSONWriter) {
        writer.member(
            "trail",
            array: { writer in
                for step in trail {
                    writer.object { writer in
                        writer.member("stage", step.stage.rawValue)
                        writer.key("at_ms")
                        writer.literal(milliseconds(step.at))
                        writer.key("took_ms")
                        writer.literal(milliseconds(step.took))
                        writer.member("what", step.what)
                    }
                }
            })
    }

    /// Milliseconds with three digits at most after the point: `1.234`.
    static func milliseconds(_ duration: Duration) -> String {
        DecimalText.format(Int128(duration.wholeNanoseconds / 1_000), fractionDigits: 3)
    }
}

extension Answer {
    /// Rows that were written before.
    fileprivate var keptJSON: [UInt8]? {
        if case .answered(.rows(let rows)) = outcome { rows.json } else { nil }
    }
}
