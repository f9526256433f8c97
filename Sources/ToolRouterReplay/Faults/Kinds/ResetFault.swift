package import ToolRouter
package import ToolRouterFormats

/// The connection is reset when all was done and the reply was on its way. A planner's tokens may be billed all the same; a store has done
/// what it was asked.
package struct ResetFault: PlannerFault, StoreFault, LimiterFault {
    package static let kind = "reset"
    package static let parameters = ["billed"]

    /// What is known of the tokens of the reply that was lost.
    package enum Billed: String, CaseIterable, Sendable {
        /// The provider bills them, and says so.
        case yes = "true"
        /// It bills none.
        case no = "false"
        /// Nobody knows.
        case unknown
    }

    private let billed: Billed?

    /// Whether a planner's tokens are billed; nil draws for each call.
    package init(billed: Billed? = nil) {
        self.billed = billed
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        if let node = section["billed"], target.stage != .plan, target.stage != .shadow {
            throw node.fault(
                found: "the key `billed`", expected: "no such key, as the target is a store", remedy: "remove it")
        }
        self.init(billed: try section["billed"]?.choice(of: Billed.self))
    }

    package func fits(_ target: FaultTarget) -> Bool {
        Self.fits(target) && (billed == nil || target.stage == .plan || target.stage == .shadow)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([ResetFault()] + Billed.allCases.map { ResetFault(billed: $0) }, at: target)
    }

    package var weaker: [any Fault] { [ErrorFault(.connection)] }

    package func write(to writer: inout JSONWriter) {
        if let billed { writer.member("billed", billed.rawValue) }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        switch await planner.propose(inquiry) {
        case .failure(let failure): return .failure(failure)
        case .success(let reply):
            let billed = call.choice(billed, for: "billed")
            switch (billed, reply.usage) {
            case (.yes, let usage?):
                call.inject("the connection is reset in mid-reply, and its tokens are billed")
                return .failure(.metered(.connection, usage, model: reply.model))
            case (.no, _):
                call.inject("the connection is reset in mid-reply, and nothing is billed")
                return .failure(.metered(.connection, TokenUsage(), model: reply.model))
            case (.yes, nil), (.unknown, _):
                call.inject("the connection is reset in mid-reply, and nobody knows what is billed")
                return .failure(.connection)
            }
        }
    }

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        call.inject("the connection is reset before the reply")
        _ = server.reply(to: command)
        return .failure(.unavailable)
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        call.inject("the connection is reset before the reply")
        _ = limiter.reply(to: command)
        return .failure(.unavailable)
    }
}
