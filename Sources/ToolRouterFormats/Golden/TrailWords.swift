package import ToolRouter

extension RouterEvent.Kind {
    /// What a golden's trail says of it, as `stage:what`; nil for what the trail leaves out.
    package var trailWord: String? {
        switch self {
        case .limited(let decision):
            if decision.isAllowed {
                "admit:admitted"
            } else {
                "admit:limited_by_\(decision.scope?.rawValue ?? "none")\(decision.unit == .tokens ? "_tokens" : "")"
            }
        case .rejected(let error): "\(error.stage.rawValue):\(error.code.rawValue)"
        case .routed(let route):
            if route.rawPlan != nil {
                "route:\(route.choice)(raw)"
            } else {
                route.rule.map { "route:\(route.choice)(\($0)\(route.answer == nil ? "" : ",first"))" }
                    ?? route.tool.map { "route:" + $0.text } ?? "route:auto"
            }
        case .recalled(.hit): "recall:hit"
        case .recalled(.refresh): "recall:refresh"
        case .recalled(.miss): "recall:miss"
        case .recalled(.joined): "recall:joined"
        case .recalled(.disapproved(let code)): "recall:disapproved(\(code.rawValue))"
        case .recalled(.bypassed): "recall:bypassed"
        case .recalled(.notAsked): "recall:not_asked"
        case .storeFailed(let outside, let failure):
            "\(outside == .limiter ? "admit" : "recall"):\(outside.rawValue)_\(failure.rawValue)"
        case .budgetRefused(_, let refusal):
            switch refusal.payer {
            case .tenant: "plan:no_money(\(refusal.scope.rawValue)_\(refusal.period.rawValue))"
            case .candidate: nil
            }
        case .circuitRefused: "plan:circuit_refused"
        case .attemptRefused(_, .stuck): "plan:planner_stuck"
        case .attemptRefused(_, .busy): "plan:overloaded"
        case .circuitChanged(_, let transition): "plan:circuit_\(transition.word)"
        case .replyStripped(let wrappings): "plan:stripped(\(wrappings.map(\.rawValue).joined(separator: "+")))"
        case .attemptEnded(_, .replied(_, _, .success), _): "plan:replied"
        case .joinEnded(_, .replied(_, _, .success), _, let pays): pays ? "plan:inherited" : "plan:shared"
        case .attemptEnded(_, .replied(_, _, .failure(let error)), _), .attemptEnded(_, .failed(let error, _, _), _),
            .joinEnded(_, .replied(_, _, .failure(let error)), _, _), .joinEnded(_, .failed(let error, _, _), _, _):
            "plan:\(error.code.rawValue)"
        case .retrying(_, let pause): "plan:retry(\(pause.millisecondsRoundedUp)ms)"
        case .passedOn(_, let planner, _): "plan:next(\(planner))"
        case .recalledFor: "plan:recalled"
        case .repairing: "guard:repair"
        case .servedFallback(_, let reason, _): reason == nil ? "plan:kept" : "plan:stale"
        case .fellBack(_, let rule): "plan:rule(\(rule))"
        case .clarified(let clarification): "plan:\(clarification.rawValue)"
        case .approved: "guard:approved"
        case .disapproved(let error): "guard:\(error.code.rawValue)"
        case .ran(_, let result): result.isTruncated ? "run:truncated" : "run:complete"
        case .runFailed(_, let error): "run:\(error.code.rawValue)"
        case .stored: "settle:stored"
        case .settled(let answer):
            // Most words are the same over and over: those are not put together each time.
            switch answer.outcome {
            case .answered: "settle:answered"
            case .clarification: "settle:clarification"
            case .refused(let error): "settle:refused(\(error.code.rawValue))"
            case .failed(let error): "settle:failed(\(error.code.rawValue))"
            }
        case .received, .storing, .notStored, .attemptStarted, .attemptJoined, .lateReply, .lateFailure, .planned,
            .waited, .storeChanged,
            .tokensSettled,
            .budgetReserved, .budgetSettled,
            .circuitOperated,
            .shadowStarted, .decided, .callFinished, .shadowPassedOver, .shadowCompared,
            .shadowCircuitOperated, .shadowCircuitChanged, .shadowEnded, .lateShadowReply, .lateShadowFailure:
            nil
        }
    }
}

extension ShadowProposal {
    /// What a golden's trail says of it, after all that happened to the request itself.
    package func trailWord(of candidate: PlannerName) -> String {
        switch plan {
        case .success: "shadow:\(candidate)(planned)"
        case .failure(let error): "shadow:\(candidate)(\(error.code.rawValue))"
        }
    }
}

/// What the words of a trail speak of.
package enum Trail {
    /// The stage before the colon.
    package static func stage(of word: String) -> Stage? {
        Stage(rawValue: String(word.prefix { $0 != ":" }))
    }

    /// Whether a word says that the caller was asked back.
    package static func isClarification(_ word: String) -> Bool {
        guard stage(of: word) == .plan else { return false }
        return Clarification(rawValue: String(word.dropFirst(Stage.plan.rawValue.utf8.count + 1))) != nil
    }

    /// The candidate that a word of the stage `shadow` tells of.
    package static func candidate(of word: String) -> PlannerName? {
        guard stage(of: word) == .shadow, let end = word.lastIndex(of: "(") else { return nil }
        return PlannerName(String(word[..<end].dropFirst(Stage.shadow.rawValue.utf8.count + 1)))
    }

    /// The first words in which two trails differ, nil on the side that has ended; nil when they are the same.
    package static func partingWords(_ left: [String], _ right: [String]) -> (String?, String?)? {
        let common = zip(left, right).prefix { $0 == $1 }.count
        guard common < left.count || common < right.count else { return nil }
        return (common < left.count ? left[common] : nil, common < right.count ? right[common] : nil)
    }

    /// The first stage at which two trails part; nil when they are the same. Where they go on at different stages it is
    /// the earlier one: that did something here which it did not do there.
    package static func parting(_ left: [String], _ right: [String]) -> Stage? {
        let common = zip(left, right).prefix { $0 == $1 }.count
        let next = [left, right].compactMap { common < $0.count ? stage(of: $0[common]) : nil }
        return next.min(by: Stage.comesBefore)
    }
}
