/// The calls to one planner that have not ended: who waits for which, which are shared, and which were
/// abandoned.
///
/// A request that starts a call has its first place; others who want the same reply join it. When the last one has left,
/// the call is of no use: it is cancelled, counted as abandoned, and forgotten when it ends. One request answers for a
/// call, pays for it and settles its permit: the first of those who still waited when it ended, or the last one to leave.
/// A call that is over or abandoned never takes its successor's place away (golang/go 31420).
///
/// Memory is bounded: at most `limits.inFlight` calls that a request waits for, and as many more as were abandoned before
/// the limit of those was reached.
struct PlannerCallBook<Waiter: Sendable, Payer: Sendable>: Sendable {
    /// A place at a call.
    struct Place: Hashable, Sendable {
        /// The number of the call.
        let call: UInt64
        /// The place at it, in the order of joining.
        let number: UInt64
        /// When the call started: its timeout counts from here, for all who wait for it.
        let startedAt: Timestamp
        /// Whether it is the place of the one who started the call.
        var isStarter: Bool { number == 0 }
    }

    /// What a call has brought to one who waited for it.
    struct Delivery: Sendable {
        let result: Result<PlannerReply, PlannerFailure>
        /// The permit of the call, for the one who answers for it; nil for all others.
        let permit: CircuitBreakerPermit?
        /// The money that is put aside for the call, for the one who answers for it; nil where there is none.
        var reservation: BudgetReservation?
    }

    /// Who pays for what comes of an abandoned call, and from what.
    struct Account: Sendable {
        /// The last one who left.
        let payer: Payer
        /// The money that is put aside for the call; nil where there is none.
        let reservation: BudgetReservation?
    }

    /// What the end of a call means.
    enum Ending: Sendable {
        /// Those to be told, in the order of joining.
        case delivered([Waiter])
        /// It was abandoned: what it brought is late, and this is whose it is to pay.
        case late(Account)
        /// It has ended or was written off before, so that it is paid for.
        case over
    }

    /// What leaving a call means.
    enum Departure: Sendable {
        /// Others still wait.
        case othersWait
        /// The last one has left: the call is abandoned, its task to be cancelled and its permit to be settled.
        case last(CircuitBreakerPermit, Task<Void, Never>?)
        /// The call had ended before.
        case ended(Delivery)
        /// The place was given up before, or its result was taken.
        case gone
    }

    private struct Call: Sendable {
        let key: CacheKey?
        let startedAt: Timestamp
        let reservation: BudgetReservation?
        /// Nil when it was taken by the one who answers for the call.
        var permit: CircuitBreakerPermit?
        var task: Task<Void, Never>?
        /// The place of the one who started it; nil when it was given up, or the result was taken there.
        var starter: Seat? = Seat()
        /// The places of those who joined and have neither left nor taken the result.
        var others: [UInt64: Seat] = [:]
        var joined: UInt64 = 1
        var result: Result<PlannerReply, PlannerFailure>?
        /// Who answers for the call, from its end on.
        var owner: UInt64?
        var isAbandoned = false
        /// Who pays for what comes of an abandoned call; nil before, and when it was written off.
        var payer: Payer?

        var account: Account? { payer.map { Account(payer: $0, reservation: reservation) } }

        /// The lowest of the places.
        var first: UInt64? { starter == nil ? others.keys.min() : 0 }

        /// Whether there is no place any more.
        var isEmpty: Bool { starter == nil && others.isEmpty }

        /// Those who wait, in the order of joining.
        var waiters: [Waiter] {
            ([starter?.waiter] + others.sorted { $0.key < $1.key }.map(\.value.waiter)).compactMap(\.self)
        }

        func has(_ place: UInt64) -> Bool { place == 0 ? starter != nil : others[place] != nil }

        mutating func seat(_ waiter: Waiter, at place: UInt64) {
            if place == 0 { starter = Seat(waiter: waiter) } else { others[place] = Seat(waiter: waiter) }
        }

        mutating func remove(_ place: UInt64) {
            if place == 0 { starter = nil } else { others[place] = nil }
        }

        /// All have been told.
        mutating func removeWaiters() {
            if starter != nil { starter = Seat() }
            for place in others.keys.sorted() { others[place] = Seat() }
        }
    }

    /// A place at a call, and who is told there of its end.
    private struct Seat: Sendable {
        var waiter: Waiter?
    }

    let limits: PlannerCallLimits
    private var calls: [UInt64: Call] = [:]
    /// The call that others may join, by what they ask for.
    private var shared: [CacheKey: UInt64] = [:]
    private var last: UInt64 = 0
    /// The calls that have not ended and that a request waits for.
    private(set) var inFlight = 0
    /// The calls that have not ended although the last one who waited has left.
    private(set) var abandoned = 0

    init(limits: PlannerCallLimits) {
        self.limits = limits
    }

    /// The calls that are remembered.
    var count: Int { calls.count }
    /// The calls that others may join.
    var sharedCount: Int { shared.count }

    /// Why no call may start now; nil when one may.
    var refusal: PlannerCallRefusal? {
        if abandoned >= limits.abandoned { return .stuck(abandoned: abandoned) }
        if inFlight >= limits.inFlight { return .busy(inFlight: inFlight) }
        return nil
    }

    /// A place at the call for `key` that is under way; nil when there is none.
    mutating func join(_ key: CacheKey) -> Place? {
        guard let number = shared[key] else { return nil }
        return change(number) { call in
            defer { call.joined += 1 }
            call.others[call.joined] = Seat()
            return Place(call: number, number: call.joined, startedAt: call.startedAt)
        }
    }

    /// Whether one who asks for `key` would join others.
    func isUnderWay(_ key: CacheKey) -> Bool { shared[key] != nil }

    /// Lets the next one who asks for `key` start a call; the one under way goes on for those who wait for it.
    mutating func forget(_ key: CacheKey) {
        shared[key] = nil
    }

    /// The first place at a new call, which others may join by `key`; without a key it is for one alone. Traps when
    /// `refusal` says that no call may start.
    mutating func start(
        _ key: CacheKey?, _ permit: CircuitBreakerPermit, _ reservation: BudgetReservation? = nil, at now: Timestamp
    ) -> Place {
        precondition(refusal == nil, "no call may start now: \(refusal!)")
        last += 1
        calls[last] = Call(key: key, startedAt: now, reservation: reservation, permit: permit)
        inFlight += 1
        if let key { shared[key] = last }
        return Place(call: last, number: 0, startedAt: now)
    }

    /// The call is made by `task`, unless it has ended already.
    mutating func isMade(_ call: UInt64, by task: Task<Void, Never>) {
        change(call) { if $0.result == nil { $0.task = task } }
    }

    /// Has `waiter` told of the call's end; false when it has ended before, and there is nothing to wait for.
    mutating func wait(_ waiter: Waiter, at place: Place) -> Bool {
        change(place.call) { call in
            guard call.result == nil else { return false }
            call.seat(waiter, at: place.number)
            return true
        } ?? false
    }

    /// The call has ended.
    mutating func end(_ number: UInt64, with result: Result<PlannerReply, PlannerFailure>) -> Ending {
        guard let (key, isAbandoned) = change(number, { $0.result == nil ? ($0.key, $0.isAbandoned) : nil }) ?? nil
        else { return .over }
        guard !isAbandoned else {
            abandoned -= 1
            return calls.removeValue(forKey: number)?.account.map { .late($0) } ?? .over
        }
        inFlight -= 1
        stopSharing(number, key)
        return change(number) { call in
            defer { call.removeWaiters() }
            call.result = result
            call.owner = call.first
            call.task = nil
            return .delivered(call.waiters)
        } ?? .over
    }

    /// Those who pay for abandoned calls that have not ended, in the order of the calls: what these still bring is not
    /// counted any more. They stay under way.
    mutating func writeOff() -> [Account] {
        calls.keys.sorted().compactMap { number in
            defer { calls[number]?.payer = nil }
            return calls[number]?.account
        }
    }

    /// What an ended call has brought; traps when it has not ended, or when the place was given up.
    mutating func collect(_ place: Place) -> Delivery {
        guard let delivery = take(place) else { preconditionFailure("nothing is there for \(place)") }
        return delivery
    }

    /// Gives a place up.
    ///
    /// - Parameter payer: who pays for what still comes of the call, if this is the last place.
    mutating func leave(_ place: Place, paying payer: Payer) -> Departure {
        if let delivery = take(place) { return .ended(delivery) }
        let left = change(place.call) { call -> (key: CacheKey?, departure: Departure)? in
            guard call.has(place.number) else { return nil }
            call.remove(place.number)
            guard call.isEmpty, let permit = call.permit else { return (nil, .othersWait) }
            defer { (call.permit, call.task) = (nil, nil) }
            call.isAbandoned = true
            call.payer = payer
            return (call.key, .last(permit, call.task))
        }
        guard let (key, departure) = left ?? nil else { return .gone }
        if case .last = departure {
            stopSharing(place.call, key)
            inFlight -= 1
            abandoned += 1
        }
        return departure
    }

    /// Takes what the call has brought to `place`; nil before its end. The last one to take it has it forgotten.
    private mutating func take(_ place: Place) -> Delivery? {
        let taken = change(place.call) { call -> (delivery: Delivery, isLast: Bool)? in
            guard let result = call.result, call.has(place.number) else { return nil }
            call.remove(place.number)
            let isOwner = call.owner == place.number
            defer { if isOwner { call.permit = nil } }
            let delivery = Delivery(
                result: result, permit: isOwner ? call.permit : nil, reservation: isOwner ? call.reservation : nil)
            return (delivery, call.isEmpty)
        }
        guard let (delivery, isLast) = taken ?? nil else { return nil }
        if isLast { calls[place.call] = nil }
        return delivery
    }

    /// Changes a call where it is, since a copy of it would cost more than the change; nil when there is none.
    @discardableResult
    private mutating func change<Result>(_ number: UInt64, _ body: (inout Call) -> Result) -> Result? {
        guard calls.index(forKey: number) != nil else { return nil }
        return body(&calls[number]!)
    }

    private mutating func stopSharing(_ number: UInt64, _ key: CacheKey?) {
        if let key, shared[key] == number { shared[key] = nil }
    }
}

/// How many calls a planner may hold at once.
public struct PlannerCallLimits: Hashable, Sendable {
    /// Calls that a request waits for; at least 1. Default 256, for a candidate 16.
    public var inFlight: Int
    /// Calls that have not ended although the last one who waited has left: each of them keeps its memory, its
    /// connection and perhaps its bill. At least 1. Default 64.
    public var abandoned: Int

    public init(inFlight: Int = 256, abandoned: Int = 64) {
        precondition(inFlight >= 1, "at least 1 call may be in flight, found \(inFlight)")
        precondition(abandoned >= 1, "at least 1 call may be abandoned, found \(abandoned)")
        self.inFlight = inFlight
        self.abandoned = abandoned
    }

    /// Those of a candidate, which is asked beside the planner and must not crowd it out.
    public static let candidate = PlannerCallLimits(inFlight: 16)
}

/// Why a planner is not asked, though its circuit would let a call through.
public enum PlannerCallRefusal: Hashable, Sendable {
    /// It holds as many calls as it may.
    case busy(inFlight: Int)
    /// It holds as many abandoned calls as it may.
    case stuck(abandoned: Int)
}
