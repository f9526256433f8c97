/// Why a store outside of the process had nothing to say. No case holds a text, since what a store says is untrusted.
public enum StoreFailure: String, Error, Hashable, CaseIterable, Sendable {
    /// It can't be reached at the moment.
    case unavailable
    /// It did not answer in time: whether it did what was asked is unknown.
    case timedOut = "timed_out"
    /// It refused: it has no room, is still loading, or may not be written to.
    case refused
    /// What it said can't be read. Of an answer store that is a value of somebody else, which its circuit takes for a sign of
    /// life.
    case unreadable
    /// Too many requests wait for it already.
    case overloaded
    /// It was not asked, since it failed too often lately.
    case circuitOpen = "circuit_open"
    /// The caller left before it answered.
    case cancelled

    /// Whether it says that the store does not work; else it says nothing about that.
    package var isFault: Bool {
        switch self {
        case .unavailable, .timedOut, .refused, .unreadable, .overloaded: true
        case .circuitOpen, .cancelled: false
        }
    }
}

extension StoreFailure {
    /// In words for a person.
    package var words: String {
        switch self {
        case .unavailable: "it can't be reached"
        case .timedOut: "it did not answer in time"
        case .refused: "it refused"
        case .unreadable: "what it said can't be read"
        case .overloaded: "too many requests wait for it"
        case .circuitOpen: "it was not asked, since it failed too often lately"
        case .cancelled: "the caller left before it answered"
        }
    }
}
