import ToolRouter

/// A set of the kinds that events are of. Most readers care for a few of them only, and are not asked about the others.
struct EventKinds: OptionSet, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    /// Every kind there is.
    static let all = EventKinds(rawValue: .max)

    static let received = EventKinds(bit: 0)
    static let rejected = EventKinds(bit: 1)
    static let limited = EventKinds(bit: 2)
    static let routed = EventKinds(bit: 3)
    static let recalled = EventKinds(bit: 4)
    static let circuitRefused = EventKinds(bit: 5)
    static let circuitChanged = EventKinds(bit: 6)
    static let circuitOperated = EventKinds(bit: 7)
    static let attemptRefused = EventKinds(bit: 8)
    static let budgetRefused = EventKinds(bit: 9)
    static let budgetReserved = EventKinds(bit: 10)
    static let budgetSettled = EventKinds(bit: 11)
    static let attemptStarted = EventKinds(bit: 12)
    static let replyStripped = EventKinds(bit: 13)
    static let attemptEnded = EventKinds(bit: 14)
    static let attemptJoined = EventKinds(bit: 15)
    static let joinEnded = EventKinds(bit: 16)
    static let lateReply = EventKinds(bit: 17)
    static let lateFailure = EventKinds(bit: 18)
    static let retrying = EventKinds(bit: 19)
    static let passedOn = EventKinds(bit: 20)
    static let recalledFor = EventKinds(bit: 21)
    static let repairing = EventKinds(bit: 22)
    static let servedFallback = EventKinds(bit: 23)
    static let fellBack = EventKinds(bit: 24)
    static let planned = EventKinds(bit: 25)
    static let clarified = EventKinds(bit: 26)
    static let approved = EventKinds(bit: 27)
    static let disapproved = EventKinds(bit: 28)
    static let ran = EventKinds(bit: 29)
    static let runFailed = EventKinds(bit: 30)
    static let waited = EventKinds(bit: 31)
    static let storeFailed = EventKinds(bit: 32)
    static let storeChanged = EventKinds(bit: 33)
    static let tokensSettled = EventKinds(bit: 34)
    static let storing = EventKinds(bit: 35)
    static let settled = EventKinds(bit: 36)
    static let stored = EventKinds(bit: 37)
    static let notStored = EventKinds(bit: 38)
    static let decided = EventKinds(bit: 39)
    static let callFinished = EventKinds(bit: 40)
    static let shadowPassedOver = EventKinds(bit: 41)
    static let shadowStarted = EventKinds(bit: 42)
    static let shadowCircuitOperated = EventKinds(bit: 43)
    static let shadowCircuitChanged = EventKinds(bit: 44)
    static let shadowEnded = EventKinds(bit: 45)
    static let shadowCompared = EventKinds(bit: 46)
    static let lateShadowReply = EventKinds(bit: 47)
    static let lateShadowFailure = EventKinds(bit: 48)
}

extension RouterEvent.Kind {
    /// The set that holds nothing but the kind that this is of.
    var ownKind: EventKinds {
        switch self {
        case .received: .received
        case .rejected: .rejected
        case .limited: .limited
        case .routed: .routed
        case .recalled: .recalled
        case .circuitRefused: .circuitRefused
        case .circuitChanged: .circuitChanged
        case .circuitOperated: .circuitOperated
        case .attemptRefused: .attemptRefused
        case .budgetRefused: .budgetRefused
        case .budgetReserved: .budgetReserved
        case .budgetSettled: .budgetSettled
        case .attemptStarted: .attemptStarted
        case .replyStripped: .replyStripped
        case .attemptEnded: .attemptEnded
        case .attemptJoined: .attemptJoined
        case .joinEnded: .joinEnded
        case .lateReply: .lateReply
        case .lateFailure: .lateFailure
        case .retrying: .retrying
        case .passedOn: .passedOn
        case .recalledFor: .recalledFor
        case .repairing: .repairing
        case .servedFallback: .servedFallback
        case .fellBack: .fellBack
        case .planned: .planned
        case .clarified: .clarified
        case .approved: .approved
        case .disapproved: .disapproved
        case .ran: .ran
        case .runFailed: .runFailed
        case .waited: .waited
        case .storeFailed: .storeFailed
        case .storeChanged: .storeChanged
        case .tokensSettled: .tokensSettled
        case .storing: .storing
        case .settled: .settled
        case .stored: .stored
        case .notStored: .notStored
        case .decided: .decided
        case .callFinished: .callFinished
        case .shadowPassedOver: .shadowPassedOver
        case .shadowStarted: .shadowStarted
        case .shadowCircuitOperated: .shadowCircuitOperated
        case .shadowCircuitChanged: .shadowCircuitChanged
        case .shadowEnded: .shadowEnded
        case .shadowCompared: .shadowCompared
        case .lateShadowReply: .lateShadowReply
        case .lateShadowFailure: .lateShadowFailure
        }
    }
}
