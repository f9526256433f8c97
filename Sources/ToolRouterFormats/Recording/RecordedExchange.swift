package import ToolRouter

/// One line of a recording: a request, and what the outside answered to it.
package struct RecordedExchange: Hashable, Sendable {
    /// Unique within the recording, never empty.
    package var id: RequestID
    /// When the request arrived, in microseconds from the recording's epoch; never negative.
    package var atMicroseconds: Int64
    /// Who asked.
    package var caller: RecordedCaller
    /// The question, untrusted, as it was asked.
    package var question: String
    /// The database asked about, where a scenario serves several.
    package var database: DatabaseName?
    /// Whether the caller wanted no cached answer.
    package var bypassCache: Bool
    /// The plan that the caller brought, so that no planner was asked; nil where it brought none.
    package var plan: RecordedPlan?
    /// How long the caller allowed the whole request to take; nil means the router's default.
    package var deadline: Duration?
    /// When the caller hangs up, counted from the arrival; nil means never.
    package var hangsUpAfter: Duration?
    /// The attempts at the planners that serve, in order: those of the first, and those that name another one.
    package var planner: [RecordedAttempt]
    /// The attempts at each candidate, in order.
    package var shadow: [PlannerName: [RecordedAttempt]]
    /// The calls of each tool, in order.
    package var tools: [ToolName: [RecordedToolCall]]
    /// What a right answer would be, if known.
    package var expected: ExpectedAnswer?
    /// When the live router's stages decided, if it said so.
    package var decisions: [RecordedDecision]
    /// What was answered, where it was recorded by the router itself: the golden of a recording that has no other.
    package var answered: AnswerRecord?
    /// Whether question and replies are what was said, or stand-ins: see `ContentStandIn`.
    package var content = RecordedContent.all

    package init(
        id: RequestID, atMicroseconds: Int64, caller: RecordedCaller, question: String, database: DatabaseName? = nil,
        bypassCache: Bool = false, plan: RecordedPlan? = nil, deadline: Duration? = nil,
        hangsUpAfter: Duration? = nil,
        planner: [RecordedAttempt] = [], shadow: [PlannerName: [RecordedAttempt]] = [:],
        tools: [ToolName: [RecordedToolCall]] = [:], expected: ExpectedAnswer? = nil,
        decisions: [RecordedDecision] = [], answered: AnswerRecord? = nil
    ) {
        self.id = id
        self.atMicroseconds = atMicroseconds
        self.caller = caller
        self.question = question
        self.database = database
        self.bypassCache = bypassCache
        self.plan = plan
        self.deadline = deadline
        self.hangsUpAfter = hangsUpAfter
        self.planner = planner
        self.shadow = shadow
        self.tools = tools
        self.expected = expected
        self.decisions = decisions
        self.answered = answered
    }
}

/// An exchange and its place in its file. It is handed from thread to thread by reference.
package final class LocatedExchange: Sendable {
    /// What the line says.
    package let exchange: RecordedExchange
    /// The number of its line, from 1.
    package let line: Int
    /// Where its line begins, in bytes from the start of the file; `RecordingReader.exchange(at:)` takes it.
    package let offset: Int
    /// The length of its line in bytes.
    package let bytes: Int

    package init(exchange: RecordedExchange, line: Int, offset: Int, bytes: Int) {
        self.exchange = exchange
        self.line = line
        self.offset = offset
        self.bytes = bytes
    }
}
