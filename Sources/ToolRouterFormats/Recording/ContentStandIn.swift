package import ToolRouter

/// What a reader gives in place of texts that a recording does not hold, so that nothing behind it has a second way.
package enum ContentStandIn {
    /// A statement that every database can run and that reads nothing.
    package static let statement = "SELECT 1"
    /// The plan with `statement`, as a model would write it.
    package static let reply = #"{"tool":"sql","sql":"SELECT 1"}"#

    /// A question that nobody else asks, so that no answer is shared by accident.
    package static func question(of id: RequestID) -> String { "(no content) \(id.text)" }
}

extension RecordedExchange {
    /// The same shape without what was said: times, callers, tokens, models and errors stay.
    ///
    /// - Parameter hash: stands for the question; the same one says that two requests asked the same. Nil where nothing is
    ///   known of that.
    package func withoutContent(questionHash hash: String? = nil) -> RecordedExchange {
        var shape = self
        shape.content = .none
        shape.question = hash ?? ContentStandIn.question(of: id)
        shape.plan = nil
        shape.planner = planner.map(\.withoutContent)
        shape.shadow = shadow.mapValues { $0.map(\.withoutContent) }
        for (tool, calls) in tools {
            shape.tools[tool] = calls.map { RecordedToolCall(latency: $0.latency, status: $0.status, error: $0.error) }
        }
        shape.expected = nil
        shape.answered?.sql = nil
        shape.answered?.arguments = nil
        shape.answered?.result = nil
        shape.putReplies()
        return shape
    }
}

extension RecordedAttempt {
    fileprivate var withoutContent: RecordedAttempt {
        guard case .reply = outcome else { return self }
        var shape = self
        shape.say(ContentStandIn.reply)
        return shape
    }
}
