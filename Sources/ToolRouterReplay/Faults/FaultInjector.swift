import Synchronization
import ToolRouter

/// Decides for each call of a replay which rule of a fault plan spoils it, and counts.
///
/// A draw depends on the seed, the rule's name, the seam, the request and the attempt, and on nothing else. So without
/// one of the rules all others draw as before: a call that another rule had won is still won by it, and one that the
/// missing rule had won goes to the next one that wanted it.
final class FaultInjector: Sendable {
    let plan: FaultPlan
    fileprivate let draw: KeyedDraw
    let start: Timestamp
    /// The rules about the clock whose odds say yes: there is one clock, so there is one draw.
    let clockRules: [Int]
    private let observer: (any FaultObserver)?
    private let state: Mutex<[FaultCount]>
    private let keepsReplies: Bool
    private let formerReplies = Mutex<[FaultTarget: FormerReply]>([:])

    /// - Parameters:
    ///   - start: when the traffic begins.
    ///   - observer: listens to what is injected.
    init(_ plan: FaultPlan, seed: UInt64, start: Timestamp, observer: (any FaultObserver)? = nil) {
        self.plan = plan
        draw = KeyedDraw(seed: seed)
        self.start = start
        self.observer = observer
        clockRules = plan.rules.indices.filter { number in
            let rule = plan.rules[number]
            return rule.target == .clock
                && rule.odds.says(KeyedDraw(seed: seed), "fault\u{0}odds\u{0}\(rule.name)\u{0}clock", "", occurrence: 1)
        }
        state = Mutex(plan.rules.map { FaultCount($0) })
        keepsReplies = plan.rules.contains { $0.fault is DuplicatedFault }
    }

    /// The counts so far, in the order of the rules.
    var counts: [FaultCount] { state.withLock { $0 } }

    /// The call that the first willing rule has won; nil when none wants it.
    ///
    /// - Parameters:
    ///   - seam: whose call it is, with its name where it can have one.
    ///   - attempt: which call of that seam for `request` it is, from 1.
    ///   - moment: when the call is made; nil is now.
    ///   - isAble: whether a fault can spoil this call at all.
    func winner(
        at seam: FaultTarget, for request: Request, attempt: Int, on scheduler: any Scheduler,
        arrivingAt moment: Timestamp? = nil, ifAble isAble: (any Fault) -> Bool = { _ in true }
    ) -> FaultedCall? {
        let elapsed = (moment ?? scheduler.now) - start
        var winner: FaultedCall?
        for (number, rule) in plan.rules.enumerated()
        where rule.isAbout(seam, request, elapsed) && isAble(rule.fault) {
            let call = FaultedCall(
                injector: self, number: number, seam: seam, request: request.id, attempt: UInt64(attempt),
                scheduler: scheduler)
            guard call.isWanted else { continue }
            state.withLock { $0[number].addWanted() }
            if winner == nil { winner = call }
        }
        return winner
    }

    /// The same for a seam that is not told for which request it is used: the one in whose task this is called. Nil where there is
    /// none.
    func winner(at seam: FaultTarget, on scheduler: any Scheduler) -> FaultedCall? {
        guard let replayed = ReplayedRequest.current else { return nil }
        return winner(at: seam, for: replayed.request, attempt: replayed.nextUse(of: seam), on: scheduler)
    }

    /// Takes note of what the planner at `seam` has said to a call, where a rule may have it said again.
    func note(_ reply: PlannerReply, to request: RequestID, by seam: FaultTarget) {
        guard keepsReplies else { return }
        formerReplies.withLock {
            $0[seam] = FormerReply(request: request, text: reply.text, finishReason: reply.finishReason)
        }
    }

    fileprivate func formerReply(of seam: FaultTarget) -> FormerReply? { formerReplies.withLock { $0[seam] } }

    /// What moment it is, as the router is told.
    fileprivate func routerNow(_ scheduler: any Scheduler) -> Timestamp {
        scheduler.now + (clockError(at: scheduler.now)?.error ?? .zero)
    }

    fileprivate func addWanted(_ number: Int) { state.withLock { $0[number].addWanted() } }

    /// Injects the fault of a rule that nobody's call has won.
    func inject(
        _ number: Int, at seam: FaultTarget, into request: RequestID, on scheduler: any Scheduler, _ words: String
    ) {
        state.withLock { $0[number].addWanted() }
        FaultedCall(
            injector: self, number: number, seam: seam, request: request, attempt: 1, scheduler: scheduler
        ).inject(words)
    }

    fileprivate func count(_ number: Int, _ fault: InjectedFault) {
        state.withLock { $0[number].addInjected() }
        observer?.observe(fault)
    }
}

/// What a planner said to an earlier call.
struct FormerReply: Sendable {
    let request: RequestID
    let text: String
    let finishReason: String?
}

/// One call that a rule has won: what its fault needs to spoil it.
struct FaultedCall: Sendable {
    fileprivate let injector: FaultInjector
    fileprivate let number: Int
    fileprivate let seam: FaultTarget
    /// Whose call it is.
    let request: RequestID
    fileprivate let attempt: UInt64
    /// Faults wait on it.
    let scheduler: any Scheduler

    /// The rule that won it.
    var rule: FaultRule { injector.plan.rules[number] }

    /// The same for a request that comes of the one whose call it was; the rule wanted that one as well.
    func of(_ request: RequestID) -> FaultedCall {
        if request == self.request { return self }
        injector.addWanted(number)
        return FaultedCall(
            injector: injector, number: number, seam: seam, request: request, attempt: attempt, scheduler: scheduler)
    }

    /// What happens to the call.
    var fault: any Fault { rule.fault }

    /// A uniform number below `bound` that belongs to this rule, this call and `purpose`.
    func number(below bound: UInt64, for purpose: String) -> UInt64 {
        injector.draw.number(below: bound, key(purpose), request.text, occurrence: attempt)
    }

    /// What the planner said to the call before this one; nil when there was none.
    var formerReply: FormerReply? { injector.formerReply(of: seam) }

    /// How long it is until a moment that the router named, by the router's own clock.
    func timeLeft(until moment: Timestamp) -> Duration { moment - injector.routerNow(scheduler) }

    /// Says that the fault happens now; `words` tell what.
    func inject(_ words: String) {
        injector.count(
            number,
            InjectedFault(request: request, at: scheduler.now, rule: rule.name, seam: seam, words: words))
    }

    /// Whether the rule's draw says yes.
    fileprivate var isWanted: Bool {
        rule.odds.says(injector.draw, key("odds"), request.text, occurrence: attempt)
    }

    /// No name holds a NUL, so different rules and seams never share a key.
    private func key(_ purpose: String) -> String {
        "fault\u{0}\(purpose)\u{0}\(rule.name)\u{0}\(seam.text)"
    }
}
