import ToolRouter
import ToolRouterTools

extension RecordedExchange {
    /// Has each reply of the planners do to the circuit, to the next planner and to the cache what the one that was said did, as
    /// far as the recorded answer tells; what it tells nothing of is the plan that every database can run.
    mutating func putReplies() {
        guard let answered else { return }
        let replies = planner.indices.filter { planner[$0].isReply }
        // From the end: what the trail tells of first may be the reply to another request, which this one shared.
        for (index, text) in zip(replies.reversed(), ContentStandIn.replies(of: answered).reversed()) {
            planner[index].say(text)
        }
    }
}

extension ContentStandIn {
    /// Asks the caller back: nothing runs and nothing is stored, as after a plan that was refused.
    private static let asksBack = #"{"tool":"none"}"#

    /// A text for each reply that is no plan, by what the trail says of it.
    private static let noPlans: [ErrorCode: String] = [
        .emptyReply: "", .proseReply: "no", .malformedPlan: "{", .invalidPlan: "{}",
        .surroundingText: #"{"tool":"none"} no"#,
        .toolCallReply: #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#,
        // The reason why the model stopped tells of these, whatever it wrote.
        .contentFiltered: reply, .unknownFinishReason: reply,
    ]

    /// What stands in for the replies that an answer tells of, in their order.
    fileprivate static func replies(of answered: AnswerRecord) -> [String] {
        answered.trail.indices.compactMap { place in
            let word = answered.trail[place]
            guard Trail.stage(of: word) == .plan else { return nil }
            let what = String(word.dropFirst(Stage.plan.rawValue.utf8.count + 1))
            if what == "replied" { return plan(of: answered, judged: answered.trail[(place + 1)...]) }
            return ErrorCode(rawValue: what).flatMap { noPlans[$0] }
        }
    }

    /// - Parameter words: what the trail tells of after the reply.
    private static func plan(of answered: AnswerRecord, judged words: ArraySlice<String>) -> String {
        let isJudged = words.contains { Trail.stage(of: $0) == .guard || Trail.isClarification($0) }
        // Whoever left before may have others who wait for the same reply.
        guard isJudged else { return reply }
        let isKept =
            answered.outcome == "answered" && answered.tool == .sql && answered.source == .planner
            && words.contains("guard:approved") && !words.contains("run:truncated")
        return isKept ? reply : asksBack
    }
}

extension RecordedAttempt {
    fileprivate var isReply: Bool {
        if case .reply = outcome { true } else { false }
    }

    /// Replaces what was said, if anything was.
    mutating func say(_ content: String) {
        guard case .reply(_, let usage, let finishReason) = outcome else { return }
        outcome = .reply(content: content, usage: usage, finishReason: finishReason)
    }
}
