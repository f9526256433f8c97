import ToolRouter

/// A fault of what a planner says: it is asked as ever, takes its time and costs what it costs, and then its reply is spoilt.
protocol ReplyFault: PlannerFault {
    /// Another reply in the place of `reply`, and what happened to it in words; nil when there is nothing in it to spoil.
    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)?
}

extension ReplyFault {
    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        await planner.propose(inquiry).map { reply in
            guard let spoilt = spoil(reply, call) else { return reply }
            call.inject(spoilt.words)
            return spoilt.reply
        }
    }
}

extension FaultedCall {
    /// The one of `choices` that was chosen, or else the one that a draw for `purpose` chooses.
    func choice<Choice: CaseIterable>(_ chosen: Choice?, for purpose: String) -> Choice {
        if let chosen { return chosen }
        let choices = Array(Choice.allCases)
        return choices[Int(number(below: UInt64(choices.count), for: purpose))]
    }
}
