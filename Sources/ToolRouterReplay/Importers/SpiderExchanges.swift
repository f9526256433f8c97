import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Makes the exchanges of an imported scenario, one by one.
struct SpiderExchanges {
    /// A planner's attempts differ only in their plan and name.
    private struct Plans {
        let planner: String
        /// The reply for each question, in the order of the questions.
        let replies: [String]
    }

    private static let tenants: UInt64 = 3

    private let questions: [SpiderQuestion]
    private let serving: Plans
    private let candidates: [Plans]
    private let users: UInt64
    private let draw: KeyedDraw

    /// Looks up every prediction that will be needed.
    init(
        questions: [SpiderQuestion], predictions: SpiderPredictions, planner: String, candidates: [String], users: Int,
        seed: UInt64
    ) throws(FileError) {
        func plans(of planner: String) throws(FileError) -> Plans {
            var replies = [String]()
            for question in questions {
                replies.append(Self.reply(try predictions.statement(of: planner, for: question.index)))
            }
            return Plans(planner: planner, replies: replies)
        }
        self.questions = questions
        serving = try plans(of: planner)
        var others = [Plans]()
        for candidate in candidates { others.append(try plans(of: candidate)) }
        self.candidates = others
        self.users = UInt64(users)
        draw = KeyedDraw(seed: seed)
    }

    /// Request `index`, arriving at `atMicroseconds`, of the size that `tokens` says.
    func exchange(_ index: Int, atMicroseconds: Int64, tokens: ArrivalTrace.Arrival) -> RecordedExchange {
        let id = Self.id(index)
        let place = index % questions.count
        let question = questions[place]
        var shadow = [PlannerName: [RecordedAttempt]]()
        for plans in candidates {
            shadow[PlannerName(plans.planner)] = [attempt(plans, place, tokens)]
        }
        return RecordedExchange(
            id: id, atMicroseconds: atMicroseconds, caller: caller(of: id), question: question.question,
            database: DatabaseName(question.database), planner: [attempt(serving, place, tokens)], shadow: shadow,
            expected: ExpectedAnswer(tool: .sql, sql: question.sql, orderMatters: question.orderMatters))
    }

    private func attempt(_ plans: Plans, _ place: Int, _ tokens: ArrivalTrace.Arrival) -> RecordedAttempt {
        // The trace says when requests came, not how long they took: a constant to the first token and a constant rate
        // after it let the latency follow the length of the reply.
        RecordedAttempt(
            latency: .microseconds(300_000 + 12_000 * tokens.outputTokens), model: plans.planner,
            outcome: .reply(
                content: plans.replies[place],
                usage: TokenUsage(input: Int(tokens.inputTokens), output: Int(tokens.outputTokens)),
                finishReason: "stop"))
    }

    /// A user always belongs to the same tenant.
    private func caller(of id: RequestID) -> RecordedCaller {
        let user = "u-\(draw.number(below: users, "user", id.text))"
        let tenant = "t-\(draw.number(below: Self.tenants, "tenant", user))"
        return RecordedCaller(tenant: TenantID(tenant), user: UserID(user))
    }

    /// `r-0000017`: seven digits, so that ids sort as numbers up to ten million.
    private static func id(_ index: Int) -> RequestID {
        let digits = String(index)
        return RequestID("r-" + String(repeating: "0", count: max(0, 7 - digits.utf8.count)) + digits)
    }

    private static func reply(_ statement: String) -> String {
        var writer = JSONWriter()
        writer.object { plan in
            plan.member("tool", ToolName.sql.text)
            plan.member("sql", statement)
        }
        return writer.text
    }
}
